#!/usr/bin/env bash
# The manifests for Kubernetes: each against the schema of its kind, all against the policies of checkov (those left out,
# and why, stand in checkov.yaml), and each named in the kustomization.
source "$(dirname "$0")/tools.sh"
python_tools kubernetes
cd docker/kubernetes/base

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
documented = open("../../../docs/operate.md").read()
for name in settings:
    assert f"| `{name}` |" in documented, f"there is no setting {name}"
stops = int(settings["TWITCH_TRIAGE_DRAIN_S"]) + int(settings["TWITCH_TRIAGE_SHUTDOWN_S"])
assert stops < pod["terminationGracePeriodSeconds"], f"a pod takes {stops} s to stop"
mount = pod["containers"][0]["volumeMounts"][0]["mountPath"]
assert settings["TWITCH_TRIAGE_API_KEYS"].startswith(mount), "the keys are not where they are looked for"
END

# Each variant is built of the same, holds what it is for, and labels every resource and pod with the version of the
# package. Those who run this without kubectl are told so.
command -v kubectl > /dev/null || { echo 'no kubectl here: the overlays are not built'; exit 0; }
version="$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml" | head -1)"
for overlay in "$root"/docker/kubernetes/base "$root"/docker/kubernetes/overlays/*/; do
    run kubectl kustomize "$overlay" > "$scratch/overlay.yaml"
    OVERLAY="$(basename "$overlay")" VERSION="$version" python3 - "$scratch/overlay.yaml" << 'END'
import os
import sys

import yaml

overlay = os.environ["OVERLAY"]
manifests = {}
for manifest in yaml.safe_load_all(open(sys.argv[1])):
    manifests[manifest["kind"], manifest["metadata"]["name"]] = manifest
    assert manifest["metadata"]["labels"]["app.kubernetes.io/version"] == os.environ["VERSION"], manifest["kind"]
pod = manifests["Deployment", "twitch-triage"]["spec"]["template"]
assert pod["metadata"]["labels"]["app.kubernetes.io/version"] == os.environ["VERSION"]
assert list(manifests["Deployment", "twitch-triage"]["spec"]["selector"]["matchLabels"]) == ["app.kubernetes.io/name"]
ports = {port["name"] for container in pod["spec"]["containers"] for port in container["ports"]}
name = "twitch-triage"
match overlay:
    case "pod-monitor":
        for endpoint in manifests["PodMonitor", name]["spec"]["podMetricsEndpoints"]:
            assert endpoint["port"] in ports, endpoint
    case "service-monitor":
        service = manifests["Service", "twitch-triage-metrics"]
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports
        monitor = manifests["ServiceMonitor", name]["spec"]
        assert monitor["selector"]["matchLabels"].items() <= service["metadata"]["labels"].items()
        for endpoint in monitor["endpoints"]:
            assert endpoint["port"] in {port["name"] for port in service["spec"]["ports"]}, endpoint
    case "small":
        assert manifests["HorizontalPodAutoscaler", name]["spec"]["minReplicas"] == 1
        assert ("PodDisruptionBudget", name) not in manifests
    case other:
        assert other == "base", f"nothing is known of the overlay {other}"
print(f"{overlay}: {len(manifests)} resources")
END
done
