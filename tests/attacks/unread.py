"""Answers that nobody reads, and bodies that cost the most."""

import asyncio
import re
from contextlib import suppress

from wire import GONE, answers, connection, request, until_closed

FULL = 64 * 1024
# The most faults and bytes of an answer that fuzzing and thinking found for 64 KiB.
WORST = {
    "a list of 32,000 numbers": b'{"findings":{},"screens_completed":[' + b",".join([b"1"] * 32_000) + b"]}",
    "a list of 16,000 wrong sites": b'{"findings":{"sites":[' + b",".join([b'"x"'] * 16_000) + b"]}}",
    "6,000 unknown keys": b'{"findings":{' + b",".join(b'"%x":1' % number for number in range(6_000)) + b"}}",
    "3,200 misspelt keys": b'{"findings":{' + b",".join(b'"muscle_wast%d":1' % number for number in range(3_200)) + b"}}",
    "1,000 long unknown keys": b'{"findings":{' + b",".join(b'"%060d":1' % number for number in range(1_000)) + b"}}",
    "escapes": b'{"findings":{' + b",".join(b'"\\u0001\\u00%02x%d":1' % (number % 32, number) for number in range(2_900)) + b"}}",
}
# The most bytes of answer for a byte of request.
LARGE_ANSWER = b'{"findings":{' + b",".join(b'"%x":1' % number for number in range(110)) + b"}}"
MOST_FAULTS, MOST_BYTES = 100, FULL


# The most that may stay of what an attack took. The allocator gives memory back within seconds.
KEPT_MB = 20


async def returns(target, before, patience=20):
    """Waits until memory is within KEPT_MB of what it was; gives how far it is from there."""
    for _ in range(4 * patience):
        if target.service.memory() - before < KEPT_MB:
            break
        await asyncio.sleep(0.25)
    kept = target.service.memory() - before
    assert kept < KEPT_MB, f"{kept:.0f} MB are kept"
    return kept


async def unread_answers(target):
    """4 callers send 100 refused bodies each and read no answer, 50 ask for the script of the documentation page."""
    service, ended, most = target.service, [], [0.0, 0.0]
    script = b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n"
    before, stay = service.memory(), asyncio.Event()

    async def one(sent):
        async with connection(target.port) as (reader, writer):
            reader._transport.pause_reading()
            with suppress(*GONE):
                writer.write(sent)
            await stay.wait()
            # What was taken is in the buffers of both kernels; behind it must be the end of the connection, unless they
            # held all answers.
            reader._transport.resume_reading()
            came, closed = await until_closed(reader, 1)
            ended.append(closed or len(answers(came)) == 100)

    async def watch():
        while not stay.is_set():
            in_flight = await asyncio.to_thread(service.metric, "http_server_requests_in_flight")
            most[:] = max(most[0], service.memory() - before), max(most[1], in_flight)
            await asyncio.sleep(0.1)

    sent = [request(LARGE_ANSWER) * 100] * 4 + [script * 100] * 50
    callers = [asyncio.create_task(one(text)) for text in sent]
    watching = asyncio.create_task(watch())
    # The service itself lets go of them: they are all still there.
    await asyncio.sleep(target.send_timeout + 1 + target.seconds)
    try:
        kept = await returns(target, before)
        in_flight = service.metric("http_server_requests_in_flight")
    finally:
        stay.set()
        await asyncio.gather(*callers, watching)
    grown, held = most
    assert grown < 60, f"memory grew by {grown:.0f} MB"
    assert held > 20, f"only {held:.0f} were in flight while {len(sent)} were unread"
    assert in_flight < 20, f"{in_flight:.0f} are still in flight"
    assert all(ended), f"{sum(ended)} of {len(ended)} were ended"
    return (
        f"{held:.0f} in flight at once, memory {grown:+.0f} MB; every one ended after `--send-timeout-s "
        f"{target.send_timeout}`, memory {kept:+.0f} MB then"
    )


async def fifty_read_nothing(target, sent):
    """50 callers send these in turn and read no answer: how much memory grows, and what of it is kept."""
    service, before, most = target.service, target.service.memory(), 0.0

    async def one(text):
        async with connection(target.port) as (reader, writer):
            reader._transport.pause_reading()
            with suppress(*GONE):
                writer.write(text)
            await asyncio.sleep(target.seconds + 2)

    callers = [asyncio.create_task(one(sent[number % len(sent)])) for number in range(50)]
    while not all(caller.done() for caller in callers):
        most = max(most, service.memory() - before)
        await asyncio.sleep(0.1)
    kept = await returns(target, before)
    assert most < 60, f"memory grew by {most:.0f} MB"
    return f"memory {most:+.0f} MB, {kept:+.0f} MB after it"


async def unread_small_answers(target):
    """50 callers send 4,000 requests at once for what is not there, and for health, and read no answer."""
    sent = [b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path * 4000 for path in (b"/nothing", b"/health/live")]
    return await fifty_read_nothing(target, sent)


async def worst_bodies(target):
    """8 callers send the worst bodies of 64 KiB that are known, one after the other."""
    before, seen, longest = target.service.cpu(), 0, 0

    async def one(body):
        nonlocal seen, longest
        end = asyncio.get_running_loop().time() + target.seconds
        assert len(body) <= FULL, len(body)
        async with connection(target.port) as (reader, writer):
            while asyncio.get_running_loop().time() < end:
                writer.write(request(body))
                head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
                assert b" 422 " in head, head[:100]
                length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))
                told = await reader.readexactly(length)
                faults = told.count(b'"pointer":')
                assert faults <= MOST_FAULTS and length <= MOST_BYTES, f"{faults:,} faults in an answer of {length:,} bytes"
                seen, longest = seen + 1, max(longest, length)

    bodies = [*WORST.values(), *WORST.values()][:8]
    await asyncio.gather(*(one(body) for body in bodies))
    cost = 1000 * (target.service.cpu() - before) / max(1, seen)
    return f"{seen:,} refused with {MOST_FAULTS} faults at most in {longest:,} bytes at most; {cost:.1f} ms of CPU each, with the normal client's"


ATTACKS = [unread_answers, unread_small_answers, worst_bodies]
