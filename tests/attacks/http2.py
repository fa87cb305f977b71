"""HTTP/2 over TLS, frame by frame: streams that are reset at once, heads that never end, streams without end, and a reader
who opens no window."""

import asyncio
import ssl
import struct
from contextlib import asynccontextmanager, suppress

from service import GOOD
from wire import GONE, crowd

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
END_STREAM, ACK, END_HEADERS = 1, 1, 4


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def head(length=None, **more):
    """A head in HPACK, every line written out."""
    lines = {":method": "POST", ":scheme": "https", ":path": "/v1/triage", ":authority": "x"}
    lines |= {"content-type": "application/json", **more}
    if length is not None:
        lines["content-length"] = str(length)
    texts = [text.encode() for line in lines.items() for text in line]
    return b"".join(
        (b"\0" if place % 2 == 0 else b"") + bytes([len(text)]) + text for place, text in enumerate(texts)
    )


def whole(stream):
    """A whole request."""
    return frame(HEADERS, END_HEADERS, stream, head(len(GOOD))) + frame(DATA, END_STREAM, stream, GOOD)


class Connection:
    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.answered, self.reset, self.gone = 0, 0, None
        self.settings = {}

    async def send(self, frames):
        self.writer.write(frames)
        await self.writer.drain()
        # Lets the other task read what the service says to that.
        await asyncio.sleep(0)

    async def listen(self):
        """Reads frames until the other side closes."""
        with suppress(*GONE):
            while True:
                start = await self.reader.readexactly(9)
                payload = await self.reader.readexactly(int.from_bytes(start[:3]))
                self.hear(start[3], start[4], payload)
        self.gone = self.gone or "closed"

    def hear(self, kind, flags, payload):
        if kind == SETTINGS and not flags & ACK:
            self.settings |= {key: value for key, value in struct.iter_unpack(">HI", payload)}
            self.writer.write(frame(SETTINGS, ACK))
        elif kind == HEADERS:
            self.answered += 1
        elif kind == RST_STREAM:
            self.reset += 1
        elif kind == GOAWAY:
            self.gone = f"GOAWAY {int.from_bytes(payload[4:8])}"


@asynccontextmanager
async def http2(port, settings=b""):
    context = ssl._create_unverified_context()
    context.set_alpn_protocols(["h2"])
    reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port, ssl=context), 20)
    assert writer.get_extra_info("ssl_object").selected_alpn_protocol() == "h2"
    connection = Connection(reader, writer)
    listening = asyncio.ensure_future(connection.listen())
    try:
        await connection.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, payload=settings))
        yield connection
    finally:
        listening.cancel()
        writer.transport.abort()


def odd(count):
    return range(1, 2 * count, 2)


async def rapid_reset(target):
    """10 callers open streams and reset each at once, 20,000 on a connection."""
    ends = []

    async def one():
        async with http2(target.port) as connection:
            with suppress(*GONE):
                for stream in odd(20_000):
                    await connection.send(whole(stream) + frame(RST_STREAM, 0, stream, struct.pack(">I", 8)))
                    if connection.gone:
                        break
            ends.append((stream + 1) // 2)
            assert connection.gone or stream < 30_000, "streams without end can be opened and reset"

    await crowd(10, one, target.seconds, GONE)
    assert ends
    return f"ends the connection after {min(ends):,} to {max(ends):,} streams"


async def endless_heads(target):
    """10 callers send a head that goes on in CONTINUATION frames without end, up to 64 MB."""
    ends = []
    before = target.service.memory()
    piece = b"".join(b"\0\x01a" + b"\x7f\x81\x1e" + b"y" * 4000 for _ in range(4))

    async def one():
        count = 0
        async with http2(target.port) as connection:
            with suppress(*GONE):
                await connection.send(frame(HEADERS, 0, 1, head(0)))
                while count < 4000 and not connection.gone:
                    await connection.send(frame(CONTINUATION, 0, 1, piece[:16_000]))
                    count += 1
            ends.append(count * 16 / 1024)
            assert count < 4000, "a head of 64 MB is read"

    await crowd(10, one, target.seconds, GONE)
    grown = target.service.memory() - before
    assert ends and grown < 200, f"memory grew by {grown:.0f} MB"
    return f"ends the connection after {min(ends):.1f}–{max(ends):.1f} MB; memory {grown:+.0f} MB"


async def many_streams(target):
    """4 connections open 100 streams each whose bodies never come."""
    seen = []

    async def one():
        async with http2(target.port) as connection:
            for stream in odd(100):
                await connection.send(frame(HEADERS, END_HEADERS, stream, head(100)))
            await asyncio.sleep(target.body_timeout + 2)
            assert connection.answered >= 100, f"{connection.answered} of 100 were answered, {connection.gone}"
            seen.append(connection.settings.get(3))

    await asyncio.gather(*(one() for _ in range(4)))
    return f"408 for each after {target.body_timeout} s; streams allowed at once on a connection: {seen[0] or 'no bound told'}"


async def no_window(target):
    """10 connections ask 200 times each and take not a byte of the answers."""
    before = target.service.memory()

    async def one():
        async with http2(target.port, struct.pack(">HI", 4, 0)) as connection:
            with suppress(*GONE):
                for stream in odd(200):
                    await connection.send(whole(stream))
                    await asyncio.sleep(target.seconds / 400)
            await asyncio.sleep(target.seconds / 2)
            return connection.answered

    answered = await asyncio.gather(*(one() for _ in range(10)))
    grown = target.service.memory() - before
    assert grown < 200, f"memory grew by {grown:.0f} MB"
    return f"{sum(answered):,} heads of answers sent, no bodies; memory {grown:+.0f} MB"


async def small_frames(target):
    """10 callers send PING, SETTINGS and empty DATA frames as fast as they can."""
    counts = []

    async def one():
        async with http2(target.port) as connection:
            await connection.send(frame(HEADERS, END_HEADERS, 1, head()))
            some = frame(PING, payload=bytes(8)) + frame(SETTINGS) + frame(DATA, 0, 1)
            end, count = asyncio.get_running_loop().time() + target.seconds, 0
            with suppress(*GONE):
                while asyncio.get_running_loop().time() < end and not connection.gone:
                    await connection.send(some * 20)
                    count += 60
            counts.append(count)

    await asyncio.gather(*(one() for _ in range(10)))
    return f"{sum(counts):,} frames taken"


ATTACKS = [rapid_reset, endless_heads, many_streams, no_window, small_frames]
