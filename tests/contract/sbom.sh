#!/usr/bin/env bash
# The software bill of materials, in CycloneDX 1.5: tests/contract/sbom.sh writes target/contract/twitch-triage.cdx.json.
# It is compared with what cargo itself says the program is built from. The same commit gives the same file.
source "$(dirname "$0")/tools.sh"
debian python3=python3

tool="$scratch/cargo-cyclonedx" version=0.5.9
if ! grep -qs "cargo-cyclonedx $version " "$tool/.crates.toml"; then
    CARGO_PROFILE_DEV_DEBUG=0 run cargo install --quiet --debug --locked --version "$version" --root "$tool" \
        --target-dir "$scratch/cargo-cyclonedx/build" cargo-cyclonedx
    rm -rf "$scratch/cargo-cyclonedx/build"
fi

export SOURCE_DATE_EPOCH="$(git log -1 --format=%ct)"
run "$tool/bin/cargo-cyclonedx" cyclonedx --quiet --describe binaries --format json --spec-version 1.5
mv twitch-triage_bin.cdx.json "$scratch/twitch-triage.cdx.json"

cargo tree --locked --edges normal,build --no-dedupe --prefix none --format '{p}' > "$scratch/crates.txt"
python3 - "$scratch/twitch-triage.cdx.json" "$scratch/crates.txt" "$root" << 'END'
import json, sys

path, crates, root = sys.argv[1:]
# Where it was made is nobody's concern.
text = open(path).read().replace(f"path+file://{root}#", "")
open(path, "w").write(text)
bill = json.loads(text)

built_from = {tuple(line.split()[:2]) for line in open(crates) if not line.startswith("twitch-triage ")}
listed = {(part["name"], "v" + part["version"]) for part in bill["components"]}
incomplete = [part["name"] for part in bill["components"] if not (part.get("licenses") and part.get("hashes"))]
assert len(built_from) > 100, f"cargo tree names {len(built_from)} crates"
assert built_from <= listed, f"not in the bill: {sorted(built_from - listed)}"
assert not incomplete, f"without a licence or a hash: {incomplete}"
assert root not in text, "the bill says where it was made"
extra = sorted(" ".join(part) for part in listed - built_from)
print(f"{len(listed)} crates, each with licence and hash; all {len(built_from)} of cargo tree are among them")
print(f"{len(extra)} more are there for the tests or for features that are off: {', '.join(extra)}")
END
