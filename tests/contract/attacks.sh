#!/usr/bin/env bash
# Hostile callers, careless operators and a hostile machine against the real binary, on loopback (tests/attacks), while a
# normal client must be served and health answers. ATTACK_SECONDS is the time for each attack; TWITCH_TRIAGE_BINARY names
# another binary than the debug one.
source "$(dirname "$0")/tools.sh"
debian python3=python3 openssl=openssl faketime=faketime

binary="${TWITCH_TRIAGE_BINARY:-}"
if [ -z "$binary" ]; then
    run cargo build --locked --quiet
    binary="${CARGO_TARGET_DIR:-$root/target}/debug/twitch-triage"
fi
faketime="$(dpkg -L libfaketime | grep '/libfaketimeMT.so.1$')"
ulimit -n "$(ulimit -H -n)"

failed=0
export PYTHONDONTWRITEBYTECODE=1
# These wait more than they work: all of them side by side, and what they print one after the other.
told="$(mktemp -d)"
run timeout 200 python3 tests/attacks/careless.py "$binary" > "$told/careless" 2>&1 &
careless=$!
run timeout 200 python3 tests/attacks/processes.py "$binary" "$faketime" > "$told/processes" 2>&1 &
processes=$!
# asyncio tells of every byte that a closed connection no longer takes.
run timeout 900 python3 tests/attacks/run.py "$binary" --seconds "${ATTACK_SECONDS:-2}" 2> >(grep -v '^socket.send' >&2) || failed=1
wait "$careless" || failed=1
wait "$processes" || failed=1
cat "$told/careless" "$told/processes"
rm -r "$told"
exit $failed
