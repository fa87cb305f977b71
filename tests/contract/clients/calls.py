"""Calls that a Python client makes, good and failing ones. The client is generated from the document in 3.0."""

import base64
import json
import sys

from twitch_triage_client import Client
from twitch_triage_client.api.rule_book import rule, test_cases
from twitch_triage_client.api.triage import interview, triage
from twitch_triage_client.models import (
    BatchLine,
    BriefAnswer,
    BriefDecision,
    Detail,
    Findings,
    FullAnswer,
    InterviewStep,
    Level,
    Problem,
    ProblemCode,
    QuestionsWanted,
    RuleEntry,
    StandardAnswer,
    Tri,
    TestCaseList,
    TriageRequest,
    Urgency,
)


def must(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"not so: {what}")


def body(findings: dict) -> TriageRequest:
    screens = ["emergency", "strength_and_nerves", "movement_and_cramps", "health_and_medicines"]
    return TriageRequest.from_dict({"findings": findings, "screens_completed": screens})


with Client(base_url=sys.argv[1], raise_on_unexpected_status=True) as client:
    good = triage.sync_detailed(
        client=client,
        body=body({"age_years": 34, "sites": ["eyelid"], "duration_days": 3, "course": "stable", "fatigue": None}),
    )
    answer = good.parsed
    must(good.status_code == 200 and isinstance(answer, StandardAnswer), "a good body is answered")
    must(answer.headline.person != "" and isinstance(answer.workup, list), "with the texts for person and clinician")
    must(answer.level is Level.BENIGN_LIFESTYLE and answer.urgency is Urgency.SELF_CARE, "the answer is harmless")
    must(answer.stop.stop, "nothing is left to ask")

    # Each answer that can be asked for is a type of its own.
    nothing = TriageRequest(findings=Findings())
    brief = triage.sync(client=client, body=nothing, detail=Detail.BRIEF)
    must(isinstance(brief, BriefAnswer) and isinstance(brief.headline, str), "a brief answer has what a person reads")
    full = triage.sync(client=client, body=nothing, detail=Detail.FULL, questions=QuestionsWanted.NONE)
    must(isinstance(full, FullAnswer) and len(full.trace) > 50, "a full answer has the value of every rule")
    wasting = TriageRequest(findings=Findings(muscle_wasting=Tri.PRESENT))
    step = interview.sync(client=client, body=wasting, detail=Detail.BRIEF, questions=QuestionsWanted.VALUE_1)
    must(isinstance(step, InterviewStep) and isinstance(step.answer, BriefDecision), "a step has an answer of its own type")
    must(step.answer.urgency is Urgency.SOON and len(step.next_questions) == 1, "an interview asks")

    first = answer.reasons[0].rule
    shown = rule.sync(first, client=client)
    must(isinstance(shown, RuleEntry) and shown.id == first, "the rule of the reason is served")
    warning = rule.sync("R-K03", client=client)
    must(isinstance(warning, RuleEntry) and warning.level is None, "the rule of the warning has no level")

    invalid = triage.sync_detailed(client=client, body=TriageRequest(findings=Findings(age_years=999)))
    must(invalid.status_code == 422 and isinstance(invalid.parsed, Problem), "a body out of range is a problem")
    must(invalid.parsed.errors[0].pointer == "/findings/age_years", "the fault is pointed to")

    missing = rule.sync_detailed("R-Z99", client=client)
    must(missing.status_code == 404 and isinstance(missing.parsed, Problem), "a rule that is none is not found")

    # The generated call of the batch knows no lines; the httpx client below it sends and reads them.
    payloads = ['{"findings": {"muscle_wasting": "present"}}', '{"findings": []}', '{"findings": {}}']
    lines = "\n".join(payloads).encode()
    headers = {"Content-Type": "application/x-ndjson"}
    with client.get_httpx_client().stream("POST", "/v1/triage/batch", content=lines, headers=headers) as stream:
        must(stream.status_code == 200, "the batch is answered")
        answered = [BatchLine.from_dict(json.loads(line)) for line in stream.iter_lines()]
    must([line.line for line in answered] == [1, 2, 3], "each line of a batch is answered")
    first, second, third = answered
    must(first.answer.urgency is Urgency.SOON and third.answer.urgency is Urgency.ROUTINE, "in the order of the lines")
    must(second.problem.code is ProblemCode.INVALID_BODY, "a line that is not valid is a problem")

    # The cases that the service serves come out when they are sent back, and the refused bodies are refused.
    served = test_cases.sync(client=client)
    must(isinstance(served, TestCaseList) and len(served.cases) > 200, "test cases are served")
    for case in served.cases:
        given = triage.sync(client=client, body=case.request, questions=QuestionsWanted.NONE)
        must(isinstance(given, StandardAnswer), f"{case.id} is answered")
        must([reason.rule for reason in given.reasons] == case.expect.rules, f"{case.id} has its reasons")
        for part in ("level", "urgency", "status", "in_scope", "possible"):
            must(getattr(given, part) == getattr(case.expect, part), f"{case.id} has its {part}")
    for bad in served.invalid:
        content = base64.b64decode(bad.body_base64) if bad.body is None else bad.body.encode()
        headers = {"Content-Type": "application/json"}
        refused = client.get_httpx_client().post("/v1/triage", content=content, headers=headers)
        must(refused.status_code == bad.status and refused.json()["code"] == bad.code.value, f"{bad.id} is refused")

print(f"Python: 9 calls as documented, {len(served.cases)} test cases and {len(served.invalid)} refused bodies come out")
