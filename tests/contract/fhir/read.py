"""Every resource that validate.js wrote, read by the R4B models of fhir.resources; forms and capabilities by fhirclient.

read.py URL FOLDER
"""

import importlib
import json
import sys
from pathlib import Path

from fhirclient import client
from fhirclient.models import questionnaire as fhirclient_questionnaire

url, folder = sys.argv[1], Path(sys.argv[2])


def model(resource_type: str):
    """The model of a type."""
    module = importlib.import_module(f"fhir.resources.R4B.{resource_type.lower()}")
    return getattr(module, resource_type)


def main() -> int:
    """Reads everything; the number of resources that cannot be read."""
    faults = 0
    files = sorted(folder.glob("*.json"))
    for file in files:
        resource = json.loads(file.read_text())
        try:
            model(resource["resourceType"]).model_validate(resource)
        except ValueError as error:
            faults += 1
            if faults <= 20:
                print(f"{file.stem}: {error}", file=sys.stderr)
    broken = {"resourceType": "Questionnaire", "status": 7}
    try:
        model("Questionnaire").model_validate(broken)
        faults += 1
        print("a planted fault is not found", file=sys.stderr)
    except ValueError:
        pass
    smart = client.FHIRClient(settings={"app_id": "twitch_triage", "api_base": f"{url}/fhir"})
    smart.prepare()
    form = fhirclient_questionnaire.Questionnaire.read("twitch-triage", smart.server)
    assert smart.server.capabilityStatement.fhirVersion == "4.0.1"
    assert form.item[1].linkId == "emergency" and form.item[1].item[-1].type == "boolean", "the emergency screen"
    print(f"{len(files)} resources, {faults} faults")
    return min(faults, 1)


if __name__ == "__main__":
    sys.exit(main())
