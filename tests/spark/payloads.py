"""Some thousand payloads, one a line: the vectors and vignettes at many ages, and now and then a line that is refused."""

import itertools
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

REFUSED = [
    b"nonsense",
    b"",
    b'{"findings": {}} trailing',
    b'{"findings": {"muscle_wastin": "present", "weakness_functional": true}}',
    b'{"findings": {"tingling": "absent", "tingling": "present"}}',
    b'{"findings": {"\\"instance\\":\\"line-1\\"": "present"}}',
    b'{"findings": {"age_years": 200}, "screens_completed": ["no such screen"]}',
    b'{"findings": {}, "expected_rule_book": "0.0.1"}',
    b'{"findings": {}}' + b" " * 66_000,
]
UNUSUAL = [b'{"findings":\r{}}', b'{"findings": {}}\r', '{"findings": {"Müdigkeit\u2028": "ja"}}'.encode()]


def bodies() -> Iterator[dict]:
    vectors = json.loads((ROOT / "src/clinical/knowledge/vectors.json").read_text())
    for vector in vectors["vectors"]:
        yield {
            "findings": vectors[vector["start_from"]] | vector["change"],
            "screens_completed": vector.get("screens_completed", []),
        }
    for file in sorted((ROOT / "tests/vignettes").glob("*.toml")):
        for vignette in tomllib.loads(file.read_text())["vignette"]:
            yield {"findings": vignette["findings"], "screens_completed": vignette["screens_completed"]}


def lines(count: int) -> Iterator[bytes]:
    """As many lines, the same each time."""
    odd = itertools.cycle(REFUSED + UNUSUAL)
    for number, body in zip(range(count), itertools.cycle(bodies())):
        if number % 29 == 17:
            yield next(odd)
        else:
            yield json.dumps(body | {"findings": body["findings"] | {"age_years": number % 121}}).encode()
