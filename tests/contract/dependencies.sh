#!/usr/bin/env bash
# Licences, banned crates and sources of every dependency, by cargo-deny. What is allowed stands in deny.toml.
source "$(dirname "$0")/tools.sh"
python_tools

run cargo fetch --locked
run cargo-deny --offline --config "$here/deny.toml" check --hide-inclusion-graph licenses bans sources
echo 'Not checked: known vulnerabilities. The advisory database cannot be reached from here; where it can, run'
echo '    cargo deny --config tests/contract/deny.toml check advisories'
