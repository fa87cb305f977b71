#!/usr/bin/env python3
"""The smallest interview: one question at a time, until the service says stop. Standard library only.

Each answer is typed as the word in brackets; an empty line, or the end of the input, means "don't know".
TRIAGE_URL is the address of the service.
"""

import json
import os
import urllib.request

URL = os.environ.get("TRIAGE_URL", "http://127.0.0.1:8080") + "/v1/interview?questions=1"


def step(body):
    request = urllib.request.Request(URL, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def ask(question):
    """The person's answer, in the form that the service accepts for this kind of question."""
    words = [answer["value"] for answer in question.get("answers", [])]
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


findings = {}
while not (now := step({"findings": findings}))["stop"]["stop"]:
    question = (now["next_questions"] + now["lowering_questions"])[0]
    findings[question["pointer"].removeprefix("/findings/")] = ask(question)

answer = now["answer"]
print(f"{answer['level']}, {answer['urgency']}, {answer['status']} ({now['stop']['because']})")
print(answer["headline"]["person"])
print(answer["not_a_diagnosis"])
