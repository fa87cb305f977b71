#!/usr/bin/env bash
# The same in Rust: progenitor generates a client from the document in 3.0, which is compiled and calls the service.
source "$(dirname "$0")/tools.sh"

package="$here/clients/rust"
run cargo fmt --check --manifest-path "$package/Cargo.toml"
CARGO_TARGET_DIR="$scratch/rust-client" run cargo clippy --quiet --locked --manifest-path "$package/Cargo.toml" -- -D warnings
CARGO_TARGET_DIR="$scratch/rust-client" run cargo build --quiet --locked --manifest-path "$package/Cargo.toml"

start_service "$scratch/rust-client.log"
run timeout 60 "$scratch/rust-client/debug/twitch-triage-client" "$url"
