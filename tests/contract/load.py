"""Sends requests without a pause until SIGTERM, and tells how many got another answer than the right one, or none.

load.py URL RIGHT: the answer of RIGHT, asked once, is the right one. Every other caller asks for gzip and unpacks it.
"""

import collections
import gzip
import http.client
import json
import signal
import sys
import threading
import time
import urllib.parse
import zlib

CALLERS = 8
SCREENS = ["emergency", "strength_and_nerves", "movement_and_cramps", "health_and_medicines"]
BODY = json.dumps(
    {
        "findings": {"age_years": 34, "sites": ["eyelid"], "duration_days": 3, "course": "stable"},
        "screens_completed": SCREENS,
    }
)

stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())


def connect(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=30)


def ask(connection: http.client.HTTPConnection, encoding: str) -> tuple[int, bytes]:
    headers = {"Content-Type": "application/json", "Accept-Encoding": encoding}
    connection.request("POST", "/v1/triage", BODY, headers)
    answer = connection.getresponse()
    body = answer.read()
    return answer.status, gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body


class Caller(threading.Thread):
    """One that keeps its connection, as a client does, and never repeats a request by itself."""

    def __init__(self, url: str, encoding: str, right: tuple[int, bytes]) -> None:
        super().__init__()
        self.url, self.encoding, self.right = url, encoding, right
        self.sent, self.longest = 0, 0.0
        self.failures = collections.Counter()

    def run(self) -> None:
        connection = connect(self.url)
        while not stop.is_set():
            self.sent += 1
            start = time.monotonic()
            try:
                answer = ask(connection, self.encoding)
                if answer != self.right:
                    self.failures[f"status {answer[0]}" if answer[0] != 200 else "another answer"] += 1
            except (OSError, EOFError, zlib.error, http.client.HTTPException) as error:
                self.failures[type(error).__name__] += 1
                connection.close()
            self.longest = max(self.longest, time.monotonic() - start)


right = ask(connect(sys.argv[2]), "identity")
if right[0] != 200:
    raise SystemExit(f"the right answer has status {right[0]}")
callers = [Caller(sys.argv[1], ["identity", "gzip"][number % 2], right) for number in range(CALLERS)]
for caller in callers:
    caller.start()
stop.wait()
for caller in callers:
    caller.join()

sent = sum(caller.sent for caller in callers)
failures = sum((caller.failures for caller in callers), collections.Counter())
longest = max(caller.longest for caller in callers)
print(f"{sent} requests, {failures.total()} failed {dict(failures) or ''}(the longest took {longest * 1000:.0f} ms)")
sys.exit(1 if failures or sent < 1000 else 0)
