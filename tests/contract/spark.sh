#!/usr/bin/env bash
# `twitch-triage batch` on an Apache Spark cluster of two workers answers as one process does, also when one is killed.
# TWITCH_TRIAGE_BINARY names another binary than the debug one.
source "$(dirname "$0")/tools.sh"
debian python3=python3 java=openjdk-17-jre-headless
python3 -c 'import ensurepip' 2> /dev/null || debian -=python3-venv

example="$root/tests/spark"
venv="$scratch/spark/venv"
if ! cmp -s "$example/requirements.txt" "$venv/installed.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    pip() { timeout 600 "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes "$@"; }
    # PySpark comes as source, built by the first with nothing fetched besides.
    pip --requirement "$example/build.txt"
    pip --no-build-isolation --requirement "$example/requirements.txt"
    cp "$example/requirements.txt" "$venv/installed.txt"
fi

binary="${TWITCH_TRIAGE_BINARY:-}"
if [ -z "$binary" ]; then
    run cargo build --locked --quiet
    binary="${CARGO_TARGET_DIR:-$root/target}/debug/twitch-triage"
fi
run timeout --foreground 300 "$venv/bin/python" -B "$example/check.py" "$binary" "$scratch/spark/run"
