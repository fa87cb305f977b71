"""Callers without a key, or who want more than they may have: guessed keys, paths in disguise, heads that cannot be read,
names for the log, batches beyond every bound, one address in many forms."""

import asyncio
import hashlib
import http.server
import json
import os
import re
import threading
from contextlib import suppress
from pathlib import Path

from service import GOOD
from wire import GONE, answers, connection, exchange, request, until_closed

KEY, *OTHER_KEYS = (f"twitch-triage-{number:064x}" for number in range(1, 6))
QUOTA = 3000
LOG = "info,actix_http=off"
# Spans would be sent at once, so that an attack need not wait for them.
ENVIRONMENT = {"OTEL_BSP_SCHEDULE_DELAY": "100"}
BATCH_BYTES, BATCH_ANSWER_BYTES, BATCH_S = 1_000_000, 1_000_000, 4


class Collector(http.server.BaseHTTPRequestHandler):
    """Takes spans and keeps them."""

    spans = []

    def do_POST(self):
        self.spans.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def flags(folder):
    """Keys, bounds, a proxy that is believed, and a collector to which nothing may be sent."""
    file = Path(folder, "strangers.keys")
    digests = [hashlib.sha256(key.encode()).hexdigest() for key in (KEY, *OTHER_KEYS)]
    file.write_text("".join(f"caller{number} sha256:{digest}\n" for number, digest in enumerate(digests)))
    collector = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=collector.serve_forever, daemon=True).start()
    bounds = {"max-bytes": BATCH_BYTES, "max-answer-bytes": BATCH_ANSWER_BYTES, "max-s": BATCH_S}
    return [
        "--api-keys", str(file), "--rate-limit-per-minute", str(QUOTA), "--trusted-proxies", "127.0.0.0/8",
        "--otlp-endpoint", f"http://127.0.0.1:{collector.server_port}", "--trace-ratio", "0",
        *(part for name, most in bounds.items() for part in (f"--batch-{name}", str(most))),
    ]  # fmt: skip


def bearer(key):
    return b"Authorization: Bearer %s\r\n" % key.encode()


def get(path, more=b""):
    return b"GET %s HTTP/1.1\r\nHost: x\r\n" % path + more + b"\r\n"


def disguised(path):
    """A path with each character percent-encoded in turn, all of them, and twice over."""
    for place in range(1, len(path)):
        if path[place : place + 1] != b"/":
            for form in (b"%%%02x", b"%%%02X", b"%%25%02x"):
                yield path[:place] + form % path[place] + path[place + 1 :]
    yield b"/" + b"".join(b"%%%02x" % byte for byte in path[1:])


async def disguised_paths(target):
    """5 callers ask for metrics, health and batches by paths that a proxy may read otherwise, with a good key."""
    inside, paths = rb"(?i)process_cpu|CapabilityStatement|\"services\"|\"status\":\"(?:live|ready)\"", []
    for path in (b"/metrics", b"/health/live", b"/health/ready", b"/v1/triage", b"/v1/triage/batch", b"/docs", b"/openapi.json",
                 b"/fhir/metadata", b"/cds-services"):
        paths += disguised(path)
    paths += [b"/v1/..%2fmetrics", b"/v1/%2e%2e/metrics", b"/%2fmetrics", b"/metrics%00", b"/metr%u0069cs", b"/%c0%aemetrics"]
    paths += [b"//metrics", b"/./metrics", b"/v1/../metrics", b"/metrics/", b"/metrics;x", b"/METRICS", b"/%", b"/%6", b"/\\metrics"]

    async def one(some):
        for path in some:
            for more in (bearer(KEY), b""):
                statuses, came, _ = await exchange(target.port, get(path, more + b"Connection: close\r\n"), 20)
                assert statuses[0] in (400, 401, 404), (path, statuses)
                assert not re.search(inside, came), (path, came[:300])

    await asyncio.gather(*(one(paths[number::5]) for number in range(5)))
    return f"404 for each of {len(paths)} (401 without a key), nothing of what is inside"


async def unreadable_heads(target):
    """10 callers send heads that cannot be read: they are counted where the operator looks."""
    heads = [b"nonsense\r\n\r\n", b"GET / HTTP/9\r\n\r\n", b"GET /\x00 HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nX: a\0b\r\n\r\n"]
    heads += [b"\x16\x03\x01\x00\xa0\x01\x00\x00\xa0\x03\x03" + bytes(160), b"GET / HTTP/1.1\r\n: x\r\n\r\n"]
    heads += [b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n"]
    before = target.service.metric("twitch_triage_malformed_heads_total")

    async def one():
        for head in heads:
            statuses, came, closed = await exchange(target.port, head, 20)
            assert closed and statuses in ([], [400], [431]), (head[:40], statuses, came[:100])

    await asyncio.gather(*(one() for _ in range(10)))
    counted = target.service.metric("twitch_triage_malformed_heads_total") - before
    assert counted == 10 * len(heads), f"{counted:.0f} of {10 * len(heads)} are counted"
    return f"400 or 431 and closed, and {counted:.0f} of {10 * len(heads)} counted"


async def names_for_the_log(target):
    """Strangers send ids, traces and agents of every form and length: nothing of it in the log, no span is forced."""
    mark = b"stranger-mark"
    ids = [mark * 700, mark + b'","level":"ERROR","x":"', mark + b"\t\\n\\u0000", mark + "ü€\u202e".encode(), mark + b"%0a" + mark]
    ids += [b"${jndi:ldap://" + mark + b"}", mark + b" " + mark, b"<script>" + mark, b"'; drop table " + mark, mark + b"/../"]
    traced = b"traceparent: 00-%032x-%016x-01\r\n"
    parents = [traced % (7, 9), b"traceparent: 00-" + mark + b"-01\r\n", b"traceparent: ff-%032x-%016x-01-x\r\n" % (7, 9)]
    states = [b"a=" + mark * 600, b",".join(b"k%d=%s" % (number, mark) for number in range(500)), b"=,=" + mark]
    before, spans = len(target.service.said()), len(Collector.spans)
    sent = 0
    for name in ids:
        for parent, state in zip(parents, states, strict=True):
            more = b"X-Request-Id: %s\r\nUser-Agent: %s\r\n" % (name, mark) + parent + b"tracestate: " + state + b"\r\n"
            for key in (b"", bearer(KEY)):
                statuses, came, _ = await exchange(target.port, request(more=more + key + b"Connection: close\r\n"), 20)
                assert statuses in ([200], [401], [400], [431]) and mark not in came, (name[:40], came[:300])
                sent += 1
    await asyncio.sleep(1)
    lines = target.service.said()[before:]
    assert mark.decode() not in lines, lines[max(0, lines.find(mark.decode()) - 200) :][:400]
    for line in lines.splitlines():
        known = json.loads(line).get("request.id", "-")
        assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", known), line
    forced = len(Collector.spans) - spans
    assert not forced, f"{forced} times spans were sent although the operator wants none"
    return f"{sent} requests logged under ids of their own, no span with `--trace-ratio 0`"


async def guessed_keys(target):
    """4 callers of one address guess 4,000 keys, against metrics, rules, triage and record systems' paths in turn."""
    paths = (b"/metrics", b"/v1/rules", b"/v1/triage", b"/fhir/CodeSystem/rules", b"/cds-services/twitch-triage")
    each = 1000
    before = asyncio.get_running_loop().time()

    async def one():
        sent = b"".join(get(paths[number % len(paths)], bearer(f"twitch-triage-{os.urandom(32).hex()}")) for number in range(each))
        return (await exchange(target.port, sent + get(b"/", b"Connection: close\r\n"), 20))[0][:each]

    seen = sum(await asyncio.gather(*(one() for _ in range(4))), [])
    allowed = QUOTA + QUOTA / 60 * (asyncio.get_running_loop().time() - before) + 1
    denied, limited = seen.count(401), seen.count(429)
    assert denied + limited == len(seen) == 4 * each, sorted(set(seen))
    assert limited and denied <= allowed, f"{denied:,} guesses were looked at, {limited} refused with 429"
    return f"{denied:,} looked at, then 429 for {limited:,} (`--rate-limit-per-minute {QUOTA}`)"


async def batch(target, key, lines, pause=0.0, version=b"1.1"):
    """Sends the lines of a batch until it ends; gives its answers."""
    head = b"POST /v1/triage/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"
    head += b"Connection: close\r\n"
    async with connection(target.port) as (reader, writer):

        async def send():
            with suppress(*GONE):
                writer.write(head + bearer(key) + b"\r\n")
                for line in lines:
                    writer.write(b"%x\r\n%s\r\n" % (len(line), line))
                    await writer.drain()
                    await asyncio.sleep(pause)
                writer.write(b"0\r\n\r\n")

        sending = asyncio.create_task(send())
        came, _ = await until_closed(reader, 30)
        sending.cancel()
    assert answers(came[:100]) == [200], came[:300]
    return [line for line in came.split(b"\n") if b'{"line":' in line]


async def many_lines(target):
    """A batch of 8,000 lines from a caller who may send 3,000 requests a minute."""
    seen = await batch(target, OTHER_KEYS[0], [b"x\n" * 100] * 80)
    assert b'"rate_limited"' in seen[-1], f"{len(seen):,} lines were answered"
    assert QUOTA <= len(seen) < 8000, len(seen)
    return f"{len(seen) - 1:,} lines answered, then `rate_limited` in the place of the next"


async def endless_batches(target):
    """Batches without end: of long lines, of lines with large answers, and of a line now and then."""
    wide, empty = GOOD.strip() + b" " * 60_000 + b"\n", b'{"findings":{}}\n'
    cases = {
        "bytes": batch(target, OTHER_KEYS[1], [wide] * 200),
        "answers": batch(target, OTHER_KEYS[2], [empty * 20] * 100),
        "duration": batch(target, OTHER_KEYS[3], [empty] * 100, 0.2),
    }
    seen = dict(zip(cases, await asyncio.gather(*cases.values()), strict=True))
    assert b'"body_too_large"' in seen["bytes"][-1] and len(seen["bytes"]) < 40, ("bytes", len(seen["bytes"]))
    size = sum(map(len, seen["answers"]))
    assert b'"body_too_large"' in seen["answers"][-1] and size < 2 * BATCH_ANSWER_BYTES, ("answers", size)
    assert b'"request_timeout"' in seen["duration"][-1], ("duration", len(seen["duration"]))
    return (
        f"ended with a problem in the place of the next line: after {len(seen['bytes']) - 1} lines of 60 kB, "
        f"{size / 1e6:.1f} MB of answers, {BATCH_S} s (`--batch-max-bytes`, `-answer-bytes`, `-s`)"
    )


async def old_batch(target):
    """HTTP/1.0 callers send batches."""
    lines = GOOD.strip() + b"\n{\n" + GOOD.strip() + b"\n"
    head = b"POST /v1/triage/batch HTTP/1.0\r\nConnection: keep-alive\r\nContent-Type: application/x-ndjson\r\n"
    for more in (b"", b"Host: x\r\n", b"TE: chunked\r\n"):
        came, closed = (await exchange(target.port, request(lines, head, more + bearer(KEY)), 20))[1:]
        top, body = came.split(b"\r\n\r\n", 1)
        assert closed and top.startswith(b"HTTP/1.0 200") and b"chunked" not in top.lower(), top
        seen = [json.loads(line) for line in body.splitlines()]
        assert [line["line"] for line in seen] == [1, 2, 3], body[:200]
    return "three plain lines and the end of the connection, no chunks"


async def many_addresses(target):
    """One address writes itself in 8 forms, as a proxy may report it, to be counted 8 times."""
    forms = [b"192.0.2.7", b"192.0.2.7:4711", b"::ffff:192.0.2.7", b"[::ffff:192.0.2.7]:80", b"::ffff:c000:207"]
    forms += [b"64:ff9b::192.0.2.7", b"[64:ff9b::c000:207]", b"10.0.0.1, 192.0.2.7"]
    before, each = asyncio.get_running_loop().time(), 4000 // len(forms)

    async def one(form):
        sent = get(b"/v1/rules", b"X-Forwarded-For: %s\r\n" % form) * each
        return (await exchange(target.port, sent + get(b"/", b"Connection: close\r\n"), 20))[0][:each]

    seen = sum(await asyncio.gather(*(one(form) for form in forms)), [])
    allowed = QUOTA + QUOTA / 60 * (asyncio.get_running_loop().time() - before) + 1
    assert len(seen) == each * len(forms) and seen.count(429), f"none of {len(seen):,} was refused"
    assert seen.count(401) <= allowed, f"{seen.count(401):,} were counted as others"
    return f"counted as one: {seen.count(401):,} looked at, 429 for {seen.count(429):,}"


ATTACKS = [
    disguised_paths, unreadable_heads, names_for_the_log, guessed_keys, many_lines, endless_batches, old_batch,
    many_addresses,
]  # fmt: skip
