"""Answers that nobody reads, and bodies that cost the most; health on its own address is asked all the while."""

import asyncio
import time
import urllib.request
from contextlib import suppress

from wire import GONE, connection, request

WORST = {
    "a list of 32,000 numbers": b'{"findings":{},"screens_completed":[' + b",".join([b"1"] * 32_000) + b"]}",
    "8,000 unknown keys": b'{"findings":{' + b",".join(b'"%x":1' % n for n in range(6_000)) + b"}}",
    "misspelt keys": b'{"findings":{' + b",".join(b'"muscle_wast%d":1' % n for n in range(3_200)) + b"}}",
}


class Health:
    """Asks the address of its own every 50 ms; the slowest answer in ms."""

    def __init__(self, target):
        self.url, self.worst, self.going = f"http://127.0.0.1:{target.service.operations}/health/live", 0.0, True

    def ask(self):
        while self.going:
            start = time.monotonic()
            with urllib.request.urlopen(self.url, timeout=10) as answer:
                assert answer.status == 200
            self.worst = max(self.worst, 1000 * (time.monotonic() - start))
            time.sleep(0.05)

    async def during(self, work):
        asking = asyncio.create_task(asyncio.to_thread(self.ask))
        try:
            return await work
        finally:
            self.going = False
            await asking


async def unread_answers(target):
    """60 callers send 100 refused bodies each and read no answer, 60 ask for the script of the documentation page."""
    before, health = target.service.memory(), Health(target)
    script = b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n"

    async def one(sent):
        async with connection(target.port) as (reader, writer):
            reader._transport.pause_reading()
            with suppress(*GONE):
                writer.write(sent)
            await asyncio.sleep(target.seconds)

    sent = [request(WORST["8,000 unknown keys"]) * 100, script * 100]
    await health.during(asyncio.gather(*(one(sent[number % 2]) for number in range(120))))
    grown = target.service.memory() - before
    assert grown < 60, f"memory grew by {grown:.0f} MB"
    await asyncio.sleep(2)
    kept = target.service.memory() - before
    assert kept < 20, f"{kept:.0f} MB are kept"
    return f"memory {grown:+.0f} MB, {kept:+.0f} MB after it; health answered within {health.worst:.0f} ms"


async def worst_bodies(target):
    """16 callers send the worst bodies of 64 KiB that were found, one after the other."""
    health, seen = Health(target), 0

    async def one(body):
        nonlocal seen
        end = time.monotonic() + target.seconds
        async with connection(target.port) as (reader, writer):
            while time.monotonic() < end:
                writer.write(request(body))
                head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
                assert b" 422 " in head, head[:100]
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                assert length <= 64 * 1024, length
                await reader.readexactly(length)
                seen += 1

    before = target.service.cpu()
    bodies = list(WORST.values())
    await health.during(asyncio.gather(*(one(bodies[number % 3]) for number in range(16))))
    cost = 1000 * (target.service.cpu() - before) / max(1, seen)
    return f"{seen:,} refused, {cost:.1f} ms of CPU each with what the normal client costs; health within {health.worst:.0f} ms"


ATTACKS = [unread_answers, worst_bodies]
