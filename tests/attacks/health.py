"""Asks for health until its standard input closes; tells the figures as JSON. A process of its own, as the normal client.

    health.py PORT"""

import http.client
import json
import select
import sys
import time

PATHS = ("/health/live", "/health/ready")
EVERY = 0.05
PATIENCE = 10


def main(port):
    took, failures = [], []
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0)[0]:
        start = time.monotonic()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", PATHS[len(took) % 2])
            status = connection.getresponse().status
            connection.close()
            if status != 200:
                failures.append(status)
        except (OSError, http.client.HTTPException) as error:
            failures.append(repr(error))
        took.append(time.monotonic() - start)
        time.sleep(EVERY)
    took.sort()
    print(json.dumps({
        "sent": len(took),
        "failed": len(failures),
        "failures": failures[:3],
        "p99_ms": round(1000 * took[len(took) * 99 // 100]) if took else 0,
        "worst_ms": round(1000 * took[-1]) if took else 0,
    }))


main(int(sys.argv[1]))
