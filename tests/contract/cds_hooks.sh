#!/usr/bin/env bash
# CDS Hooks by software of others: Medplum's client discovers the service, resolves what it wants to be sent at a FHIR
# server, calls it for twelve records and reads the cards; each is held against schemas written from the specification.
source "$(dirname "$0")/tools.sh"
source "$here/fhir/tools.sh"
fhir_tools

export TWITCH_TRIAGE_PUBLIC_URL=https://triage.clinic.test
start_service "$scratch/cds_hooks.log"
run timeout 300 node "$fhir/hooks.js" "$url"
