"""Who holds connections and says little: slow heads, slow bodies, half-open and idle connections, and who never reads."""

import asyncio
import time
from contextlib import asynccontextmanager, suppress
from itertools import cycle

from service import GOOD, has_more_than
from wire import GONE, HEAD, answers, connection, crowd, exchange, one_answer, request, until_closed


@asynccontextmanager
async def dripping(writer, text, every=0.05):
    """Sends a text a byte at a time, again and again, for as long as a block lasts."""

    async def drip():
        with suppress(*GONE):
            for byte in cycle(text):
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(every)

    task = asyncio.ensure_future(drip())
    try:
        yield
    finally:
        task.cancel()


async def slow_heads(target):
    """300 callers send the first head of a connection a byte at a time."""
    took = []

    async def one():
        start = time.monotonic()
        async with connection(target.port) as (reader, writer), dripping(writer, HEAD[:40] + b"x" * 4000):
            came, closed = await until_closed(reader, target.head_timeout + 3)
        took.append(time.monotonic() - start)
        assert closed and answers(came) in ([], [408]), (came[:200], closed)

    await asyncio.gather(*(one() for _ in range(300)))
    return f"408 and closed after {min(took):.1f}–{max(took):.1f} s (`--head-timeout-ms {1000 * target.head_timeout}`)"


async def slow_second_heads(target):
    """300 callers send the second head of a connection a byte at a time."""
    ended = []

    async def one():
        async with connection(target.port) as (reader, writer):
            writer.write(request())
            await one_answer(reader)
            async with dripping(writer, HEAD[:40] + b"x" * 4000):
                came, closed = await until_closed(reader, target.head_timeout + 2)
        assert answers(came) in ([], [408]), came[:200]
        ended.append(closed)

    await asyncio.gather(*(one() for _ in range(300)))
    return (
        f"{sum(ended)} of {len(ended)} ended: actix-http times only the first head of a connection, and a connection "
        "waits as an idle one does, one of `--max-connections`"
    )


async def slow_bodies(target):
    """400 callers announce a body and send it a byte at a time, plain and in chunks."""
    took = []

    async def one(chunked):
        async with connection(target.port) as (reader, writer):
            writer.write(HEAD + (b"Transfer-Encoding: chunked\r\n\r\n" if chunked else b"Content-Length: 9999\r\n\r\n"))
            start = time.monotonic()
            async with dripping(writer, b"1\r\n \r\n" if chunked else b" "):
                head, _ = await one_answer(reader)
            took.append(time.monotonic() - start)
        assert answers(head) == [408], head

    await asyncio.gather(*(one(number % 2 == 0) for number in range(400)))
    assert max(took) < target.body_timeout + 4, f"a slow body was waited for {max(took):.1f} s"
    return f"408 after {min(took):.1f}–{max(took):.1f} s (`--body-timeout-ms {1000 * target.body_timeout}`)"


async def slow_batches(target):
    """200 batches of which a line comes now and then, and never an end."""

    async def one():
        async with connection(target.port) as (reader, writer):
            writer.write(
                b"POST /v1/triage/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
                b"Transfer-Encoding: chunked\r\n\r\n"
            )
            end, lines = time.monotonic() + target.seconds, 0
            while time.monotonic() < end:
                writer.write(b"%x\r\n%s\r\n" % (len(GOOD), GOOD))
                await asyncio.wait_for(reader.readuntil(b'{"line":'), 10)
                lines += 1
                await asyncio.sleep(0.5)
            came = await asyncio.wait_for(reader.readuntil(b"\r\n0\r\n\r\n"), target.body_timeout + 5)
        assert b"request_timeout" in came, came[-300:]
        return lines

    lines = await asyncio.gather(*(one() for _ in range(200)))
    return f"each line answered ({sum(lines)} in all); ended with a problem when no line came for {target.body_timeout} s"


async def who_never_reads(target):
    """50 callers send requests without end and read no answer; half of them send a batch."""
    batch = b"POST /v1/triage/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: 99999999\r\n\r\n"
    before = target.service.memory()
    sent = []

    async def one(what, more):
        async with connection(target.port) as (reader, writer):
            reader._transport.pause_reading()
            end, count = time.monotonic() + target.seconds, 0
            with suppress(*GONE):
                writer.write(what)
                while time.monotonic() < end:
                    writer.write(more)
                    await asyncio.wait_for(writer.drain(), max(0.1, end - time.monotonic()))
                    count += len(more)
            sent.append(count)

    line = GOOD * 50
    await asyncio.gather(*(one(batch, line) if number % 2 else one(b"", request() * 50) for number in range(50)))
    grown = target.service.memory() - before
    assert grown < 150, f"memory grew by {grown:.0f} MB"
    most = max(sent) / 1024 / 1024
    return f"takes no more than {most:.1f} MB of each, then waits; memory {grown:+.0f} MB; ends it after `--send-timeout-s`"


async def half_open(target):
    """Connections whose other side says that it will send no more: after nothing, half a head, half a body, a request."""

    async def one(sent, expected):
        async with connection(target.port) as (reader, writer):
            writer.write(sent)
            writer.write_eof()
            came, closed = await until_closed(reader, target.head_timeout + target.body_timeout + 3)
        assert closed and answers(came) in expected, (sent[:40], came[:200], closed)

    cases = [
        (b"", [[], [408]]),
        (HEAD, [[], [408], [400]]),
        (HEAD + b"Content-Length: 100\r\n\r\n{", [[], [400], [408]]),
        (request(), [[200]]),
        (request() * 3, [[200] * 3]),
    ]
    await crowd(50, lambda: asyncio.gather(*(one(*case) for case in cases)), target.seconds / 2)
    return "what was whole is answered, the rest is closed"


async def idle(target):
    """5,000 connections that send nothing, or nothing after one request."""
    count = 5000
    assert has_more_than("self", count + 100), f"this process may not open {count} files: raise `ulimit -n`"
    assert has_more_than(target.service.process.pid, count + 100), "the service may not open so many files"
    held, gate = [], asyncio.Semaphore(200)

    async def one(number):
        async with gate:
            reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", target.port), 10)
            held.append(writer)
            if number % 5 == 0:
                writer.write(request())
                await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)

    before = target.service.memory()
    await asyncio.gather(*(one(number) for number in range(count)))
    await asyncio.sleep(min(target.seconds, target.head_timeout / 2))
    grown = target.service.memory() - before
    for writer in held:
        writer.transport.abort()
    return f"{len(held):,} held at once, {1024 * grown / count:.0f} KiB each"


async def flood(target):
    """200 callers who connect and leave at once, with or without a request, as fast as they can."""

    async def one():
        async with connection(target.port) as (_, writer):
            writer.write(request()[: 40 * (id(writer) % 7)])
            await asyncio.sleep(0)

    seen = await crowd(200, one, target.seconds, GONE)
    return f"{len(seen):,} connections came and went"


async def pipelining(target):
    """10 callers send 100 requests at a time, good and bad in turn, before they read."""
    bad = request(b'{"findings": 1}')
    sent = (request() + bad) * 49 + request() + request(b"{", more=b"Connection: close\r\n")

    async def one():
        statuses, came, _ = await exchange(target.port, sent, 20)
        assert statuses == [200, 422] * 49 + [200, 400], (len(statuses), came[-200:])
        return len(statuses)

    seen = await crowd(10, one, target.seconds)
    assert seen
    return f"{sum(seen):,} requests answered, in order"


ATTACKS = [slow_heads, slow_second_heads, slow_bodies, slow_batches, who_never_reads, half_open, idle, flood, pipelining]
