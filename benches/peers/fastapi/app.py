"""FastAPI with pydantic and orjson: the request validated by a model, the rules as data, evaluated by plain Python.

RULES names the file rules.json.
"""

import json
import os
from pathlib import Path
from typing import Annotated, Literal

import orjson
from fastapi import FastAPI, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

BOOK = json.loads(Path(os.environ["RULES"]).read_text())
STRICT = ConfigDict(extra="forbid", strict=True)


def distinct(entries: list | None) -> list | None:
    if entries is not None and len(set(entries)) != len(entries):
        raise ValueError("an entry stands there twice")
    return entries


def type_of(finding: dict) -> object:
    match finding["kind"]:
        case "integer":
            return Annotated[int, Field(ge=finding["minimum"], le=finding["maximum"])]
        case "some_of":
            return Annotated[list[Literal[*finding["answers"]]], AfterValidator(distinct)]
        case "one_of":
            return Literal[*finding["answers"]]
        case _:
            return Literal["present", "absent", "unknown"]


Findings = create_model(
    "Findings", __config__=STRICT, **{finding["name"]: (type_of(finding) | None, None) for finding in BOOK["findings"]}
)


class Request(BaseModel):
    model_config = STRICT
    findings: Findings
    screens_completed: Annotated[list[Literal[*BOOK["screens"]]], AfterValidator(distinct)] = []
    expected_rule_book: Annotated[str, Field(max_length=71)] | None = None


def derive(facts: dict) -> None:
    sites = facts["sites"] or []
    regions = {BOOK["regions"][site] for site in sites} - {None}
    facts["sites"] = sites
    facts["twitch_reported"] = "no" if facts["twitch_present"] == "absent" and not sites else "yes"
    facts["site_count"] = len(sites)
    facts["body_region_count"] = len(regions)
    facts["limb_neck_or_trunk_site"] = "yes" if regions - {"bulbar"} else "no"
    weak = "present" in (facts["weakness_functional"], facts["weakness_perceived"])
    decline = weak or "present" in (facts["speech_change"], facts["swallowing_difficulty"])
    facts["any_weakness"] = "yes" if weak else "no"
    facts["any_decline"] = "yes" if decline else "no"
    reassured = (
        facts["already_assessed"] == "neurologist_exam_and_emg_reassuring"
        and facts["change_since_assessment"] == "absent"
    )
    facts["assessed_and_reassured"] = "yes" if reassured else "no"


OPERATORS = {
    "equal": lambda fact, value: fact == value,
    "not_equal": lambda fact, value: fact != value,
    "in": lambda fact, value: fact in value,
    "has_any": lambda fact, value: any(entry in fact for entry in value),
    "at_least": lambda fact, value: fact is not None and fact >= value,
    "more_than": lambda fact, value: fact is not None and fact > value,
    "less_than": lambda fact, value: fact is not None and fact < value,
}
RULES = [
    (
        [[(OPERATORS[one["operator"]], one["finding"], one["value"]) for one in clause] for clause in rule["when"]],
        rule,
    )
    for rule in BOOK["rules"]
]


def fires(when: list, facts: dict) -> bool:
    for clause in when:
        for test, finding, value in clause:
            if test(facts[finding], value):
                break
        else:
            return False
    return True


app = FastAPI()


@app.post("/v1/triage")
async def triage(request: Request) -> Response:
    facts = dict(request.findings)
    derive(facts)
    fired = [rule for when, rule in RULES if fires(when, facts)]
    answer = {
        "level": BOOK["levels"][max(rule["level"] for rule in fired)],
        "urgency": BOOK["urgencies"][max(rule["urgency"] for rule in fired)],
        "reasons": [rule["reason"] for rule in fired],
    }
    return Response(orjson.dumps(answer), media_type="application/json")
