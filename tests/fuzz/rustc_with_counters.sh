#!/usr/bin/env bash
# Compiles the crates of this repository with the counters of libFuzzer: cargo's RUSTC_WORKSPACE_WRAPPER, which it does
# not use for the crates of others. These flags are what cargo-fuzz gives to all of them.
exec "$@" --cfg fuzzing -Ccodegen-units=1 -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cllvm-args=-sanitizer-coverage-stack-depth \
    -Cllvm-args=-simplifycfg-branch-fold-threshold=0
