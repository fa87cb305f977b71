#!/usr/bin/env bash
# The running service against its own document: Schemathesis with every check, on loopback.
# SCHEMATHESIS_EXAMPLES says how many requests are made up for each operation; SCHEMATHESIS_SEED is another start of
# chance (1, so that the gate says the same twice).
source "$(dirname "$0")/tools.sh"
python_tools
debian curl=curl

log="$scratch/service.log"
# With a second rule book, so that there is something to compare with: the same.
start_service "$log" --compare-with "$root/src/clinical/knowledge"

curl --silent --fail "$url/openapi.json" > "$scratch/served.json"
(cd "$scratch" && PYTHONPATH="$here" run timeout --foreground 900 schemathesis --config-file "$here/schemathesis.toml" run served.json --url "$url" \
    --max-examples "${SCHEMATHESIS_EXAMPLES:-200}" --seed "${SCHEMATHESIS_SEED:-1}")

kill -TERM "$service"
wait "$service" || { echo "the service ended with exit code $?"; exit 1; }
if grep -v '"message":"listening"' "$log"; then
    echo 'the service logged warnings or errors, see above'
    exit 1
fi
