#!/usr/bin/env bash
# The systemd unit: what systemd itself says of it, without running it, and how exposed it leaves the service on the scale
# of `systemd-analyze security`, from 0 to 10. It is 1.1: a network, and the addresses of this machine. And whether systemd
# waits for as long as the service may take to stop.
source "$(dirname "$0")/tools.sh"
debian systemd-analyze=systemd

unit="$root/docker/systemd/twitch-triage.service"
run systemd-analyze security --no-pager --offline=true --threshold=12 "$unit" | tail -n 1
seconds() { sed -n "s/^$1 \?= \?\([0-9]*\)$/\1/p" "$2"; }
settings="$root/docker/systemd/settings.toml"
stops=$(($(seconds drain-s "$settings") + $(seconds shutdown-s "$settings")))
waits="$(seconds TimeoutStopSec "$unit")"
[ "$stops" -gt 0 ] && [ "$stops" -lt "$waits" ] || { echo "the service takes $stops s to stop, systemd waits $waits s"; exit 1; }
# The binary is looked for where it will be, so a stand-in of that name is put into a root of its own.
stand_in="$scratch/systemd"
rm -rf "$stand_in"
mkdir -p "$stand_in/usr/local/bin" "$stand_in/bin" "$stand_in/etc/systemd/system" "$stand_in/usr/lib"
install -m 755 /bin/true "$stand_in/usr/local/bin/twitch-triage"
install -m 755 /bin/kill "$stand_in/bin/kill" 2> /dev/null || install -m 755 /bin/true "$stand_in/bin/kill"
cp "$unit" "$stand_in/etc/systemd/system/"
cp -r /usr/lib/systemd "$stand_in/usr/lib/systemd"
run systemd-analyze verify --root="$stand_in" --man=no --recursive-errors=no twitch-triage.service
