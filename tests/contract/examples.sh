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
exit $failed
