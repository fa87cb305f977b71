#!/usr/bin/env bash
# What docs/operate.md says that a proxy must do, shown with the real HAProxy, its committed configuration and two real
# replicas.
source "$(dirname "$0")/tools.sh"
debian openssl=openssl
source "$here/replicas.sh"

# The same proxy with TLS: its own commented line, with a certificate that is made here.
encrypted="$work/encrypted.cfg"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -keyout "$work/key.pem" -out "$work/chain.pem" 2> /dev/null
cat "$work/chain.pem" "$work/key.pem" > "$work/certificate.pem"
python3 - docker/haproxy.cfg "$work/certificate.pem" > "$encrypted" << 'END'
import sys
text, plain = open(sys.argv[1]).read(), '    bind "${PROXY_BIND}"\n'
tls = next(line for line in text.splitlines() if "# With TLS: " in line).split("# With TLS: ")[1]
assert text.count(plain) == 1 and "/etc/haproxy/certificate.pem" in tls
print(text.replace(plain, f"    {tls.replace('/etc/haproxy/certificate.pem', sys.argv[2])}\n"), end="")
END

export PROXY_CONNECTIONS_PER_ADDRESS=50
start_replica 1
start_replica 2
start_proxy
PROXY_BIND="127.0.0.1:$own_port" PROXY_METRICS_BIND="unix@$work/encrypted.sock" haproxy -db -f "$encrypted" \
    > "$work/encrypted.log" 2>&1 &
started+=("$!")
wait_for 'the encrypted proxy' curl --silent --fail --insecure --output /dev/null "https://localhost:$own_port/health/ready"

failed=0
spoken="$(curl --silent --insecure --http2 --output /dev/null --write-out '%{http_version} %{http_code}' \
    --json '{"findings":{}}' "https://localhost:$own_port/v1/triage")"
echo "HTTP version and status over TLS: $spoken"
[ "$spoken" = '2 200' ] || failed=1
run timeout 120 python3 "$here/front.py" "$proxy_port" "$port_1" "$health_1" "$health_2" || failed=1
exit $failed
