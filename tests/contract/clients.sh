#!/usr/bin/env bash
# Clients generated from the documents call the running service, and get both answers and errors as their types say:
# TypeScript from the document in 3.1, Python from the one in 3.0.
source "$(dirname "$0")/tools.sh"
node_tools
python_tools

start_service "$scratch/clients.log"

clients="$scratch/clients"
rm -rf "$clients"
mkdir -p "$clients"
cp "$here"/clients/calls.* "$here/clients/python.yaml" "$clients/"
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
