#!/usr/bin/env bash
# Clients generated from the documents call the running service, and get both answers and errors as their types say:
# TypeScript from the document in 3.1, Python from the one in 3.0.
# TWITCH_TRIAGE_BINARY names another binary than the debug one.
source "$(dirname "$0")/tools.sh"
node_tools
python_tools

binary="${TWITCH_TRIAGE_BINARY:-}"
if [ -z "$binary" ]; then
    run cargo build --locked --quiet
    binary="${CARGO_TARGET_DIR:-$root/target}/debug/twitch-triage"
fi

# Port 0: the service takes a free one and says which.
log="$scratch/clients.log"
: > "$log"
"$binary" serve --bind 127.0.0.1:0 --log twitch_triage=warn 2> "$log" &
service=$!
trap 'kill "$service" 2> /dev/null || true' EXIT
for _ in $(seq 100); do
    url="$(sed -n 's/^twitch-triage listens on //p' "$log")"
    [ -n "$url" ] && break
    sleep 0.1
done
[ -n "$url" ] || { cat "$log"; exit 1; }

clients="$scratch/clients"
rm -rf "$clients"
mkdir -p "$clients"
cp "$here"/clients/* "$clients/"
cd "$clients"
failed=0

typescript() {
    run openapi-typescript "$root/openapi/openapi.json" --output openapi.d.ts &&
        run tsc --strict --noUncheckedIndexedAccess --target es2022 --module commonjs --lib es2022,dom \
            --outDir built calls.ts &&
        run timeout 60 node built/calls.js "$url"
}

python() {
    run openapi-python-client generate --path "$root/openapi/openapi-3.0.json" --meta none \
        --output-path twitch_triage_client --config python.yaml --fail-on-warning &&
        run timeout 60 "$scratch/venv/bin/python" calls.py "$url"
}

typescript || failed=1
python || failed=1
exit $failed
