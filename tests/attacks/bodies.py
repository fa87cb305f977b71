"""Bodies that cost: too large, too deep, too many keys, compressed, and keys that are looked at one by one."""

import asyncio
import gzip
import json
import random
import zlib

from service import GOOD
from wire import HEAD, answers, connection, crowd, exchange, request, until_closed

FULL = 64 * 1024
PLAIN = b"POST /v1/triage HTTP/1.1\r\nHost: x\r\n"


async def told(target, sent, status, code, patience=10.0):
    """Sends a request and expects one problem of this kind; gives the answer."""
    async with connection(target.port) as (reader, writer):
        writer.write(sent)
        came = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), patience)
        more, _ = await until_closed(reader, 0.3)
    assert answers(came) == [status] and b'"code":"%s"' % code in more, (code, came[:200], more[:200])
    return more


async def oversized(target):
    """20 callers send bodies of 1 GB, announced and in chunks that never end."""
    endless = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + (b"ffff\r\n" + b" " * 0xFFFF + b"\r\n") * 3
    one = [
        lambda: told(target, HEAD + b"Content-Length: 1000000000\r\n\r\n" + b" " * 1000, 413, b"body_too_large"),
        lambda: told(target, request(b" " * (FULL + 1)), 413, b"body_too_large"),
        lambda: told(target, endless, 413, b"body_too_large"),
    ]
    seen = await crowd(20, lambda: asyncio.gather(*(case() for case in one)), target.seconds)
    assert seen
    return f"413 for each of {3 * len(seen):,}, what is announced is not read"


async def deep(target):
    """20 callers send arrays and objects 30,000 deep."""
    bodies = [b"[" * 32_000, b"[" * 32_000 + b"]" * 32_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000]
    bodies += [b'{"findings":{"sites":' + b"[" * 30_000 + b"]" * 30_000 + b"}}"]

    async def one():
        for body in bodies:
            await told(target, request(body), 400, b"too_deep")

    seen = await crowd(20, one, target.seconds)
    assert seen
    return f"400 for each of {len(bodies) * len(seen):,}"


async def doubled(target):
    """20 callers send the same key over and over: 100,000 times, and as often as 64 KiB hold."""
    many = b'{"findings":{' + b",".join([b'"age_years":1'] * 100_000) + b"}}"
    most = b'{"findings":{' + b",".join([b'"fatigue":null'] * 4_300) + b"}}"
    assert len(most) <= FULL < len(many)

    async def one():
        await told(target, request(many), 413, b"body_too_large")
        await told(target, request(most), 400, b"duplicate_key")
        await told(target, request(b'{"findings":{},"findings":{}}'), 400, b"duplicate_key")

    seen = await crowd(20, one, target.seconds)
    assert seen
    return f"413 or 400 for each of {3 * len(seen):,}"


def misspelt():
    """64 KiB of keys that are each near to the name of a finding, so that the most has to be compared."""
    names = json.loads(GOOD)["findings"]
    names = [*names, "muscle_wasting", "breathless_at_rest_or_lying_flat", "choking_or_cannot_swallow"]
    chance, keys = random.Random(1), set()
    while sum(map(len, keys)) + 6 * len(keys) < FULL - 100:
        name = list(chance.choice(names))
        place = chance.randrange(len(name) - 1)
        name[place], name[place + 1] = name[place + 1], name[place]
        name.insert(chance.randrange(len(name)), chance.choice("abcdefghijklmnopqrstuvwxyz"))
        keys.add("".join(name))
    return b'{"findings":{' + b",".join(b'"%s":1' % key.encode() for key in keys) + b"}}", len(keys)


async def unknown_keys(target):
    """4 callers send 64 KiB of misspelt keys, for each of which the nearest name is looked for."""
    body, keys = misspelt()
    assert 60_000 < len(body) <= FULL

    async def one():
        before = asyncio.get_running_loop().time()
        more = await told(target, request(body), 422, b"invalid_body", 30)
        assert b'"suggestion":"' in more
        return asyncio.get_running_loop().time() - before - 0.3

    seen = await crowd(4, one, target.seconds)
    assert seen
    return f"422 with 100 of {keys:,} faults for each of {len(seen)}, {min(seen) * 1000:.0f} ms at best"


async def single_bytes(target):
    """4 batches whose one line of 64 KiB comes a byte a chunk, all at once."""
    head = b"POST /v1/triage/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
    sent = head + b"1\r\nx\r\n" * (FULL - 1) + b"1\r\n\n\r\n0\r\n\r\n"

    async def one():
        statuses, came, _ = await exchange(target.port, sent, 20)
        assert statuses == [200] and b'"not_json"' in came, came[-300:]

    seen = await crowd(4, one, target.seconds)
    assert seen
    return f"one problem for each of {len(seen)} lines"


async def compressed(target):
    """20 callers send bombs: 1 GB of white space in gzip, deflate, br and twice over."""
    gz = gzip.compress(b" " * 50_000_000)
    bombs = [(b"gzip", gz), (b"deflate", zlib.compress(b" " * 10_000_000)), (b"br", gz), (b"zstd", gz), (b"identity", b"{}")]
    bombs += [(b"gzip, gzip", gzip.compress(gz)), (b"x-gzip", gz)]
    before = target.service.memory()

    async def one():
        for coding, body in bombs:
            sent = request(body[:FULL], more=b"Content-Encoding: " + coding + b"\r\n")
            await told(target, sent, 415, b"unsupported_media_type")

    seen = await crowd(20, one, target.seconds)
    grown = target.service.memory() - before
    assert seen and grown < 50, f"memory grew by {grown:.0f} MB"
    return f"415 for each of {len(bombs) * len(seen):,}, nothing is unpacked"


ATTACKS = [oversized, deep, doubled, unknown_keys, single_bytes, compressed]
