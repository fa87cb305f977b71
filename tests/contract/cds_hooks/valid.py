"""What Medplum's client was told and sent, held against the JSON Schemas beside this file: valid.py FOLDER."""

import json
import sys
from pathlib import Path

import jsonschema_rs

wrong, seen = 0, {}
for kind in ("discovery", "response", "feedback"):
    schema = json.loads(Path(__file__).with_name(f"{kind}.schema.json").read_text())
    validator = jsonschema_rs.validator_for(schema)
    files = sorted(Path(sys.argv[1]).glob(f"{kind}-*.json"))
    seen[kind] = len(files)
    for file in files:
        for fault in validator.iter_errors(json.loads(file.read_text())):
            wrong += 1
            print(f"WRONG {file.name}: {fault.message}")
print(", ".join(f"{count} × {kind}" for kind, count in seen.items()), f"{wrong} faults", sep=", ")
sys.exit(bool(wrong) or not all(seen.values()))
