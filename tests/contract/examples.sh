#!/usr/bin/env bash
# The tools that the examples of the documents call, so that the test that runs those runs every one; and the interviews
# of examples/ in three languages against the running service, with the same answers and the same result.
source "$(dirname "$0")/tools.sh"
debian curl=curl jq=jq python3=python3
node_tools
run jq --version

start_service "$scratch/examples.log"
export TRIAGE_URL="$url"

modules="$scratch/node/node_modules"
typescript --lib es2022 --typeRoots "$modules/@types" --types node --outDir "$scratch/examples" \
    "$root/examples/interview.ts"

failed=0
# check RESULT ANSWERS COMMAND…: the line of the result must be RESULT when standard input is ANSWERS.
check() {
    local expected="$1" answers="$2" printed
    shift 2
    echo "+ $*"
    printed="$(printf '%b' "$answers" | timeout 60 "$@")" || { echo "exit code $?: $printed"; failed=1; return; }
    if ! grep --quiet --fixed-strings --line-regexp -- "$expected" <<< "$printed"; then
        printf 'expected the line "%s" in\n%s\n' "$expected" "$printed"
        failed=1
    fi
}

for interview in "python3 $root/examples/interview.py" "node $scratch/examples/interview.js"; do
    # Without an answer to any question the result must stay a referral.
    check 'refer_workup, routine, provisional (nothing_left_to_ask)' '' $interview
    # The same with nothing but an age.
    check 'refer_workup, routine, provisional (nothing_left_to_ask)' '34\n' $interview
    # An age, then "no" and "yes" to two of the urgent group questions.
    check 'refer_workup, emergency, final (emergency)' '34\nabsent\npresent\n' $interview
    # "no" to everything of a kind that knows "no"; the rest as it is asked for.
    everything="$(python3 "$here/examples_answers.py" "$url")"
    check 'benign_lifestyle, self_care, final (settled)' "$everything" $interview
done

check 'benign_lifestyle, self_care, final' '' "$root/examples/interview.sh" \
    '{"findings": {"age_years": 34, "sites": ["eyelid"], "duration_days": 3, "course": "stable"}}'
# An age, no emergency, the four questions about the twitch not known, a thinner muscle, and "no" to the rest.
check 'refer_workup, soon, final' '61\n\n\n\n\n\nmuscle_wasting\n' "$root/examples/interview.sh"
# A group question that is answered "yes" opens its members.
check 'benign_lifestyle, routine, final' \
    '34\n\n"present"\n["eyelid"]\n3\n"stable"\nother_feeling_or_stiffness\n\n\ntingling\n' "$root/examples/interview.sh"
check 'refer_workup, emergency, final' '61\nurgent_breath_swallow_heart\n' "$root/examples/interview.sh"
# From an age only; and when every finding was asked for and is not known.
check 'refer_workup, routine, provisional' '' "$root/examples/interview.sh" '{"findings": {"age_years": 34}}'
unknown="$(curl --silent --fail "$url/v1/questionnaire" | jq --compact-output '{findings: (.findings | map_values(null))}')"
check 'refer_workup, routine, provisional' '' "$root/examples/interview.sh" "$unknown"

for interview in "$root"/examples/interview.*; do
    [ "$(wc -l < "$interview")" -lt 60 ] || { echo "$interview has 60 lines or more"; failed=1; }
done

# The sizes of docs/integrate.md: a brief answer is less than half of a standard one, and that a third of a full one.
sizes="$("$root/examples/sizes.sh")" || failed=1
echo "$sizes"
awk '$1 == "detail=brief" { brief = $2 } $1 == "detail=standard" { standard = $2 } $1 == "detail=full" { full = $2 }
    END { exit !(brief > 0 && brief * 2 < standard && standard * 3 < full) }' <<< "$sizes" ||
    { echo 'the sizes are not as they should be to each other'; failed=1; }
exit $failed
