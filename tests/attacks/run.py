"""Attacks the real binary on loopback, one way after the other, while a normal client goes on and health is asked. Fails
when the normal client or health fails once, or when an attack gets what it should not.

    run.py BINARY [--seconds N] [--only NAME …]"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import bodies
import connections
import framing
import mixed
import record_systems
import strangers
import tls
import unread
from service import Service
from wire import GONE

HEAD_TIMEOUT, BODY_TIMEOUT, SEND_TIMEOUT = 5, 3, 4
FLAGS = ["--head-timeout-ms", str(1000 * HEAD_TIMEOUT), "--body-timeout-ms", str(1000 * BODY_TIMEOUT)]
FLAGS += ["--send-timeout-s", str(SEND_TIMEOUT)]
# Each group has a service of its own.
GROUPS = [(connections, framing), (unread, bodies, mixed), (record_systems,), (strangers,), (tls,)]


@dataclass
class Target:
    service: Service
    seconds: float
    key: str | None = None
    head_timeout: int = HEAD_TIMEOUT
    body_timeout: int = BODY_TIMEOUT
    send_timeout: int = SEND_TIMEOUT

    @property
    def port(self):
        return self.service.port


class Companion:
    """A process that asks the service for as long as a block lasts, and then tells its figures."""

    def __init__(self, script, *arguments):
        line = [sys.executable, Path(__file__).with_name(script), *map(str, arguments)]
        self.process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"

    def figures(self):
        return json.loads(self.process.communicate("\n")[0])


def normal_client(service, key):
    return Companion("normal.py", service.port, "https" if service.encrypted else "http", *([key] if key else []))


def measure(target, attack=None):
    """The figures of the normal client while an attack runs, what the attack saw, and what was wrong."""
    service, saw, wrong = target.service, "", []
    normal, health = normal_client(service, target.key), Companion("health.py", service.operations)
    cpu, start = service.cpu(), time.monotonic()
    try:
        saw = asyncio.run(attack(target)) if attack else time.sleep(target.seconds)
    except (AssertionError, *GONE) as fault:
        wrong.append(repr(fault) if isinstance(fault, GONE) else str(fault))
    figures, asked = normal.figures(), health.figures()
    figures["cpu"] = (service.cpu() - cpu) / (time.monotonic() - start)
    figures["health_ms"] = asked["worst_ms"]
    for name, seen in (("normal requests", figures), ("questions for health", asked)):
        if seen["failed"]:
            wrong.append(f"{seen['failed']} of {seen['sent']} {name} failed: {seen['failures']}")
    if service.process.poll() is not None:
        wrong.append(f"the service ended: {service.said()[-500:]}")
    wrong += service.faults()
    return figures, saw, wrong


def row(name, figures, quiet, saw):
    """A line of the table."""
    share = f"{figures['sent'] - figures['failed']} of {figures['sent']}"
    slower = f"{figures['median_ms'] / quiet['median_ms']:.1f}"
    print(f"| {name} | {saw} | {share} | {figures['median_ms']} | {figures['p99_ms']} | {slower} | "
          f"{figures['health_ms']} | {100 * figures['cpu']:.0f} % |", flush=True)


def attacked(binary, first, attacks, seconds, folder):
    """Runs the attacks of one group against a service as its first module wants it; true when all was as it should be."""
    flags = getattr(first, "flags", lambda _: [])(folder)
    environment, log = getattr(first, "ENVIRONMENT", None), getattr(first, "LOG", "warn,actix_http=off")
    with Service(binary, *FLAGS, *flags, env=environment, log=log) as service:
        target = Target(service, seconds, getattr(first, "KEY", None))
        quiet, _, wrong = measure(target)
        row("none, over TLS" if service.encrypted else "none", quiet, quiet, "")
        for attack in attacks:
            figures, saw, found = measure(target, attack)
            row(" ".join(attack.__doc__.split()).rstrip("."), figures, quiet, saw or "WRONG, see below")
            for fault in found:
                print(f"WRONG {attack.__name__}: {fault}", flush=True)
            wrong += found
            if service.process.poll() is not None:
                return False
        if service.stop() != 0:
            wrong.append("the service did not stop as it should")
            print(f"WRONG {wrong[-1]}: {service.said()[-300:]}")
    return not wrong


def main():
    line = argparse.ArgumentParser()
    line.add_argument("binary")
    line.add_argument("--seconds", type=float, default=3)
    line.add_argument("--only", nargs="*", default=[])
    line = line.parse_args()
    print("| attack | what the service does | normal requests that succeeded | median ms | p99 ms | × quiet "
          "| health worst ms | CPU |")
    print("|---|---|---|---|---|---|---|---|")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for group in GROUPS:
            every = [attack for module in group for attack in module.ATTACKS]
            attacks = [attack for attack in every if not line.only or attack.__name__ in line.only]
            if attacks:
                failed |= not attacked(line.binary, group[0], attacks, line.seconds, folder)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
