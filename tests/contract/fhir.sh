#!/usr/bin/env bash
# FHIR by software of others: Lantana's and Medplum's validators and FHIRPath read every resource and the answer to every
# vector; the models of fhir.resources and fhirclient read them again; LHC-Forms fills the forms in in a browser.
source "$(dirname "$0")/tools.sh"
source "$here/fhir/tools.sh"
fhir_tools
python_tools fhir
debian chromium=chromium

start_service "$scratch/fhir.log"
resources="$scratch/fhir-resources"
rm -rf "$resources"
mkdir -p "$resources"
run timeout 600 node "$fhir/validate.js" "$url" src/clinical/knowledge/vectors.json "$resources"
run timeout 300 python3 "$here/fhir/read.py" "$url" "$resources"
run python3 "$here/fhir/codes.py" src/clinical/knowledge/records.toml
run timeout 900 node "$fhir/forms.js" "$url" src/clinical/knowledge/vectors.json
