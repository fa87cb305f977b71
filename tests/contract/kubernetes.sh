#!/usr/bin/env bash
# The manifests for Kubernetes: each against the schema of its kind, all against the policies of checkov (those left out,
# and why, stand in checkov.yaml), and each named in the kustomization.
source "$(dirname "$0")/tools.sh"
python_tools kubernetes
cd docker/kubernetes

mapfile -t manifests < <(find . -name '*.yaml' ! -name kustomization.yaml -printf '%P\n' | sort)
mapfile -t named < <(sed -n 's/^  - \(.*\.yaml\)$/\1/p' kustomization.yaml | sort)
[ "${manifests[*]}" = "${named[*]}" ] || { echo "kustomization.yaml names ${named[*]}, not ${manifests[*]}"; exit 1; }

run kubernetes-validate --strict --quiet "${manifests[@]}"
run checkov --config-file "$here/checkov.yaml" --directory .
# What the service is told must be something that it can be told, and a pod must not be killed while it stops.
python3 - << 'END'
import yaml

settings = yaml.safe_load(open("settings.yaml"))["data"]
pod = yaml.safe_load(open("deployment.yaml"))["spec"]["template"]["spec"]
documented = open("../../docs/operate.md").read()
for name in settings:
    assert f"| `{name}` |" in documented, f"there is no setting {name}"
stops = int(settings["TWITCH_TRIAGE_DRAIN_S"]) + int(settings["TWITCH_TRIAGE_SHUTDOWN_S"])
assert stops < pod["terminationGracePeriodSeconds"], f"a pod takes {stops} s to stop"
mount = pod["containers"][0]["volumeMounts"][0]["mountPath"]
assert settings["TWITCH_TRIAGE_API_KEYS"].startswith(mount), "the keys are not where they are looked for"
END
