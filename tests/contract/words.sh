#!/usr/bin/env bash
# Spelling, by typos; every TOML file, and the knowledge files against their schemas, by taplo.
source "$(dirname "$0")/tools.sh"
python_tools

failed=0
run typos --hidden --format brief --config "$here/typos.toml" || failed=1
mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.toml')
RUST_LOG=warn run taplo lint "${files[@]}" || failed=1
exit $failed
