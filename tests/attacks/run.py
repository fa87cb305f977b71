"""Attacks the real binary on loopback, one way after the other, while a normal client goes on. Fails when the normal
client fails once, or when an attack gets what it should not.

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
import tls
import unread
from service import Service
from wire import GONE

HEAD_TIMEOUT, BODY_TIMEOUT = 5, 3
FLAGS = ["--head-timeout-ms", str(1000 * HEAD_TIMEOUT), "--body-timeout-ms", str(1000 * BODY_TIMEOUT)]
GROUPS = [(connections, False), (framing, False), (bodies, False), (mixed, False), (unread, False), (tls, True)]


@dataclass
class Target:
    service: Service
    seconds: float
    head_timeout: int = HEAD_TIMEOUT
    body_timeout: int = BODY_TIMEOUT

    @property
    def port(self):
        return self.service.port


class Normal:
    """The normal client, for as long as a block lasts."""

    def __init__(self, service):
        line = [sys.executable, Path(__file__).with_name("normal.py"), str(service.port)]
        line.append("https" if service.encrypted else "http")
        self.process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"

    def figures(self):
        self.process.stdin.close()
        figures = json.loads(self.process.stdout.read())
        assert self.process.wait(30) == 0
        return figures


def certificate(folder):
    """A certificate of our own."""
    key, chain = f"{folder}/key.pem", f"{folder}/certificate.pem"
    line = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    line += ["-subj", "/CN=localhost", "-keyout", key, "-out", chain]
    subprocess.run(line, check=True, capture_output=True)
    return ["--tls-certificate", chain, "--tls-key", key]


def measure(target, attack=None):
    """The figures of the normal client while an attack runs, what the attack saw, and what was wrong."""
    normal, cpu, start, saw, wrong = Normal(target.service), target.service.cpu(), time.monotonic(), "", []
    try:
        saw = asyncio.run(attack(target)) if attack else time.sleep(target.seconds)
    except (AssertionError, *GONE) as fault:
        wrong.append(repr(fault) if isinstance(fault, GONE) else str(fault))
    figures = normal.figures()
    figures["cpu"] = (target.service.cpu() - cpu) / (time.monotonic() - start)
    if figures["failed"]:
        wrong.append(f"{figures['failed']} of {figures['sent']} normal requests failed: {figures['failures']}")
    if target.service.process.poll() is not None:
        wrong.append(f"the service ended: {target.service.said()[-500:]}")
    wrong += target.service.faults()
    return figures, saw, wrong


def row(name, figures, quiet, saw):
    """A line of the table."""
    share = f"{figures['sent'] - figures['failed']} of {figures['sent']}"
    slower = f"{figures['median_ms'] / quiet['median_ms']:.1f}"
    print(f"| {name} | {saw} | {share} | {figures['median_ms']} | {figures['p99_ms']} | {slower} | "
          f"{100 * figures['cpu']:.0f} % |", flush=True)


def main():
    line = argparse.ArgumentParser()
    line.add_argument("binary")
    line.add_argument("--seconds", type=float, default=3)
    line.add_argument("--only", nargs="*", default=[])
    line = line.parse_args()
    print("| attack | what the service does | normal requests that succeeded | median ms | p99 ms | × quiet | CPU |")
    print("|---|---|---|---|---|---|---|")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for group, encrypted in GROUPS:
            attacks = [attack for attack in group.ATTACKS if not line.only or attack.__name__ in line.only]
            if not attacks:
                continue
            with Service(line.binary, *FLAGS, *(certificate(folder) if encrypted else [])) as service:
                target = Target(service, line.seconds)
                quiet, _, wrong = measure(target)
                row("none, over TLS" if encrypted else "none", quiet, quiet, "")
                for attack in attacks:
                    figures, saw, found = measure(target, attack)
                    row(" ".join(attack.__doc__.split()).rstrip("."), figures, quiet, saw or "WRONG, see below")
                    for fault in found:
                        print(f"WRONG {attack.__name__}: {fault}", flush=True)
                    wrong += found
                    if service.process.poll() is not None:
                        break
                failed = failed or bool(wrong)
                if service.process.poll() is None and service.stop() != 0:
                    print(f"WRONG the service did not stop as it should: {service.said()[-300:]}")
                    failed = True
    return 1 if failed else 0


sys.exit(main())
