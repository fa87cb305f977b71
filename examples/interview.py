#!/usr/bin/env python3
"""The smallest interview: one question at a time, until the service says stop. Standard library only.

Each answer is typed as the word in brackets; an empty line, or the end of the input, means "don't know".
TRIAGE_URL is the address of the service.
"""

import json
import os
import urllib.request

URL = os.environ.get("TRIAGE_URL", "http://127.0.0.1:8080")


def call(path, body=None):
    data = body and json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def ask(question):
    """The person's answer, in the form that the service accepts for this kind of question."""
    answers = yes_or_no if question["kind"] == "tri" else question["answers"] or []
    words = [answer["value"] for answer in answers]
    print(question["question"], f"[{' | '.join(words)}]" if words else "[a number]")
    try:
        typed = input().split()
    except EOFError:
        typed = []
    match question["kind"]:
        case "integer":
            return int(typed[0]) if typed else None
        case "some_of":
            return typed or None
        case _:
            return typed[0] if typed else "unknown"


yes_or_no = call("/v1/questionnaire")["tri_answers"]
findings = {}
while not (now := call("/v1/interview?questions=1&detail=brief", {"findings": findings}))["stop"]["stop"]:
    question = (now["next_questions"] + now["lowering_questions"])[0]
    findings[question["finding"]] = ask(question)

answer = now["answer"]
print(f"{answer['level']}, {answer['urgency']}, {answer['status']} ({now['stop']['because']})")
print(answer["headline"])
print(answer["not_a_diagnosis"])
