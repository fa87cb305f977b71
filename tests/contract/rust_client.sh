#!/usr/bin/env bash
# The same in Rust: progenitor generates a client from the document in 3.0, which is compiled and calls the service.
source "$(dirname "$0")/tools.sh"

manifest=(--manifest-path "$here/clients/rust/Cargo.toml")
built="$scratch/rust-client"
run cargo fmt --check "${manifest[@]}"
run cargo clippy --quiet --locked "${manifest[@]}" --target-dir "$built" -- -D warnings
run cargo build --quiet --locked "${manifest[@]}" --target-dir "$built"

start_service "$scratch/rust-client.log"
run timeout 60 "$built/debug/twitch-triage-client" "$url"
