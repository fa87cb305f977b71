"""Mixed hostile and normal traffic for a long time: every attack in turn, in an order that chance makes, with pauses, beside
a caller who never stops to be bad, and 3 normal clients. Fails when a normal request or a question for health fails, when the service
ends, or when memory goes on to rise. Prints a table of memory and requests, and writes it to a file as it goes.

    hour.py BINARY [--minutes N] [--every SECONDS] [--pause SECONDS] [--out FILE]"""

import argparse
import asyncio
import random
import sys
import time

import bodies
import connections
import framing
import mixed
import unread
from run import FLAGS, Companion, Target, normal_client
from service import Service
from wire import GONE

NORMAL_CLIENTS = 3
# Seconds for each attack.
TURN = 10
MODULES = (connections, framing, bodies, unread)
ATTACKS = [attack for module in MODULES for attack in module.ATTACKS]


class Told:
    """What is printed and kept in a file."""

    def __init__(self, path):
        self.file = open(path, "w") if path else None

    def __call__(self, line):
        print(line, flush=True)
        if self.file:
            print(line, file=self.file, flush=True)


class Run:
    def __init__(self, service, tell, pause):
        self.pause, self.service, self.tell, self.start, self.wrong = pause, service, tell, time.monotonic(), []
        self.done, self.memories = 0, []

    def line(self):
        """A line of the table."""
        sent = lambda status: self.service.metric("http_server_request_duration_seconds_count", f'.*status="{status}".*')
        minute = round((time.monotonic() - self.start) / 60)
        figures = [sent('2..'), sent('4..'), sent('5..'), self.service.metric("twitch_triage_malformed_heads_total")]
        in_flight = self.service.metric("http_server_requests_in_flight")
        counts = " | ".join(f"{figure:,.0f}" for figure in [*figures, in_flight])
        self.memories.append(self.service.memory())
        memory = f"{self.memories[-1]:.1f} | {self.service.memory('VmHWM'):.1f}"
        self.tell(f"| {minute} | {memory} | {counts} | {self.done} |")

    async def hostile(self, seconds):
        """Attacks in turn until the time is over."""
        order, end = [], time.monotonic() + seconds
        while time.monotonic() < end:
            order = order or random.sample(ATTACKS, len(ATTACKS))
            attack = order.pop()
            left = end - time.monotonic()
            try:
                await asyncio.wait_for(attack(Target(self.service, min(TURN, max(1, left)))), 120)
            except (AssertionError, *GONE) as fault:
                text = f"{attack.__name__}: {fault!r}"[:500]
                self.wrong.append(text)
                self.tell(f"WRONG after {time.monotonic() - self.start:.0f} s {text}")
            self.done += 1
            if self.service.process.poll() is not None:
                self.wrong.append("the service ended")
                return
            await asyncio.sleep(min(self.pause, max(0, end - time.monotonic())))

    async def bad_manners(self, seconds):
        """Bad and good requests between each other, for as long as it takes."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.service.process.poll() is None:
            try:
                await mixed.interleaved(Target(self.service, min(5, max(1, end - time.monotonic()))), 1, 1)
            except (AssertionError, *GONE) as fault:
                self.wrong.append(f"interleaved: {fault!r}"[:500])
                self.tell(f"WRONG after {time.monotonic() - self.start:.0f} s {self.wrong[-1]}")

    async def table(self, seconds, every):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await asyncio.to_thread(self.line)
            await asyncio.sleep(min(every, max(0, end - time.monotonic())))

    async def all(self, seconds, every):
        await asyncio.gather(self.hostile(seconds), self.bad_manners(seconds), self.table(seconds, every))


def main():
    line = argparse.ArgumentParser()
    line.add_argument("binary")
    line.add_argument("--minutes", type=float, default=60)
    line.add_argument("--every", type=float, default=300)
    line.add_argument("--pause", type=float, default=20)
    line.add_argument("--out")
    line = line.parse_args()
    tell = Told(line.out)
    with Service(line.binary, *FLAGS) as service:
        service.ask()
        before = service.memory()
        tell("| minute | memory MB | most so far | answered 2xx | refused 4xx | 5xx | heads that cannot be read | in flight | attacks done |")
        tell("|---|---|---|---|---|---|---|---|---|")
        run = Run(service, tell, line.pause)
        normal = [normal_client(service, None) for _ in range(NORMAL_CLIENTS)]
        health = Companion("health.py", service.operations)
        asyncio.run(run.all(60 * line.minutes, line.every))
        figures, asked = [client.figures() for client in normal], health.figures()
        time.sleep(10)
        run.line()
        # It rises to what the largest attack needs, and then no more.
        grown = run.memories[-1] - run.memories[len(run.memories) // 4]
        for each in [*figures, asked]:
            if each["failed"]:
                run.wrong.append(f"{each['failed']} of {each['sent']} failed: {each['failures']}")
        if grown > 20:
            run.wrong.append(f"memory is {grown:.0f} MB more than after a quarter of the time")
        sent, failed = (sum(each[name] for each in figures) for name in ("sent", "failed"))
        worst = max(each["worst_ms"] for each in figures)
        medians = ", ".join(str(each["median_ms"]) for each in figures)
        p99 = ", ".join(str(each["p99_ms"]) for each in figures)
        tell(f"Normal requests: {sent:,} sent by {NORMAL_CLIENTS} clients, {failed} failed; median {medians} ms, "
             f"p99 {p99} ms, worst {worst} ms.")
        tell(f"Health: {asked['sent']:,} asked, {asked['failed']} failed, p99 {asked['p99_ms']} ms, worst {asked['worst_ms']} ms.")
        tell(f"Memory: {before:.1f} MB before, {service.memory():.1f} MB 10 s after; CPU {service.cpu():.0f} s.")
        if service.stop() != 0:
            run.wrong.append("the service did not stop as it should")
        run.wrong += service.faults()
    for fault in run.wrong:
        tell(f"WRONG {fault}")
    tell("all as it should be" if not run.wrong else f"{len(run.wrong)} times WRONG")
    return 1 if run.wrong else 0


sys.exit(main())
