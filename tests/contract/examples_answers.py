"""The lines that someone with a harmless eyelid types into the interviews of examples/, in the order of the questions."""

import json
import sys
import urllib.request

TYPED = {"age_years": "34", "sites": "eyelid", "duration_days": "3", "course": "stable", "twitch_present": "present"}


def step(findings):
    request = urllib.request.Request(
        sys.argv[1] + "/v1/interview?questions=1",
        json.dumps({"findings": findings}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)


findings = {}
while not (now := step(findings))["stop"]["stop"]:
    question = (now["next_questions"] + now["lowering_questions"])[0]
    name = question["pointer"].removeprefix("/findings/")
    typed = TYPED.get(name, "absent" if question["kind"] == "tri" else "none")
    findings[name] = {"integer": int, "some_of": lambda text: [text]}.get(question["kind"], str)(typed)
    print(typed)
