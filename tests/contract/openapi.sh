#!/usr/bin/env bash
# The OpenAPI documents, read by Spectral with the OWASP rules and by Redocly. What is ignored, and why, stands in
# spectral.yaml and redocly.yaml.
source "$(dirname "$0")/tools.sh"
node_tools

failed=0
for document in openapi/*.json; do
    run spectral lint "$root/$document" --ruleset "$scratch/node/spectral.yaml" --fail-severity=hint || failed=1
    REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
        run redocly lint "$root/$document" --config "$scratch/node/redocly.yaml" || failed=1
done
exit $failed
