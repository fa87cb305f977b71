"""Bare connections: bytes out, answers in, however wrong the bytes are."""

import asyncio
import re
from contextlib import asynccontextmanager, suppress

from service import GOOD

HEAD = b"POST /v1/triage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
GONE = (ConnectionError, asyncio.IncompleteReadError, BrokenPipeError, TimeoutError, OSError)


def request(body=GOOD, head=HEAD, more=b""):
    """A request with its length."""
    return head + more + b"Content-Length: %d\r\n\r\n" % len(body) + body


@asynccontextmanager
async def connection(port):
    reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), 10)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def until_closed(reader, patience):
    """What comes until the other side closes, or until nothing came for so long; and whether it closed."""
    came = b""
    try:
        while True:
            piece = await asyncio.wait_for(reader.read(65536), patience)
            if not piece:
                return came, True
            came += piece
    except TimeoutError:
        return came, False
    except GONE:
        return came, True


def answers(came):
    """The statuses of the answers in what came. The bodies of the service hold no such line."""
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", came)]


async def exchange(port, sent, patience=1.0):
    """Sends bytes on a connection of their own; gives the statuses, what came, and whether the other side closed."""
    async with connection(port) as (reader, writer):
        with suppress(*GONE):
            writer.write(sent)
            await writer.drain()
        came, closed = await until_closed(reader, patience)
    return answers(came), came, closed


async def one_answer(reader):
    """Reads one answer, of which the length is told: its head and its body."""
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
    return head, await reader.readexactly(int(re.search(rb"(?i)content-length: (\d+)", head).group(1)))


async def crowd(count, one, seconds, forgiving=()):
    """So many at the same time, each again and again until the time is over; gives what each saw. Errors of connections
    that are to be expected can be forgiven."""
    end = asyncio.get_running_loop().time() + seconds
    seen = []

    async def again():
        while asyncio.get_running_loop().time() < end:
            with suppress(*forgiving):
                seen.append(await one())
            await asyncio.sleep(0)

    await asyncio.gather(*(again() for _ in range(count)))
    return seen
