"""The rules of the knowledge files in the form of each peer, the schema of a request, and payloads to compare on.

    generate.py FOLDER

The forms say what fires when everything unknown counts as absent: the reasons of the service without its rules for
unknown answers (R-K01 to R-K03), with the result that the service gives as `possible.least`.

    rules.json              findings, regions, and rules as data: for the program code and for json-rules-engine
    rules.jdm.json          a GoRules decision table
    dmn/rules.dmn           a DMN decision table with its derived findings
    request.schema.json     the schema of a request, out of the OpenAPI document
    payloads.ndjson         the vectors and vignettes
    short.json              the payload to measure with, that of benches/http
"""

import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[2]
KNOWLEDGE = ROOT / "src/clinical/knowledge"
LEVELS = ["benign_lifestyle", "cramp_fasciculation_syndrome", "refer_workup"]
URGENCIES = ["self_care", "routine", "soon", "urgent_same_day", "emergency"]
COMPARISONS = {"at_least": ">=", "more_than": ">", "less_than": "<"}


def knowledge(name: str) -> dict:
    return tomllib.loads((KNOWLEDGE / f"{name}.toml").read_text())


def literal(written: str | dict, kinds: dict[str, str]) -> dict:
    """One literal: the finding, one operator, its value."""
    if isinstance(written, str):
        return {"finding": written, "operator": "equal", "value": "yes" if kinds[written] == "derived" else "present"}
    finding = written["finding"]
    for operator in COMPARISONS:
        if operator in written:
            return {"finding": finding, "operator": operator, "value": written[operator]}
    answers = written["is"]
    if kinds[finding] == "some_of":
        return {"finding": finding, "operator": "has_any", "value": answers}
    if sorted(answers) == ["absent", "unknown"]:
        return {"finding": finding, "operator": "not_equal", "value": "present"}
    if len(answers) == 1:
        return {"finding": finding, "operator": "equal", "value": answers[0]}
    return {"finding": finding, "operator": "in", "value": answers}


def rule_book() -> dict:
    findings, locale = knowledge("findings"), knowledge("locale")["placeholders"]
    kinds = {finding["name"]: finding["kind"] for finding in findings["finding"]}
    kinds |= {derived["name"]: "derived" for derived in findings["derived"]}
    rules = []
    for rule in knowledge("rules")["rule"]:
        if "when" not in rule:
            continue
        clauses = [clause.get("any", [clause]) if isinstance(clause, dict) else [clause] for clause in rule["when"]]
        rules.append(
            {
                "id": rule["id"],
                "level": LEVELS.index(rule["level"]),
                "urgency": URGENCIES.index(rule["urgency"]),
                "when": [[literal(written, kinds) for written in clause] for clause in clauses],
                "reason": {
                    "rule": rule["id"],
                    "level": rule["level"],
                    "urgency": rule["urgency"],
                    "text": {whom: filled(rule[whom], locale) for whom in ("person", "clinician")},
                    "evidence": rule["evidence"],
                },
            }
        )
    sites = next(finding for finding in findings["finding"] if finding["name"] == "sites")
    return {
        "levels": LEVELS,
        "urgencies": URGENCIES,
        "screens": [screen["id"] for screen in knowledge("screens")["screen"]],
        "findings": [
            {
                "name": finding["name"],
                "kind": finding["kind"],
                "answers": [answer["value"] for answer in finding.get("answers", [])],
                "minimum": finding.get("minimum"),
                "maximum": finding.get("maximum"),
            }
            for finding in findings["finding"]
        ],
        "regions": {answer["value"]: answer.get("region") for answer in sites["answers"]},
        "rules": rules,
    }


def filled(text: str, locale: dict) -> str:
    for name, value in locale.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def expression(rule: dict, name: str, both: str, either: str, words: dict[str, str]) -> str:
    """The condition of a rule as a sentence of an expression language; `name` has a place for the finding."""

    def one(literal: dict) -> str:
        finding, value = name.format(literal["finding"]), literal["value"]
        match literal["operator"]:
            case "equal" | "not_equal" | "in" | "has_any" as operator:
                return words[operator].format(finding=finding, value=json.dumps(value))
            case operator:
                return words["number"].format(finding=finding, operator=COMPARISONS[operator], value=value)

    clauses = [f" {either} ".join(one(literal) for literal in clause) for clause in rule["when"]]
    return f" {both} ".join(f"({clause})" if f" {either} " in clause else clause for clause in clauses)


def jdm(book: dict) -> dict:
    words = {
        "equal": "{finding} == {value}",
        "not_equal": "{finding} != {value}",
        "has_any": "some({value}, # in {finding})",
        "in": "{finding} in {value}",
        "number": "({finding} != null and {finding} {operator} {value})",
    }
    table = {
        "hitPolicy": "collect",
        "passThrough": False,
        "inputs": [{"id": "when", "name": "When"}],
        "outputs": [{"id": "rule", "name": "Rule", "field": "rule"}],
        "rules": [
            {"_id": rule["id"], "when": expression(rule, "{}", "and", "or", words), "rule": str(number)}
            for number, rule in enumerate(book["rules"])
        ],
    }
    return {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "request"},
            {"id": "rules", "type": "decisionTableNode", "name": "rules", "content": table},
            {"id": "out", "type": "outputNode", "name": "response"},
        ],
        "edges": [
            {"id": "a", "type": "edge", "sourceId": "in", "targetId": "rules"},
            {"id": "b", "type": "edge", "sourceId": "rules", "targetId": "out"},
        ],
    }


def dmn(book: dict) -> str:
    """Table `Fired`, with the derived findings before it and the answer after it."""
    words = {
        "equal": "{finding} = {value}",
        "not_equal": "({finding} = null or {finding} != {value})",
        "has_any": "(some s in {value} satisfies list contains({finding}, s))",
        "in": "list contains({value}, {finding})",
        "number": "({finding} != null and {finding} {operator} {value})",
    }
    regions: dict[str, list[str]] = {}
    for site, region in book["regions"].items():
        if region:
            regions.setdefault(region, []).append(site)
    in_region = {
        region: f"(some s in sent satisfies list contains({json.dumps(sites)}, s))" for region, sites in regions.items()
    }

    def present(*names: str) -> str:
        return " or ".join(f'findings.{name} = "present"' for name in names)

    derived = {
        "sent": "if findings.sites = null then [] else findings.sites",
        "twitch_reported": 'if findings.twitch_present = "absent" and count(sent) = 0 then "no" else "yes"',
        "site_count": "count(sent)",
        "body_region_count": " + ".join(f"(if {test} then 1 else 0)" for test in in_region.values()),
        "limb_neck_or_trunk_site": "if "
        + " or ".join(test for region, test in in_region.items() if region != "bulbar")
        + ' then "yes" else "no"',
        "any_weakness": f'if {present("weakness_functional", "weakness_perceived")} then "yes" else "no"',
        "any_decline": "if "
        + present("weakness_functional", "weakness_perceived", "speech_change", "swallowing_difficulty")
        + ' then "yes" else "no"',
        "assessed_and_reassured": 'if findings.already_assessed = "neurologist_exam_and_emg_reassuring" and '
        'findings.change_since_assessment = "absent" then "yes" else "no"',
    }

    def decision(name: str, needs: list[str], body: str) -> str:
        required = "".join(
            f'<informationRequirement><required{"Input" if need == "findings" else "Decision"} href="#{need}"/>'
            "</informationRequirement>"
            for need in needs
        )
        return f'<decision id="{name}" name="{name}"><variable name="{name}"/>{required}{body}</decision>\n'

    def says(text: str) -> str:
        return f"<literalExpression><text>{escape(text)}</text></literalExpression>"

    derived_entries = "".join(
        f'<contextEntry><variable name="{name}"/>{says(text)}</contextEntry>' for name, text in derived.items()
    )
    names = set(derived)

    def condition(rule: dict) -> str:
        text = expression(rule, "\0{}\0", "and", "or", words)
        pieces = text.split("\0")
        for place in range(1, len(pieces), 2):
            name = "sent" if pieces[place] == "sites" else pieces[place]
            pieces[place] = f"derived.{name}" if name in names else f"findings.{name}"
        return "".join(pieces)

    rows = "".join(
        f"<rule><inputEntry><text>{escape(condition(rule))}</text></inputEntry>"
        f"<outputEntry><text>{number}</text></outputEntry></rule>\n"
        for number, rule in enumerate(book["rules"], start=1)
    )
    table = (
        '<decisionTable hitPolicy="COLLECT"><input><inputExpression><text>true</text></inputExpression></input>'
        f'<output name="rule"/>\n{rows}</decisionTable>'
    )
    constants = {
        "levels": json.dumps(book["levels"]),
        "urgencies": json.dumps(book["urgencies"]),
        "rule_levels": json.dumps([rule["level"] + 1 for rule in book["rules"]]),
        "rule_urgencies": json.dumps([rule["urgency"] + 1 for rule in book["rules"]]),
        "all_reasons": json.dumps([rule["reason"] for rule in book["rules"]], ensure_ascii=False),
    }
    answer = {
        "level": "levels[max(for f in Fired return rule_levels[f])]",
        "urgency": "urgencies[max(for f in Fired return rule_urgencies[f])]",
        "reasons": "for f in Fired return all_reasons[f]",
    }
    answer_entries = "".join(
        f'<contextEntry><variable name="{name}"/>{says(text)}</contextEntry>' for name, text in answer.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="rules" name="rules" '
        'namespace="https://twitch-triage.example/dmn">\n'
        '<inputData id="findings" name="findings"><variable name="findings"/></inputData>\n'
        + decision("derived", ["findings"], f"<context>{derived_entries}</context>")
        + decision("Fired", ["findings", "derived"], table)
        + "".join(decision(name, [], says(text)) for name, text in constants.items())
        + decision("Answer", ["Fired", *constants], f"<context>{answer_entries}</context>")
        + "</definitions>\n"
    )


def request_schema() -> dict:
    schemas = json.loads((ROOT / "openapi/openapi.json").read_text())["components"]["schemas"]
    named: dict[str, dict] = {}

    def take(part: object) -> object:
        if isinstance(part, list):
            return [take(item) for item in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            name = part["$ref"].rsplit("/", 1)[1]
            if name not in named:
                named[name] = {}
                named[name] = take(schemas[name])
            return {"$ref": f"#/$defs/{name}"}
        return {key: take(value) for key, value in part.items()}

    root = take(schemas["TriageRequest"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **root, "$defs": named}


def payloads() -> Iterator[dict]:
    vectors = json.loads((KNOWLEDGE / "vectors.json").read_text())
    for vector in vectors["vectors"]:
        findings = vectors[vector["start_from"]] | vector["change"]
        yield {"findings": findings, "screens_completed": vector.get("screens_completed", [])}
    for file in sorted((ROOT / "tests/vignettes").glob("*.toml")):
        for vignette in tomllib.loads(file.read_text())["vignette"]:
            # TOML has no null, which is what a number that is not known has to be.
            findings = {name: None if answer == "unknown" else answer for name, answer in vignette["findings"].items()}
            yield {"findings": findings, "screens_completed": vignette["screens_completed"]}


def short() -> dict:
    """What an app sends: the short payload of benches/http."""
    absent = ["fatigue", "tingling", "weakness_functional", "weakness_perceived", "muscle_wasting", "speech_change"]
    absent += ["swallowing_difficulty", "nicotine_use"]
    present = ["twitch_present", "cramps_frequent", "muscle_pain", "caffeine_high", "poor_sleep", "stress_or_anxiety"]
    present += ["worried_about_serious_disease"]
    findings = {"age_years": 42, "sites": ["calf", "eyelid"], "duration_days": 40, "course": "stable"}
    findings |= {"already_assessed": "none"} | dict.fromkeys(absent, "absent") | dict.fromkeys(present, "present")
    screens = ["emergency", "strength_and_nerves", "movement_and_cramps", "health_and_medicines"]
    return {"findings": findings, "screens_completed": [*screens, "triggers"]}


def main(folder: Path) -> None:
    book = rule_book()
    (folder / "dmn").mkdir(parents=True, exist_ok=True)
    for name, content in {
        "rules.json": book,
        "rules.jdm.json": jdm(book),
        "request.schema.json": request_schema(),
        "short.json": short(),
    }.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False))
    (folder / "dmn/rules.dmn").write_text(dmn(book))
    (folder / "payloads.ndjson").write_text("".join(json.dumps(payload) + "\n" for payload in payloads()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
