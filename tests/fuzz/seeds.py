"""What the fuzzer begins with: bodies from the vignettes, and words from the knowledge files.

    seeds.py ROOT FOLDER     writes FOLDER/body, differential, lines, decision, work and FOLDER/words.dict"""

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


def patterns():
    """What the search for work begins with: a body around a part that is repeated (tests/fuzz/targets/work.rs)."""
    yield b'{"findings":{\xff"#":1,\xff"a":1}}'
    yield b'{"findings":{\xff"muscle_wastin#":1,\xff"a":1}}'
    yield b'{\xff"muscle_wastin#":1,\xff"findings":{}}'
    yield b'{"findings":{"sites":[\xff{"":1},\xff1]}}'
    yield b'{"findings":{"sites":{\xff"#":true,\xff"a":1}}}'
    yield b'{"findings":{"sites":"\xffeyelid,\xff"}}'
    yield b'{"findings":{},"screens_completed":[\xff1,\xff1]}'
    yield b'{"findings":{},"screens_completed":"\xffemergency,\xff"}'


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
    for target in ("body", "differential", "lines", "decision", "work"):
        (folder / target).mkdir(parents=True, exist_ok=True)
    for name, body in made.items():
        for target in ("body", "differential"):
            (folder / target / name).write_text(body)
    # Two others read their bytes as choices; these are only something to change.
    for target in ("lines", "decision", "work"):
        for name, body in list(made.items())[::8]:
            (folder / target / name).write_text(body)
    for number, pattern in enumerate(patterns()):
        (folder / "work" / f"pattern-{number}").write_bytes(pattern)
    unique = dict.fromkeys(words(root))
    quoted = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in unique)
    (folder / "words.dict").write_text("".join(f'"{word}"\n' for word in quoted))
    print(f"{len(made)} bodies, {len(unique)} words")


main(Path(sys.argv[1]), Path(sys.argv[2]))
