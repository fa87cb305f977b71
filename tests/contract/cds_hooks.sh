#!/usr/bin/env bash
# CDS Hooks by software of others: Medplum's client discovers the service, resolves what it wants to be sent at a FHIR
# server, calls it for twelve records and reads the cards; what is said and sent is held against JSON Schemas written from
# the specification.
source "$(dirname "$0")/tools.sh"
source "$here/fhir/tools.sh"
fhir_tools
python_tools fhir

export TWITCH_TRIAGE_PUBLIC_URL=https://triage.clinic.test
start_service "$scratch/cds_hooks.log"
said="$scratch/cds-hooks"
rm -rf "$said"
mkdir -p "$said"
run timeout 300 node "$fhir/hooks.js" "$url" "$said"
run timeout 60 python3 "$here/cds_hooks/valid.py" "$said"
