# Sourced by the checks of what runs in front of the service and beside it: two real replicas on loopback with the
# settings of docker/compose.yaml, behind the real HAProxy with the committed configuration. Only addresses differ.

debian haproxy=haproxy curl=curl python3=python3
python_tools

work="$scratch/replicas"
rm -rf "$work"
mkdir -p "$work"
replica=('' '' '')
started=()
trap 'kill -KILL "${started[@]}" 2> /dev/null || true' EXIT

# Free ports: of the replicas, of their health and metrics, of the proxy, of its figures, and one for the script.
read -r port_1 port_2 health_1 health_2 proxy_port figures_port own_port < <(python3 - << 'END'
import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(7)]
print(*(socket.getsockname()[1] for socket in sockets))
END
)
ports=('' "$port_1" "$port_2")
health_ports=('' "$health_1" "$health_2")
proxy="http://127.0.0.1:$proxy_port"

# What both replicas are set to; the proxy is another one here.
mapfile -t settings < <(docker-compose --file docker/compose.yaml config --format json | python3 -c '
import json, sys
services = json.load(sys.stdin)["services"]
first, second = (services[name]["environment"] for name in ("replica-1", "replica-2"))
assert first == second, "the replicas of docker/compose.yaml differ"
print(*(f"{name}={value}" for name, value in first.items()), sep="\n")')
[ ${#settings[@]} -gt 0 ]

# TWITCH_TRIAGE_BINARY names another binary than the debug one.
binary="${TWITCH_TRIAGE_BINARY:-}"
if [ -z "$binary" ]; then
    run cargo build --locked --quiet
    binary="${CARGO_TARGET_DIR:-$root/target}/debug/twitch-triage"
fi

# start_replica 1|2, and wait until it is ready.
start_replica() {
    env "${settings[@]}" TWITCH_TRIAGE_TRUSTED_PROXIES=127.0.0.1/32 TWITCH_TRIAGE_LOG=warn,actix_http=off \
        "$binary" serve --bind "127.0.0.1:${ports[$1]}" --metrics-bind "127.0.0.1:${health_ports[$1]}" \
        2>> "$work/replica-$1.log" &
    replica[$1]=$!
    started+=("$!")
    wait_for "replica $1" curl --silent --fail --output /dev/null "http://127.0.0.1:${health_ports[$1]}/health/ready"
}

# stop_replica 1|2 SIGNAL, and wait until it has ended.
stop_replica() {
    kill "-$2" "${replica[$1]}"
    wait "${replica[$1]}" 2> /dev/null || [ "$2" = KILL ]
}

# Starts the proxy and waits until it has found both replicas.
start_proxy() {
    export PROXY_BIND="127.0.0.1:$proxy_port" PROXY_METRICS_BIND="127.0.0.1:$figures_port"
    export REPLICA_1="127.0.0.1:$port_1" REPLICA_2="127.0.0.1:$port_2"
    export REPLICA_1_HEALTH_PORT="$health_1" REPLICA_2_HEALTH_PORT="$health_2"
    run haproxy -c -q -f docker/haproxy.cfg
    haproxy -db -f docker/haproxy.cfg > "$work/proxy.log" 2>&1 &
    started+=("$!")
    wait_for 'the proxy' in_use 1
    wait_for 'the proxy' in_use 2
}

# in_use 1|2: whether the proxy sends requests to a replica.
in_use() {
    local names=('' one two)
    curl --silent "http://127.0.0.1:$figures_port/metrics" |
        grep -q "^haproxy_server_status{proxy=\"replicas\",server=\"${names[$1]}\",state=\"UP\"} 1"
}

# wait_for WHAT COMMAND…: for 20 s at most.
wait_for() {
    local what="$1"
    shift
    for _ in $(seq 200); do
        "$@" && return
        sleep 0.1
    done
    echo "$what is not there: $*"
    tail -n 20 "$work"/*.log
    return 1
}
