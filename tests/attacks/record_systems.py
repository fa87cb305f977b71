"""The attacks of the other files that fit, sent where record systems send theirs: larger bodies are allowed there. What lies
below the paths (heads, framing, connections, TLS) is attacked in those files, and guessed keys and disguised paths in
strangers.py, which asks here too."""

import asyncio
import gzip
import json
import re
import time
import zlib

from connections import dripping
from mixed import compared
from unread import fifty_read_nothing
from wire import answers, connection, crowd, one_answer, request, until_closed

FHIR = b"POST /fhir/$triage HTTP/1.1\r\nHost: x\r\nContent-Type: application/fhir+json\r\n"
HOOKS = b"POST /cds-services/twitch-triage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
NEXT = FHIR.replace(b"$triage", b"Questionnaire/$next-question")
FEEDBACK = HOOKS.replace(b"twitch-triage", b"twitch-triage/feedback")
PATHS = (FHIR, NEXT, HOOKS, FEEDBACK)
MOST = {FHIR: 512 * 1024, HOOKS: 2 * 1024 * 1024}
CALL = b'{"hook":"patient-view","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",'
CALL += b'"context":{"userId":"Practitioner/1","patientId":"1"},"prefetch":{"conditions":'


async def told(target, sent, statuses, patience=20.0):
    """Sends a request and expects one of these statuses, with an OperationOutcome for an error."""
    async with connection(target.port) as (reader, writer):
        writer.write(sent)
        came = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), patience)
        more, _ = await until_closed(reader, 0.3)
    assert answers(came)[:1] and answers(came)[0] in statuses, (statuses, came[:200], more[:200])
    assert answers(came)[0] == 200 or b'"OperationOutcome"' in more, more[:200]


def filled(head, piece):
    """A list of as many pieces as a body may hold."""
    return b"[" + piece + (b"," + piece) * ((MOST[head] - 8) // (len(piece) + 1) - 1) + b"]"


def one_medication_for_all():
    """A call with one medication of very many codes, to which very many statements refer."""
    code = {"coding": [{"system": "http://www.whocc.no/atc", "code": "A"}] * 15_000}
    medication = {"resourceType": "Medication", "id": "m", "code": code}
    statement = {
        "resourceType": "MedicationStatement", "status": "active", "subject": {"reference": "Patient/1"},
        "medicationReference": {"reference": "Medication/m"},
    }  # fmt: skip
    bundle = {"resourceType": "Bundle", "entry": [{"resource": medication}] + [{"resource": statement}] * 6_000}
    body = CALL.replace(b"conditions", b"statements") + json.dumps(bundle, separators=(",", ":")).encode() + b"}}"
    assert MOST[HOOKS] * 3 // 4 < len(body) <= MOST[HOOKS], len(body)
    return body


async def record_bodies(target):
    """10 callers send bodies of record systems that are too large, too deep, or of as many parts as they can hold."""
    cases = []
    for head in (FHIR, HOOKS):
        cases += [
            (head + b"Content-Length: 1000000000\r\n\r\n" + b" " * 1000, [413]),
            (request(b" " * (MOST[head] + 1), head), [413]),
            (request(b"[" * 100_000, head), [400]),
            (request(filled(head, b"[]"), head), [413]),
            (request(filled(head, b'{"a":{}}'), head), [413]),
            (request(filled(head, b'"x"'), head), [413]),
            (request(b'{"a":1,"a":' + filled(head, b"1")[:50_000] + b"]}", head), [400]),
        ]
    condition = {"resourceType": "Condition", "subject": {"reference": "Patient/1"}, "code": {"text": "x" * 100}}
    bundle = {"resourceType": "Bundle", "entry": [{"resource": condition}] * 9_000}
    cases.append((request(CALL + json.dumps(bundle).encode() + b"}}", HOOKS), [200]))
    cases.append((request(one_medication_for_all(), HOOKS), [200]))
    items = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [{"linkId": f"x{n}"} for n in range(15_000)]}
    cases.append((request(json.dumps(items).encode(), FHIR), [422]))

    async def one():
        for sent, statuses in cases:
            await told(target, sent, statuses)

    seen = await crowd(10, one, target.seconds)
    assert seen
    return f"an answer to each of {len(cases) * len(seen):,}"


def misspelt():
    """A response of nearly the most bytes, each of whose items is near to the name of a finding."""
    names = ("muscle_wasting", "breathless_at_rest_or_lying_flat", "choking_or_cannot_swallow", "known_neurological_disease")
    items, size, number = [], 200, 0
    while size < MOST[FHIR] - 100:
        name = names[number % len(names)]
        place = number // len(names) % (len(name) - 1)
        name = name[:place] + name[place + 1] + name[place] + name[place + 2:] + f"{number:x}"
        items.append({"linkId": name})
        number, size = number + 1, size + len(name) + 14
    resource = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": items}
    return json.dumps(resource, separators=(",", ":")).encode(), number


async def worst_response(target):
    """4 callers send 512 KiB of misspelt items, for each of which the nearest name is looked for."""
    body, items = misspelt()
    assert MOST[FHIR] - 10_000 < len(body) <= MOST[FHIR], len(body)

    async def one():
        before = time.monotonic()
        async with connection(target.port) as (reader, writer):
            writer.write(request(body, FHIR))
            head, told = await one_answer(reader)
        assert answers(head) == [422] and len(told) < 64 * 1024, (head, len(told))
        issues = json.loads(told)["issue"]
        assert len(issues) <= 101, len(issues)
        return time.monotonic() - before

    seen = await crowd(4, one, target.seconds)
    assert seen
    return f"422 with 100 of {items:,} faults for each of {len(seen)}, {min(seen) * 1000:.0f} ms at best"


async def record_bombs(target):
    """10 callers send bombs to record systems' paths: white space in gzip, deflate and twice over."""
    gz = gzip.compress(b" " * 50_000_000)
    bombs = [(b"gzip", gz), (b"deflate", zlib.compress(b" " * 10_000_000)), (b"br", gz), (b"gzip, gzip", gzip.compress(gz))]
    before = target.service.memory()

    async def one():
        for head in PATHS:
            for coding, body in bombs:
                await told(target, request(body[:60_000], head, b"Content-Encoding: " + coding + b"\r\n"), [415])

    seen = await crowd(10, one, target.seconds)
    grown = target.service.memory() - before
    assert seen and grown < 50, f"memory grew by {grown:.0f} MB"
    return f"415 for each of {len(PATHS) * len(bombs) * len(seen):,}, nothing is unpacked"


async def slow_record_bodies(target):
    """200 callers announce a body to record systems' paths and send it a byte at a time, plain and in chunks."""
    took = []

    async def one(number):
        chunked = number % 2 == 0
        async with connection(target.port) as (reader, writer):
            head = PATHS[number // 2 % len(PATHS)]
            writer.write(head + (b"Transfer-Encoding: chunked\r\n\r\n" if chunked else b"Content-Length: 9999\r\n\r\n"))
            start = time.monotonic()
            async with dripping(writer, b"1\r\n \r\n" if chunked else b" "):
                came, outcome = await one_answer(reader)
            took.append(time.monotonic() - start)
        assert answers(came) == [408] and b'"OperationOutcome"' in outcome, (came, outcome)

    await asyncio.gather(*(one(number) for number in range(200)))
    assert max(took) < target.body_timeout + 4, f"a slow body was waited for {max(took):.1f} s"
    return f"408 after {min(took):.1f}–{max(took):.1f} s (`--body-timeout-ms {1000 * target.body_timeout}`)"


BAD = [
    b"{", b"", b"\xff\xfe", b"[" * 60_000, b'{"a":1e999}', b'{"a":1,"a":2}', b"null", b'{"resourceType":"Patient"}',
    b'{"resourceType":"QuestionnaireResponse","status":"completed","modifierExtension":[]}',
]  # fmt: skip


async def interleaved_records(target):
    """10 callers send bad bodies of record systems between good requests on the same connection."""
    async with connection(target.port) as (reader, writer):
        writer.write(request())
        expected = await compared(reader)

    async def one():
        async with connection(target.port) as (reader, writer):
            for head in PATHS:
                for bad in BAD:
                    writer.write(request(bad, head) + request())
                    outcome = await compared(reader)
                    assert re.search(rb"HTTP/1.1 4\d\d ", outcome) and b'"OperationOutcome"' in outcome, (bad[:60], outcome[:300])
                    assert await compared(reader) == expected, f"after {bad[:60]!r} a good request is answered otherwise"

    seen = await crowd(10, one, target.seconds)
    assert seen
    return f"{len(PATHS) * len(BAD) * len(seen):,} good answers, the same to the byte"


async def unread_forms(target):
    """50 callers ask 500 times each for the form, which is the largest answer, and read nothing."""
    sent = b"GET /fhir/Questionnaire/twitch-triage HTTP/1.1\r\nHost: x\r\n\r\n" * 500
    return await fifty_read_nothing(target, [sent])


ATTACKS = [record_bodies, worst_response, record_bombs, slow_record_bodies, interleaved_records, unread_forms]
