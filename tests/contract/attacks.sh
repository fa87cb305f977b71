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
run timeout 200 python3 tests/attacks/processes.py "$binary" "$faketime" || failed=1
# This one waits more than it works: beside the others, and what it prints after them.
told="$(mktemp)"
run timeout 200 python3 tests/attacks/careless.py "$binary" > "$told" 2>&1 &
careless=$!
# asyncio tells of every byte that a closed connection no longer takes.
run timeout 900 python3 tests/attacks/run.py "$binary" --seconds "${ATTACK_SECONDS:-2}" 2> >(grep -v '^socket.send' >&2) || failed=1
wait "$careless" || failed=1
cat "$told"
rm "$told"
exit $failed
