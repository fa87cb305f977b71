"""The normal client: a steady request every few milliseconds, on a kept connection and on new ones in turn, until its
standard input closes. Each answer must be 200 and the same to the byte. Tells its figures as JSON.

It is a process of its own, so that what an attack costs the attacker does not look like the slowness of the service.

    normal.py PORT http|https [KEY]"""

import http.client
import json
import select
import ssl
import sys
import time

from service import GOOD

EVERY = 0.02
PATIENCE = 10


class Client:
    def __init__(self, port, encrypted, key):
        self.port, self.kept = port, None
        self.headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self.context = ssl._create_unverified_context() if encrypted else None

    def connection(self):
        if self.context:
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=self.context)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def ask(self, keep):
        connection = (keep and self.kept) or self.connection()
        connection.request("POST", "/v1/triage", GOOD, self.headers)
        answer = connection.getresponse()
        body = answer.read()
        if keep:
            self.kept = connection
        else:
            connection.close()
        return answer.status, body


def main(port, encrypted, key=None):
    client = Client(port, encrypted, key)
    failures, took, first = [], [], None
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0)[0]:
        start = time.monotonic()
        try:
            status, body = client.ask(keep=len(took) % 2 == 0)
            first = first or body
            if status != 200:
                failures.append(f"{status} {body[:200]!r}")
            elif body != first:
                failures.append("another answer to the same payload")
        except (OSError, http.client.HTTPException) as error:
            client.kept = None
            failures.append(repr(error))
        took.append(time.monotonic() - start)
        time.sleep(max(0, EVERY - took[-1]))
    took.sort()
    print(json.dumps({
        "sent": len(took),
        "failed": len(failures),
        "failures": failures[:3],
        "median_ms": round(1000 * took[len(took) // 2], 1),
        "p99_ms": round(1000 * took[len(took) * 99 // 100], 1),
        "worst_ms": round(1000 * took[-1]),
    }))


main(int(sys.argv[1]), sys.argv[2] == "https", *sys.argv[3:])
