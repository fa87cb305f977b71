#!/usr/bin/env bash
# An interview by screens, with curl and jq, from standard input: for the yes-or-no questions of a screen, one line with
# the names of those that are answered "yes" (the others, and all of them on an empty line, are a "no"); for any other
# question, one line with its answer in JSON (an empty line says "don't know"). The members of a group question that was
# answered "yes" are asked in their turn. The first argument is the body to begin with.
# TRIAGE_URL is the address of the service.
set -euo pipefail

url="${TRIAGE_URL:-http://127.0.0.1:8080}/v1/interview?detail=brief"
body="${1:-"{\"findings\": {}}"}"

ask() { curl --silent --show-error --fail-with-body "$url" --header 'Content-Type: application/json' --data "$body"; }
change() { body="$(jq --compact-output "$@" <<< "$body")"; }

step="$(ask)"
until [ "$(jq .stop.stop <<< "$step")" = true ]; do
    questions="$(jq '.next_questions + .lowering_questions' <<< "$step")"
    yes_or_no="$(jq 'if .[0] | .screen != "about_you" and .kind == "tri" then map(select(.kind == "tri")) else [] end' <<< "$questions")"
    if [ "$yes_or_no" != "[]" ]; then
        jq --raw-output '"\(.[0].screen): \(length) questions"' <<< "$yes_or_no"
        read -r line || line=
        for name in $(jq --raw-output '.[].finding' <<< "$yes_or_no"); do
            change --arg name "$name" '.findings[$name] = "absent"'
        done
        for name in $line; do change --arg name "$name" '.findings[$name] = "present"'; done
    else
        name="$(jq --raw-output '.[0].finding' <<< "$questions")"
        dont_know="$(jq '.[0].kind | if . == "integer" or . == "some_of" then null else "unknown" end' <<< "$questions")"
        echo "$name: $(jq --raw-output '.[0].question' <<< "$questions")"
        read -r line || line=
        change --arg name "$name" --argjson value "${line:-$dont_know}" '.findings[$name] = $value'
    fi
    step="$(ask)"
done
jq --raw-output '.answer | "\(.level), \(.urgency), \(.status)", .headline' <<< "$step"
