#!/usr/bin/env bash
# No request is lost: two replicas behind the proxy, under load, each restarted in turn as an update does it, then each
# killed. Every answer is compared with the right one, byte by byte, with gzip and without. Streams in flight are
# finished. What the proxy says of a caller is believed, and nothing that a caller says of itself. What it compresses is
# smaller, and the same.
# ROLLING_ROUNDS says how often.
source "$(dirname "$0")/tools.sh"
source "$here/replicas.sh"

failed=0
start_replica 1
start_replica 2
start_proxy

# under_load WHAT COMMAND…: runs the command while requests are sent without a pause.
under_load() {
    local what="$1" load
    shift
    python3 "$here/load.py" "$proxy" "http://127.0.0.1:$port_1" > "$work/load.log" 2>&1 &
    load=$!
    started+=("$load")
    sleep 1
    "$@"
    sleep 1
    kill -TERM "$load"
    wait "$load" || failed=1
    printf '%s: ' "$what"
    cat "$work/load.log"
}

restart_each() {
    for _ in $(seq "${ROLLING_ROUNDS:-2}"); do
        for each in 1 2; do
            stop_replica "$each" TERM
            start_replica "$each"
            wait_for "replica $each" in_use "$each"
        done
    done
}

kill_each() {
    for _ in $(seq "${ROLLING_ROUNDS:-2}"); do
        for each in 1 2; do
            stop_replica "$each" KILL
            sleep 2
            start_replica "$each"
            wait_for "replica $each" in_use "$each"
        done
    done
}

# A stream of twelve lines, one a second: longer than a replica waits before it takes no more requests.
stream() {
    (for _ in $(seq 12); do echo '{"findings": {}}'; sleep 1; done) |
        curl --silent --no-buffer --request POST --header 'Content-Type: application/x-ndjson' --header 'Expect:' \
            --upload-file - "$proxy/v1/triage/batch" | grep -c '"answer":'
}

streams_are_finished() {
    local lines streams=()
    for each in 1 2; do
        stream > "$work/stream-$each" &
        streams+=("$!")
        sleep 0.5
    done
    sleep 1
    for each in 1 2; do
        stop_replica "$each" TERM
        start_replica "$each"
        wait_for "replica $each" in_use "$each"
    done
    wait "${streams[@]}" || true
    lines="$(cat "$work"/stream-* | paste -sd ' ')"
    echo "streams through a restart: $lines of 12 12 lines answered"
    [ "$lines" = '12 12' ] || failed=1
}

run timeout 60 python3 "$here/compression.py" "$proxy" "http://127.0.0.1:$port_1" docker/haproxy.cfg || failed=1
under_load 'restarts' restart_each
streams_are_finished
under_load 'kills' kill_each

# Only listed paths are let through, however they are written.
for path in /metrics /%6detrics /%6Detrics /v1/triage/%62atch /v1/%2e%2e/metrics /nowhere; do
    answer="$(curl --silent --path-as-is --max-time 20 --write-out ' %{http_code} %{content_type}' "$proxy$path")"
    [[ "$answer" = *'"code":"not_found"'*' 404 application/problem+json' ]] || { echo "WRONG $path: $answer"; failed=1; }
done
for path in /v1/triage /v1/interview /v1/triage/batch /v1/questionnaire /v1/rules /v1/rules/R-B00 /v1/evidence \
    /v1/evidence/E01 /v1/intended-use /openapi.json /openapi-3.0.json /docs /docs/swagger-ui.css / /page/page.css \
    /problems/not_json /health/live /health/ready /cds-services /cds-services/twitch-triage \
    /cds-services/twitch-triage/feedback /fhir/metadata '/fhir/$triage' '/fhir/Questionnaire/$next-question' \
    /fhir/Questionnaire/twitch-triage /fhir/CodeSystem/levels /fhir/ValueSet/levels \
    /fhir/OperationDefinition/triage; do
    status="$(curl --silent --max-time 20 --output /dev/null --write-out '%{http_code}' "$proxy$path")"
    [[ "$status" = 200 || "$status" = 405 ]] || { echo "WRONG $path: $status"; failed=1; }
done
# What the proxy answers by itself is a problem too.
stop_replica 1 KILL
stop_replica 2 KILL
answer="$(curl --silent --max-time 20 --write-out ' %{http_code} %{content_type}' --header 'X-Request-Id: none-left' \
    --json '{"findings": {}}' "$proxy/v1/triage")"
echo "no replica: $answer"
[[ "$answer" = *'"instance":"none-left","code":"overloaded"'*' 503 application/problem+json' ]] || failed=1

# A limit counts callers, not the proxy; and nobody becomes another one by a header, neither through it nor past it.
settings+=(TWITCH_TRIAGE_RATE_LIMIT_PER_MINUTE=3)
start_replica 1
wait_for 'replica 1' in_use 1
ask_from() {
    for forged in 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4; do
        curl --silent --output /dev/null --write-out '%{http_code} ' --interface "$1" \
            --header "X-Forwarded-For: $forged" "$2/v1/intended-use"
    done
}
statuses="$(ask_from 127.0.0.2 "$proxy"; ask_from 127.0.0.3 "$proxy"; ask_from 127.0.0.3 "http://127.0.0.1:$port_1")"
echo "three requests a minute, two callers, four tries each, then one past the proxy: $statuses"
[ "$statuses" = '200 200 200 429 200 200 200 429 429 429 429 429 ' ] || failed=1
exit $failed
