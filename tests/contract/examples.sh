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
run tsc --strict --noUncheckedIndexedAccess --target es2022 --module commonjs --lib es2022 \
    --typeRoots "$modules/@types" --types node --outDir "$scratch/examples" "$root/examples/interview.ts"

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
    # "no", then "yes" to choking.
    check 'refer_workup, emergency, final (emergency)' 'absent\npresent\n' $interview
    # "no" to everything of a kind that knows "no"; the rest as it is asked for.
    everything="$(python3 "$here/examples_answers.py" "$url")"
    check 'benign_lifestyle, self_care, final (settled)' "$everything" $interview
done

check 'benign_lifestyle, self_care, final' '' "$root/examples/interview.sh" \
    '{"findings": {"age_years": 34, "sites": ["eyelid"], "duration_days": 3, "course": "stable"}}'
check 'refer_workup, soon, final' '\nmuscle_wasting\n\n\n61\n\n' "$root/examples/interview.sh"
check 'refer_workup, emergency, final' 'choking_or_cannot_swallow\n' "$root/examples/interview.sh"
exit $failed
