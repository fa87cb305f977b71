"""Other people's tools against the real binary, by hand, each while a normal client goes on and health is asked: Debian's
slowhttptest, h2load (nghttp2-client) and testssl (testssl.sh), and from the Python registry h2, hypothesis and pyradamsa.

    others.py BINARY [--seconds N] [--only NAME …]"""

import argparse
import asyncio
import json
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import framing
import mixed
import tls
from run import Target, measure
from service import GOOD, Service
from wire import GONE, answers, connection, exchange, request, until_closed

GOOD_FILE = str(Path(__file__).with_name("good.json"))
# As many connections as the proxy lets one address hold; 1,000 would take every place among `--max-in-flight`.
ADDRESS = 250
LARGE = "/docs/swagger-ui-bundle.js"
JSON = ["-d", GOOD_FILE, "-H", "Content-Type: application/json"]


async def run(*line):
    """What a tool prints."""
    process = await asyncio.create_subprocess_exec(*line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    text, _ = await asyncio.wait_for(process.communicate(), 900)
    return text.decode(errors="replace")


def url(target, path="/v1/triage"):
    return f"{'https' if target.service.encrypted else 'http'}://127.0.0.1:{target.port}{path}"


async def slow(target, count, *line):
    length = str(int(max(10, target.seconds)))
    text = await run("slowhttptest", "-c", str(count), "-r", "200", "-l", length, "-p", "3", *line)
    words = " ".join(re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text).split())
    served = re.findall(r"service available: (\w+)", words)
    assert served and "NO" not in served, f"not served {served.count('NO')} of {len(served)} times"
    closed = re.findall(r"closed: (\d+)", words)[-1]
    return f"its own probe was served {len(served)} of {len(served)} times; at the end {closed} of {count:,} closed"


async def slowhttptest_heads(target):
    """slowhttptest -H: 1,000 heads that never end."""
    return await slow(target, 1000, "-H", "-i", "3", "-u", url(target))


async def slowhttptest_bodies(target):
    """slowhttptest -B: 250 bodies that never end."""
    return await slow(target, ADDRESS, "-B", "-i", "3", "-s", "8192", "-t", "POST", "-f", "application/json", "-u", url(target))


async def slowhttptest_ranges(target):
    """slowhttptest -R: 1,000 requests for thousands of overlapping ranges."""
    return await slow(target, 1000, "-R", "-t", "GET", "-a", "10", "-b", "3000", "-u", url(target, LARGE))


async def slowhttptest_reading(target):
    """slowhttptest -X: 250 callers who read the largest answer 32 bytes at a time, three in a pipeline."""
    more = ["-w", "512", "-y", "1024", "-n", "3", "-z", "32", "-k", "3"]
    return await slow(target, ADDRESS, "-X", *more, "-u", url(target, LARGE))


def figures(text):
    """Of h2load: requests a second, and how many succeeded."""
    lines = [line for line in text.splitlines() if line.startswith(("finished in", "requests:", "Application protocol"))]
    return "; ".join(lines)


async def h2load_version_1(target):
    """h2load --h1: 50 connections, 20,000 triages as fast as they can."""
    text = await run("h2load", "--h1", "-n", "20000", "-c", "50", *JSON, url(target))
    assert " 20000 succeeded, 0 failed" in text, text[-1500:]
    return figures(text)


async def h2load_version_2(target):
    """h2load: HTTP/2 with 100 streams at a time, by prior knowledge."""
    text = await run("h2load", "-n", "100", "-c", "4", "-m", "100", *JSON, url(target))
    assert " 0 succeeded, 100 failed" in text, text[-1500:]
    return "refused: 100 of 100 fail"


async def h2load_encrypted(target):
    """h2load over TLS, which offers HTTP/2 first."""
    text = await run("h2load", "-n", "2000", "-c", "20", *JSON, url(target))
    assert "Application protocol: http/1.1" in text and " 2000 succeeded" in text, text[-1500:]
    return figures(text)


async def prior_knowledge(target):
    """Python h2: 100 connections that begin with HTTP/2 without asking, some with streams of every kind."""
    import h2.config
    import h2.connection
    import h2.settings

    async def one(number):
        speaker = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        speaker.initiate_connection()
        for stream in range(number % 50):
            fields = [(":method", "POST"), (":path", "/v1/triage"), (":scheme", "http"), (":authority", "x")]
            speaker.send_headers(2 * stream + 1, fields, end_stream=stream % 2 == 0)
            if stream % 3 == 0:
                speaker.reset_stream(2 * stream + 1)
        speaker.update_settings({h2.settings.SettingCodes.HEADER_TABLE_SIZE: 0})
        async with connection(target.port) as (reader, writer):
            writer.write(speaker.data_to_send())
            came, closed = await until_closed(reader, 10)
        assert closed and answers(came) in ([], [400], [505]), (closed, came[:100])
        return answers(came)

    before = target.service.metric("twitch_triage_malformed_heads_total")
    seen = await asyncio.gather(*(one(number) for number in range(100)))
    counted = target.service.metric("twitch_triage_malformed_heads_total") - before
    return f"{seen.count([400])} of 100 get 400, all are closed, {counted:.0f} counted"


async def changed(target, change):
    """Requests that a tool has changed, on connections of their own; a good one must be answered after each hundred."""
    samples = [request(), *mixed.BAD, *mixed.RUDE, *framing.REFUSED.values(), *framing.ONE.values()]
    samples = [sample for sample in samples if len(sample) < 10_000]
    end, seen = asyncio.get_running_loop().time() + target.seconds, {}

    async def one(worker):
        chance = random.Random(worker)
        while asyncio.get_running_loop().time() < end:
            sent = change(chance.choice(samples), chance)
            try:
                statuses, came, _ = await exchange(target.port, sent, 0.05)
            except GONE:
                continue
            assert all(status < 500 for status in statuses) and b"panick" not in came, (sent[:300], came[:300])
            for status in statuses or [0]:
                seen[status] = seen.get(status, 0) + 1

    await asyncio.gather(*(one(worker) for worker in range(20)))
    told = ", ".join(f"{status or 'no answer'}: {count:,}" for status, count in sorted(seen.items()))
    return f"none is a fault of the service; {told}"


async def radamsa(target):
    """radamsa: good, bad and rude requests, changed."""
    import pyradamsa

    tool = pyradamsa.Radamsa()
    return await changed(target, lambda sample, chance: tool.fuzz(sample, seed=chance.randrange(1 << 30), max_mut=65_536))


async def hypothesis_bodies(target):
    """hypothesis: payloads of every shape, with the names of the findings and without."""
    from hypothesis import strategies

    names = strategies.sampled_from([*json.loads(GOOD)["findings"], "findings", "screens_completed", "sites", "x"])
    leaf = strategies.none() | strategies.booleans() | strategies.integers() | strategies.floats() | strategies.text() | names
    grow = lambda inner: strategies.lists(inner) | strategies.dictionaries(names | strategies.text(), inner)
    bodies = strategies.recursive(leaf, grow, max_leaves=40)
    whole = strategies.one_of(bodies, strategies.builds(lambda inner: {"findings": inner}, bodies))
    texts = [json.dumps(whole.example()).encode() for _ in range(500)]
    return await changed(target, lambda _, chance: request(chance.choice(texts)))


async def testssl(target):
    """testssl: protocols, ciphers, weaknesses that have names, how clients would connect."""
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/found.json"
        line = ["--warnings", "off", "--color", "0", "--quiet", "-p", "-s", "-f", "-U", "--severity", "LOW"]
        await run("testssl", *line, "--jsonfile", file, f"127.0.0.1:{target.port}")
        found = json.loads(Path(file).read_text())
    assert not [one for one in found if one["severity"] in ("HIGH", "CRITICAL")], found
    return "found: " + ("; ".join(f"{one['id']} ({one['severity']}): {one['finding']}" for one in found) or "nothing")


PLAIN = [slowhttptest_heads, slowhttptest_bodies, slowhttptest_ranges, slowhttptest_reading, h2load_version_1]
PLAIN += [h2load_version_2, prior_knowledge, radamsa, hypothesis_bodies]
ENCRYPTED = [h2load_encrypted, testssl]


def main():
    line = argparse.ArgumentParser()
    line.add_argument("binary")
    line.add_argument("--seconds", type=float, default=30)
    line.add_argument("--only", nargs="*", default=[])
    line = line.parse_args()
    print("| tool | result | normal requests that succeeded | worst ms | health worst ms | memory MB |\n|---|---|---|---|---|---|")
    failed = False
    for encrypted, tools in ((False, PLAIN), (True, ENCRYPTED)):
        for tool in [tool for tool in tools if not line.only or tool.__name__ in line.only]:
            with tempfile.TemporaryDirectory() as folder, Service(line.binary, *(tls.flags(folder) if encrypted else [])) as service:
                before = service.memory()
                seen, saw, wrong = measure(Target(service, line.seconds), tool)
                memory = f"{before:.0f}, then {service.memory():.0f}"
                share = f"{seen['sent'] - seen['failed']:,} of {seen['sent']:,}"
                print(f"| {tool.__doc__.rstrip('.')} | {saw or 'WRONG'} | {share} | {seen['worst_ms']} | {seen['health_ms']} | {memory} |", flush=True)
                for fault in wrong:
                    print(f"WRONG {tool.__name__}: {fault}", flush=True)
                failed |= bool(wrong) or service.stop() != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
