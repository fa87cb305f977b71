"""Everything at once, for a while: one bad request affects no other, and memory stays flat."""

import asyncio
import re
from contextlib import suppress

from service import GOOD
from wire import GONE, HEAD, connection, crowd, one_answer, request, until_closed

# What differs from one answer to the next, and nothing else may.
DIFFERS = re.compile(rb"(?i)(?:x-request-id|date): [^\r]*\r\n")

BAD = [
    request(b"{"),
    request(b""),
    request(b"\xff\xfe"),
    request(b'{"findings":{"age_years":1e999}}'),
    request(b'{"findings":{"muscle_wastin":"present","age_years":-1}}'),
    request(b'{"findings":{"fatigue":"absent","fatigue":"present"}}'),
    request(b'{"findings":{},"expected_rule_book":"9.9.9"}'),
    request(b"[" * 60_000),
    request(b"{}", more=b"Content-Encoding: gzip\r\n"),
    b"GET /v1/triage HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /v1/triage?explain=nonsense HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
]
RUDE = [
    HEAD + b"Content-Length: 5000\r\n\r\n{",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"\x00\x01\x02",
    HEAD,
    request(GOOD)[:-10],
]


async def compared(reader):
    """One answer without what differs."""
    head, body = await one_answer(reader)
    return b"".join(sorted(DIFFERS.sub(b"", head).splitlines(keepends=True))) + body


async def interleaved(target, callers=20, rude_callers=5):
    """20 callers send bad requests between good ones on the same connection, others break off in the middle."""
    async with connection(target.port) as (reader, writer):
        writer.write(request())
        expected = await compared(reader)
    count = 0

    async def one():
        nonlocal count
        async with connection(target.port) as (reader, writer):
            for bad in BAD:
                writer.write(bad + request())
                problem = await compared(reader)
                assert re.search(rb"HTTP/1.1 4\d\d ", problem) and b"panic" not in problem, problem[:300]
                good = await compared(reader)
                assert good == expected, f"after {bad[:60]!r} a good request is answered by {good[:300]!r}"
                count += 1

    async def rude():
        for sent in RUDE:
            async with connection(target.port) as (_, writer):
                writer.write(sent)
                with suppress(*GONE):
                    await writer.drain()
                await asyncio.sleep(0.01)

    await asyncio.gather(crowd(callers, one, target.seconds), crowd(rude_callers, rude, target.seconds))
    assert count
    return f"{count:,} good answers, the same to the byte"


async def long_run(target):
    """Good, bad and rude requests and batches in turn, four times as long: memory at start and end."""
    line = GOOD.strip()
    batch = b"\n".join([line, b"{", line] * 20) + b"\n"
    sent = b"POST /v1/triage/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n"
    sent += b"Content-Length: %d\r\n\r\n" % len(batch) + batch

    async def round_of_all():
        async with connection(target.port) as (reader, writer):
            for bad in BAD:
                writer.write(bad + request())
                await compared(reader)
                await compared(reader)
        async with connection(target.port) as (reader, writer):
            writer.write(sent)
            came, closed = await until_closed(reader, 20)
            assert closed and came.count(b'"answer":') == 40, came[:200]
        for text in RUDE:
            async with connection(target.port) as (_, writer):
                writer.write(text)
                await asyncio.sleep(0)

    await crowd(10, round_of_all, max(2, target.seconds))
    start = target.service.memory()
    seen = await crowd(10, round_of_all, 4 * target.seconds)
    end = target.service.memory()
    assert end - start < 8, f"memory grew from {start:.1f} to {end:.1f} MB"
    return f"{len(seen):,} rounds of {2 * len(BAD) + 1 + len(RUDE)} requests; memory {start:.1f} MB at start, {end:.1f} MB at end"


ATTACKS = [interleaved, long_run]
