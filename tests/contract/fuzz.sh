#!/usr/bin/env bash
# Coverage-guided fuzzing of the body, the schema, the lines of a batch and the decision, and a search for the body that
# takes the most work (tests/fuzz), with libFuzzer. FUZZ_SECONDS is the time for all targets together; a target that fails
# leaves its input under target/contract/fuzz.
source "$(dirname "$0")/tools.sh"
debian c++=g++ python3=python3

manifest=(--manifest-path tests/fuzz/Cargo.toml)
run cargo fmt --check "${manifest[@]}"
run cargo metadata --locked "${manifest[@]}" --format-version 1 > /dev/null
# What is fuzzed is built from the crates that the service is built from.
packages() { awk -F'"' '/^name/ { name = $2 } /^version/ { print name, $2 }' "$1" | sort; }
others="$(comm -13 <(packages Cargo.lock) <(packages tests/fuzz/Cargo.lock) | cut -d' ' -f1 | xargs)"
[ "$others" = 'arbitrary derive_arbitrary libfuzzer-sys twitch-triage-fuzz' ] ||
    { echo "tests/fuzz has crates that the service does not have in this version: $others"; exit 1; }

targets=(body differential lines decision work)
seconds=$((${FUZZ_SECONDS:-60} / ${#targets[@]}))
work="$scratch/fuzz"
# Beside the tests, so that what both use of others is built once.
built="${CARGO_TARGET_DIR:-$root/target}"
# The seeds are made anew; what was found before stays beside them.
rm -rf "$work/corpus"
run python3 tests/fuzz/seeds.py "$root" "$work/corpus"
# Only the crate of tests/fuzz gets counters, not those that it uses.
RUSTC_WORKSPACE_WRAPPER="$root/tests/fuzz/rustc_with_counters.sh" \
    run cargo build --bins --locked "${manifest[@]}" --target-dir "$built" 2> "$work/build.log" ||
    { tail -30 "$work/build.log"; exit 1; }

failed=0
for target in "${targets[@]}"; do
    mkdir -p "$work/found/$target" "$work/failed/$target" "$work/worst"
    # The inputs of the last one are patterns of bodies.
    longest=65600
    [ "$target" != work ] || longest=2048
    log="$work/$target.log"
    # A second an input is a failure too: nothing that can be sent may take so long.
    WORST="$work/worst" run "$built/debug/$target" "$work/found/$target" "$work/corpus/$target" \
        -max_total_time="$seconds" -timeout=1 -rss_limit_mb=2048 -max_len="$longest" -len_control=50 \
        -dict="$work/corpus/words.dict" -artifact_prefix="$work/failed/$target/" -print_final_stats=1 \
        > "$log" 2>&1 || { failed=1; tail -40 "$log"; }
    executions="$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
    coverage="$(sed -n 's/.* cov: \([0-9]*\) ft: \([0-9]*\).*/\1 edges, \2 features/p' "$log" | tail -1)"
    printf '%s: %s executions in %s s, %s, %s failures\n' "$target" "${executions:-0}" "$seconds" \
        "${coverage:-no coverage}" "$(find "$work/failed/$target" -type f | wc -l)"
    [ "${executions:-0}" -gt 100 ] || failed=1
done
exit $failed
