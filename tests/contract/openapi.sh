#!/usr/bin/env bash
# The OpenAPI documents, read by Spectral with the OWASP rules and by Redocly. What is ignored, and why, stands in
# spectral.yaml and redocly.yaml.
source "$(dirname "$0")/tools.sh"
node_tools

# Both compile no schema of the document in 3.0 where `nullable` stands beside `allOf`, so its examples are not checked
# here: they are those of the document in 3.1, and a test says that both documents accept the same answers.
sed '0,/^rules:$/s//&\n  oas3-valid-media-example: off/' "$here/spectral.yaml" > "$scratch/node/spectral-3.0.yaml"

failed=0
for document in openapi/*.json; do
    ruleset=spectral.yaml skipped=()
    if [ "$document" = openapi/openapi-3.0.json ]; then
        ruleset=spectral-3.0.yaml skipped=(--skip-rule no-invalid-media-type-examples)
    fi
    run spectral lint "$root/$document" --ruleset "$scratch/node/$ruleset" --fail-severity=hint || failed=1
    REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
        run redocly lint "$root/$document" --config "$scratch/node/redocly.yaml" "${skipped[@]}" || failed=1
done
exit $failed
