"""What the fuzzer begins with: bodies from the vignettes, and words from the knowledge files.

    seeds.py ROOT FOLDER     writes FOLDER/body, differential, lines, decision and FOLDER/words.dict"""

import json
import sys
import tomllib
from pathlib import Path


def bodies(root):
    """Every vignette as the body that it is sent as."""
    for file in sorted((root / "tests/vignettes").glob("*.toml")):
        for vignette in tomllib.loads(file.read_text())["vignette"]:
            body = {"findings": vignette["findings"]}
            if "screens_completed" in vignette:
                body["screens_completed"] = vignette["screens_completed"]
            yield vignette["id"], json.dumps(body, separators=(",", ":"))


def words(root):
    """Names, answers and screens, as they stand in a body; and what JSON is made of."""
    knowledge = root / "src/clinical/knowledge"
    findings = tomllib.loads((knowledge / "findings.toml").read_text())["finding"]
    for finding in findings:
        yield json.dumps(finding["name"]) + ":"
        yield from (json.dumps(answer["value"]) for answer in finding.get("answers", []))
    for screen in tomllib.loads((knowledge / "screens.toml").read_text())["screen"]:
        yield json.dumps(screen["id"])
    yield from ('"present"', '"absent"', '"unknown"', "null", "true", "1e999", "-0.0", "42.0", "1e2", "120", "36500")
    yield from ('"findings":{', '"screens_completed":[', '"expected_rule_book":"1.0.0"', '"sha256:', "\\u0000", "\\ud800")


def main(root, folder):
    made = dict(bodies(root))
    for target in ("body", "differential", "lines", "decision"):
        (folder / target).mkdir(parents=True, exist_ok=True)
    for name, body in made.items():
        for target in ("body", "differential"):
            (folder / target / name).write_text(body)
    # The other two read their bytes as choices; these are only something to change.
    for target in ("lines", "decision"):
        for name, body in list(made.items())[::8]:
            (folder / target / name).write_text(body)
    unique = dict.fromkeys(words(root))
    quoted = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in unique)
    (folder / "words.dict").write_text("".join(f'"{word}"\n' for word in quoted))
    print(f"{len(made)} bodies, {len(unique)} words")


main(Path(sys.argv[1]), Path(sys.argv[2]))
