#!/usr/bin/env bash
# How many bytes an answer has, by how much of it is asked for. TRIAGE_URL is the address of the service.
set -euo pipefail

examples="$(cd "$(dirname "$0")" && pwd)"
url="${TRIAGE_URL:-http://127.0.0.1:8080}/v1/triage"

row() { printf '%-20s%15s%19s%18s%10s\n' "$@"; }
row '' 'nothing known' 'eyelid, not asked' 'eyelid, complete' weakness
for query in detail=brief detail=standard detail=full questions=all; do
    sizes=()
    for body in nothing eyelid_not_asked eyelid weakness; do
        sizes+=("$(curl --silent --fail-with-body "$url?$query" --header 'Content-Type: application/json' \
            --data "@$examples/$body.json" | wc -c)")
    done
    row "$query" "${sizes[@]}"
done
