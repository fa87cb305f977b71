#!/usr/bin/env bash
# The figures, read by the real Prometheus with the committed configuration and alerts, from two replicas behind the
# proxy: as many decisions as were made; an alert when a replica is killed, and none otherwise.
source "$(dirname "$0")/tools.sh"
debian prometheus=prometheus promtool=prometheus jq=jq
source "$here/replicas.sh"

run promtool check config docker/prometheus/prometheus.yml
run promtool test rules docker/prometheus/alerts_test.yml

start_replica 1
start_replica 2
start_proxy
cp -r docker/prometheus "$work/prometheus"
echo "- targets: [\"127.0.0.1:$health_1\", \"127.0.0.1:$health_2\"]" > "$work/prometheus/replicas.yml"
echo "- targets: [\"127.0.0.1:$figures_port\"]" > "$work/prometheus/proxy.yml"
prometheus --config.file="$work/prometheus/prometheus.yml" --storage.tsdb.path="$work/figures" \
    --web.listen-address="127.0.0.1:$own_port" 2> "$work/prometheus.log" &
started+=("$!")

# Every series of an expression, `LABELS VALUE` a line, sorted.
query() {
    curl --silent --fail --get --data-urlencode "query=$1" "http://127.0.0.1:$own_port/api/v1/query" |
        jq --raw-output '.data.result[] | [(.metric | del(.__name__) | .[]), .value[1]] | join(" ")' | sort
}
# is EXPRESSION RESULT, within a minute and a half.
is() {
    local seen
    for _ in $(seq 90); do
        seen="$(query "$1" 2> /dev/null || true)"
        if [ "$seen" = "$2" ]; then
            printf 'ok    %s\n' "$1"
            return
        fi
        sleep 1
    done
    printf 'WRONG %s\n%s\nnot\n%s\n' "$1" "$seen" "$2"
    tail -5 "$work"/prometheus.log
    failed=1
}
failed=0

post() { curl --silent --output /dev/null --write-out '%{http_code}\n' --json "$1" "$proxy/v1/triage"; }
harmless='{"findings": {"age_years": 34, "sites": ["eyelid"], "duration_days": 3, "course": "stable"},
    "screens_completed": ["emergency", "strength_and_nerves", "movement_and_cramps", "health_and_medicines"]}'
statuses="$(
    for _ in 1 2 3 4 5; do post "$harmless"; done
    for _ in 1 2 3; do post '{"findings": {}}'; done
    for _ in 1 2; do post '{"findings": {"age_years": 999}}'; done
    # Nobody reads the figures through the proxy.
    curl --silent --output /dev/null --write-out '%{http_code}\n' "$proxy/metrics"
)"
[ "$(sort <<< "$statuses" | uniq -c | xargs)" = '8 200 1 404 2 422' ] || { echo "WRONG statuses: $statuses"; failed=1; }

is 'sum by (job) (up)' $'haproxy 1\ntwitch-triage 2'
# Every level and status is told from the start; of these callers two were met.
is 'sum by (level, status) (twitch_triage_decisions_total)' 'benign_lifestyle final 5
benign_lifestyle provisional 0
cramp_fasciculation_syndrome final 0
cramp_fasciculation_syndrome provisional 0
refer_workup final 0
refer_workup provisional 3'
is 'sum by (status) (http_server_request_duration_seconds_count{method="POST", route="/v1/triage"})' $'200 8\n422 2'
is 'sum by (code) (haproxy_backend_http_responses_total{proxy="replicas", code=~"[24]xx"})' $'2xx 8\n4xx 2'
# The proxy gives each replica its share.
is 'min(sum by (instance) (http_server_request_duration_seconds_count{route="/v1/triage"})) > bool 2' '1'
rule_book="$(curl --silent --json '{"findings": {}}' "$proxy/v1/triage" |
    jq --raw-output '.rule_book | "\(.digest) \(.version)"')"
is 'count by (digest, version) (twitch_triage_rule_book_info)' "$rule_book 2"

for number in 1 2; do
    curl --silent "http://127.0.0.1:${health_ports[$number]}/metrics" > "$work/metrics-$number.txt"
    run promtool check metrics < "$work/metrics-$number.txt" || failed=1
done
# An alert about a figure that there is not would never be raised.
for name in $(grep -oE '\b(up|(process|http_server|twitch_triage|haproxy)_[a-z_]+)\b' docker/prometheus/alerts.yml | sort -u); do
    [ -n "$(query "count($name)")" ] || { echo "WRONG there is no figure $name"; failed=1; }
done

alerts='count by (alertname, alertstate) (ALERTS)'
is "$alerts" ''
stop_replica 1 KILL
is "$alerts" 'ReplicaDown firing 1'
is 'sum by (server) (haproxy_server_status{proxy="replicas", state="DOWN"})' $'one 1\ntwo 0'
start_replica 1
is "$alerts" ''
exit $failed
