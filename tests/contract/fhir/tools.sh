# Sourced by fhir.sh and cds_hooks.sh after tools.sh: the readers of FHIR in Node, apart from the other tools.

# Installs them; `fhir` is the folder with them and with the scripts of this one.
fhir_tools() {
    fhir="$scratch/fhir"
    debian node=nodejs npm=npm
    mkdir -p "$fhir"
    cp "$here/fhir/package.json" "$here/fhir/.npmrc" "$here/fhir/"*.js "$fhir/"
    if ! cmp -s "$here/fhir/package-lock.json" "$fhir/installed.json"; then
        cp "$here/fhir/package-lock.json" "$fhir/"
        (cd "$fhir" && timeout 600 npm ci --silent)
        cp "$here/fhir/package-lock.json" "$fhir/installed.json"
    fi
}
