#!/usr/bin/env bash
# Clients generated from the documents call the running service, and get both answers and errors as their types say:
# TypeScript from the document in 3.1, Python from the one in 3.0. Each also reads a stream of lines, which no generator
# makes a call for, as docs/integrate.md says.
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

# Says how many files a generator has written: files WHAT FOLDER.
files() { echo "$1: $(find "$2" -type f | wc -l) files"; }

in_typescript() {
    mkdir typescript
    run openapi-typescript "$root/openapi/openapi.json" --output typescript/openapi.d.ts &&
        files TypeScript typescript &&
        mv calls.ts typescript/ &&
        typescript --lib es2022,dom,dom.asynciterable --outDir built typescript/calls.ts &&
        run timeout 60 node built/calls.js "$url"
}

in_python() {
    run openapi-python-client generate --path "$root/openapi/openapi-3.0.json" --meta none \
        --output-path twitch_triage_client --config python.yaml --fail-on-warning &&
        files Python twitch_triage_client &&
        files 'Python, models' twitch_triage_client/models &&
        run timeout 60 "$scratch/venv/bin/python" -B calls.py "$url"
}

in_typescript || failed=1
in_python || failed=1
exit $failed
