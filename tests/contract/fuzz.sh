#!/usr/bin/env bash
# Coverage-guided fuzzing of the body, the schema, the lines of a batch and the decision (tests/fuzz), by cargo-fuzz.
# FUZZ_SECONDS is the time for all targets together; a target that fails leaves its input under target/contract/fuzz.
source "$(dirname "$0")/tools.sh"
python_tools
debian c++=g++

run cargo fmt --check --manifest-path tests/fuzz/Cargo.toml
# The versions of the service, as they are pinned there.
run cargo metadata --locked --manifest-path tests/fuzz/Cargo.toml --format-version 1 > /dev/null
if ! cargo +nightly --version > /dev/null 2>&1; then
    echo 'WARNING: NOT FUZZED. There is no nightly toolchain, and cargo-fuzz needs one.'
    exit 0
fi

targets=(body differential lines decision)
seconds=$((${FUZZ_SECONDS:-60} / ${#targets[@]}))
work="$scratch/fuzz"
# The seeds are made anew; what was found before stays beside them.
rm -rf "$work/corpus"
run python3 tests/fuzz/seeds.py "$root" "$work/corpus"
flags=(--fuzz-dir tests/fuzz --target-dir "${CARGO_TARGET_DIR:-$root/target}/fuzz" --release --debug-assertions --sanitizer none)
run cargo +nightly fuzz build "${flags[@]}" 2> "$work/build.log" || { tail -30 "$work/build.log"; exit 1; }

failed=0
for target in "${targets[@]}"; do
    mkdir -p "$work/found/$target" "$work/failed/$target"
    log="$work/$target.log"
    # A second an input is a failure too: nothing that can be sent may take so long.
    run cargo +nightly fuzz run "${flags[@]}" "$target" "$work/found/$target" "$work/corpus/$target" -- \
        -max_total_time="$seconds" -timeout=1 -rss_limit_mb=2048 -max_len=65600 -len_control=50 \
        -dict="$work/corpus/words.dict" -artifact_prefix="$work/failed/$target/" -print_final_stats=1 \
        > "$log" 2>&1 || { failed=1; tail -40 "$log"; }
    executions="$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
    coverage="$(sed -n 's/.* cov: \([0-9]*\) ft: \([0-9]*\).*/\1 edges, \2 features/p' "$log" | tail -1)"
    printf '%s: %s executions in %s s, %s, %s failures\n' "$target" "${executions:-0}" "$seconds" \
        "${coverage:-no coverage}" "$(find "$work/failed/$target" -type f | wc -l)"
    [ "${executions:-0}" -gt 100 ] || failed=1
done
exit $failed
