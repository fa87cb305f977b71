#!/usr/bin/env bash
# The running service against its own document: Schemathesis with every check, on loopback.
# TWITCH_TRIAGE_BINARY names another binary than the debug one; SCHEMATHESIS_EXAMPLES how many requests are made up
# for each operation; SCHEMATHESIS_SEED another start of chance (1, so that the gate says the same twice).
source "$(dirname "$0")/tools.sh"
python_tools
debian curl=curl

binary="${TWITCH_TRIAGE_BINARY:-}"
if [ -z "$binary" ]; then
    run cargo build --locked --quiet
    binary="${CARGO_TARGET_DIR:-$root/target}/debug/twitch-triage"
fi

# Port 0: the service takes a free one and says which.
log="$scratch/service.log"
"$binary" serve --bind 127.0.0.1:0 --log twitch_triage=warn 2> "$log" &
service=$!
trap 'kill "$service" 2> /dev/null || true' EXIT
for _ in $(seq 100); do
    url="$(sed -n 's/^twitch-triage listens on //p' "$log")"
    [ -n "$url" ] && break
    sleep 0.1
done
[ -n "$url" ] || { cat "$log"; exit 1; }

curl --silent --fail "$url/openapi.json" > "$scratch/served.json"
(cd "$scratch" && PYTHONPATH="$here" run timeout --foreground 900 schemathesis --config-file "$here/schemathesis.toml" run served.json --url "$url" \
    --max-examples "${SCHEMATHESIS_EXAMPLES:-200}" --seed "${SCHEMATHESIS_SEED:-1}")

kill -TERM "$service"
wait "$service" || { echo "the service ended with exit code $?"; exit 1; }
if grep -v '^twitch-triage listens on' "$log"; then
    echo 'the service logged warnings or errors, see above'
    exit 1
fi
