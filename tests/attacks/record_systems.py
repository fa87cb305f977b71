"""Bodies that cost, sent where record systems send theirs: larger ones are allowed there."""

import asyncio
import json

from wire import answers, connection, crowd, request, until_closed

FHIR = b"POST /fhir/$triage HTTP/1.1\r\nHost: x\r\nContent-Type: application/fhir+json\r\n"
HOOKS = b"POST /cds-services/twitch-triage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
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
            (request(filled(head, b'"x"'), head), [400, 422]),
            (request(b'{"a":1,"a":' + filled(head, b"1")[:100_000] + b"]}", head), [400]),
        ]
    condition = {"resourceType": "Condition", "subject": {"reference": "Patient/1"}, "code": {"text": "x" * 100}}
    bundle = {"resourceType": "Bundle", "entry": [{"resource": condition}] * 9_000}
    cases.append((request(CALL + json.dumps(bundle).encode() + b"}}", HOOKS), [200]))
    items = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [{"linkId": f"x{n}"} for n in range(15_000)]}
    cases.append((request(json.dumps(items).encode(), FHIR), [422]))

    async def one():
        for sent, statuses in cases:
            await told(target, sent, statuses)

    seen = await crowd(10, one, target.seconds)
    assert seen
    return f"an answer to each of {len(cases) * len(seen):,}"


ATTACKS = [record_bodies]
