"""What the proxy keeps away from the replicas: slow heads, slow bodies, too many connections, what is not for callers.

front.py PROXY_PORT REPLICA_PORT HEALTH_PORT…"""

import json
import re
import socket
import sys
import time
import urllib.request
from contextlib import ExitStack

PROXY, REPLICA, *HEALTH = map(int, sys.argv[1:])
BODY = json.dumps({"findings": {}}).encode()
HEAD = b"POST /v1/triage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n" % len(BODY)
# As docker/haproxy.cfg and the settings say.
HEAD_TIMEOUT_S = 5
CONNECTIONS = 50


def connect(port=PROXY):
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def answer(connection):
    """Status and body of one answer."""
    data = b""
    while b"\r\n\r\n" not in data:
        received = connection.recv(65536)
        if not received:
            return None, b""
        data += received
    head, body = data.split(b"\r\n\r\n", 1)
    length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))
    while len(body) < length:
        body += connection.recv(65536)
    return int(head.split()[1]), body


def in_flight():
    """Requests in flight in all replicas."""
    texts = [urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode() for port in HEALTH]
    return sum(int(re.search(r"^http_server_requests_in_flight (\d+)", text, re.M).group(1)) for text in texts)


def slow_second_heads():
    """A second head that does not end is cut off by the proxy; by the service alone it is not."""

    def waits(port):
        with connect(port) as connection:
            connection.sendall(HEAD + b"\r\n" + BODY)
            assert answer(connection)[0] == 200
            start = time.monotonic()
            connection.settimeout(HEAD_TIMEOUT_S + 4)
            try:
                connection.sendall(HEAD[:30])
                return answer(connection)[0], time.monotonic() - start
            except TimeoutError:
                return "waits", HEAD_TIMEOUT_S + 4

    through, alone = waits(PROXY), waits(REPLICA)
    assert through[0] == 408 and alone[0] == "waits", (through, alone)
    return f"408 after {through[1]:.0f} s; the service alone waits on"


def slow_bodies():
    """Requests that wait for their body wait in the proxy, not among those in flight."""
    with ExitStack() as stack:
        waiting = [stack.enter_context(connect()) for _ in range(CONNECTIONS - 10)]
        for connection in waiting:
            connection.sendall(HEAD + b"\r\n" + BODY[:-1])
        time.sleep(1)
        seen = in_flight()
        for connection in waiting:
            connection.sendall(BODY[-1:])
        statuses = {answer(connection)[0] for connection in waiting}
    assert seen == 0 and statuses == {200}, (seen, statuses)
    return f"{len(waiting)} waited, 0 in flight, then all were answered"


def connections_of_one_address():
    """One address cannot hold more connections than it may."""
    with ExitStack() as stack:
        held = 0
        for _ in range(CONNECTIONS + 20):
            try:
                connection = stack.enter_context(connect())
                connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
                held += answer(connection)[0] == 200
            except ConnectionError:
                pass
    assert held == CONNECTIONS, held
    return f"{held} of {CONNECTIONS + 20} held"


failed = False
for case in (slow_second_heads, slow_bodies, connections_of_one_address):
    try:
        print(f"ok    {case.__doc__} {case()}", flush=True)
    except (AssertionError, OSError) as fault:
        print(f"WRONG {case.__name__}: {fault!r}", flush=True)
        failed = True
sys.exit(failed)
