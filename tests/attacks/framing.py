"""Requests whose length can be read in two ways. Each is refused, or answered as exactly one request: what stands inside
it, in the shape of a second request, must never get an answer of its own."""

import asyncio

from wire import HEAD, answers, crowd, exchange, request

INSIDE = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
BODY = b'{"findings":{}}'


def head(*lines):
    return HEAD + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def length(text, body=INSIDE):
    return head(b"Content-Length: " + text) + body


def coded(line, body=b"0\r\n\r\n" + INSIDE):
    """A coding beside a length that covers everything."""
    return head(line, b"Content-Length: %d" % len(body)) + body


def chunks(text):
    return head(b"Transfer-Encoding: chunked") + text


# What must be refused: 400 (or no answer at all) and a closed connection.
REFUSED = {
    "length and coding": coded(b"Transfer-Encoding: chunked"),
    "length and coding, the other order": head(b"Content-Length: 5", b"Transfer-Encoding: chunked") + b"0\r\n\r\n" + INSIDE,
    "two lengths": head(b"Content-Length: 0", b"Content-Length: %d" % len(INSIDE)) + INSIDE,
    "two lengths, the other order": head(b"Content-Length: %d" % len(INSIDE), b"Content-Length: 0") + INSIDE,
    "the same length twice": head(*[b"Content-Length: %d" % len(INSIDE)] * 2) + INSIDE,
    "a list of lengths": length(b"0, %d" % len(INSIDE)),
    "length with a plus": length(b"+%d" % len(INSIDE)),
    "length with a minus": length(b"-0"),
    "length in hexadecimal": length(b"0x26"),
    "length with a space inside": length(b"3 8"),
    "length with an underscore": length(b"3_8"),
    "length with a dot": length(b"38.0"),
    "length without digits": length(b""),
    "length beyond 64 bits": length(b"18446744073709551616"),
    "length and a NUL": length(b"38\0"),
    "length of other digits": length("٣٨".encode()),
    "coding with a space before the colon": coded(b"Transfer-Encoding : chunked"),
    "length with a space before the colon": head(b"Content-Length : %d" % len(INSIDE)) + INSIDE,
    "coding that nobody knows": coded(b"Transfer-Encoding: xchunked"),
    "coding in quotes": coded(b'Transfer-Encoding: "chunked"'),
    "coding with a vertical tab": coded(b"Transfer-Encoding: \x0bchunked"),
    "coding and identity": coded(b"Transfer-Encoding: chunked, identity"),
    "identity": coded(b"Transfer-Encoding: identity"),
    "coding folded onto the next line": coded(b"Transfer-Encoding:\r\n chunked"),
    "coding twice": coded(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: cow"),
    "coding after a bare CR": coded(b"X: y\rTransfer-Encoding: chunked"),
    "coding after a NUL": coded(b"X: y\0\r\nTransfer-Encoding: chunked"),
    "gzip, chunked": chunks(b"").replace(b"chunked", b"gzip, chunked") + b"0\r\n\r\n",
    "line without a colon": head(b"Content-Length 5", b"Content-Length: 0") + INSIDE,
    "coding in version 1.0": (coded(b"Transfer-Encoding: chunked")).replace(b"HTTP/1.1", b"HTTP/1.0", 1),
    "chunk size with a plus": chunks(b"+0\r\n\r\n" + INSIDE),
    "chunk size with a minus": chunks(b"-1\r\n\r\n" + INSIDE),
    "chunk size with 0x": chunks(b"0x0\r\n\r\n" + INSIDE),
    "chunk size beyond 64 bits": chunks(b"10000000000000000\r\n" + INSIDE),
    "chunk size with a space before": chunks(b" 0\r\n\r\n" + INSIDE),
    "chunk size without digits": chunks(b"\r\n\r\n" + INSIDE),
    "chunk without its end": chunks(b"2\r\n{}0\r\n\r\n" + INSIDE),
    "chunk that is longer than it says": chunks(b"1\r\n{}\r\n0\r\n\r\n" + INSIDE),
    "chunk whose line ends in LF": chunks(b"0\n\n" + INSIDE),
    "chunk extension with a bare LF": chunks(b"2;\nxx\r\n4c\r\n0\r\n\r\n" + INSIDE + b"\r\n0\r\n\r\n"),
    "head of more than the longest": HEAD + b"X: " + b"y" * 300_000 + b"\r\n\r\n",
    "head of 200 lines": HEAD + b"X: y\r\n" * 200 + b"\r\n",
    "another version": request().replace(b"HTTP/1.1", b"HTTP/3.7", 1),
    "no version": b"POST /v1/triage\r\n\r\n" + INSIDE,
    "TLS without TLS": bytes.fromhex("16030100a0010000a00303") + bytes(160),
    "version 2 without asking": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(64),
    "nonsense": bytes(range(256)) * 4,
}

# What is right, or harmless, and so is answered, once.
ONE = {
    "length with spaces around": length(b"  %d \t" % len(BODY), BODY),
    "length with zeros before": length(b"000%d" % len(BODY), BODY),
    "chunks": chunks(b"f\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "chunks in another case": chunks(b"F\r\n" + BODY + b"\r\n0\r\n\r\n").replace(b"chunked", b"CHUNKED"),
    "chunk with an extension": chunks(b"f;a=b\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "chunks with a trailer": chunks(b"f\r\n" + BODY + b"\r\n0\r\nContent-Length: 5\r\n\r\n"),
    "a request in the body": length(b"%d" % len(INSIDE)),
    "a request in a chunk": chunks(b"%x\r\n%s\r\n0\r\n\r\n" % (len(INSIDE), INSIDE)),
    "a request that only says how long it is": request(BODY),
    "upgrade to version 2": request(BODY, more=b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: \r\n"),
    "an unknown expectation": request(BODY, more=b"Expect: nonsense\r\n"),
}


async def framing(target):
    """Every way to say the length of a body twice, wrongly or unclearly, that we know."""

    async def refused(name, sent):
        statuses, came, closed = await exchange(target.port, sent, target.head_timeout + 2)
        wrong = f"{name}: {statuses}, closed: {closed}: {came[:120]!r} … {came[-120:]!r}"
        assert statuses in ([], [400], [408], [431]) and closed and b"200 OK" not in came, wrong

    async def one(name, sent):
        statuses, came, _ = await exchange(target.port, sent, 1.5)
        assert len([status for status in statuses if status != 100]) == 1, f"{name}: {came[:300]!r}"

    # Two requests in a row are two answers: that more than one would be seen.
    assert (await exchange(target.port, request(BODY) + INSIDE))[0] == [200, 200]
    cases = [refused(*case) for case in REFUSED.items()] + [one(*case) for case in ONE.items()]
    wrong = [str(fault) for fault in await asyncio.gather(*cases, return_exceptions=True) if fault]
    assert not wrong, "\n  ".join(["", *wrong])

    async def again():
        for name, sent in list(REFUSED.items())[:8]:
            statuses, _, _ = await exchange(target.port, sent, target.head_timeout + 2)
            assert statuses in ([], [400]), (name, statuses)

    await crowd(20, again, target.seconds / 2)
    return f"{len(REFUSED)} refused and closed, {len(ONE)} that are clear answered once"


ATTACKS = [framing]
