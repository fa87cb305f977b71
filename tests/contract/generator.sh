#!/usr/bin/env bash
# Clients in Kotlin and Swift are generated from the document in 3.0 without a warning, and have a call for every
# operation. They are not compiled here: no registry that the gate uses has the compilers.
source "$(dirname "$0")/tools.sh"
debian java=openjdk-17-jre-headless jq=jq
python_tools generator

clients="$scratch/generated"
rm -rf "$clients"
mkdir -p "$clients"

# Leaves out what the generator writes whatever it is given; every other line is a warning, whatever level it has.
warnings() {
    # What it does, step by step, and where the files are.
    grep -vE '^\[main\] INFO ' "$1" |
        # The banner at the end: thanks, a request for money, and where the older generator for Swift is left.
        grep -vE '^#(#+| .*#| https://[^ ]*)$' |
        sort | uniq --count || true
}

failed=0
# generate LANGUAGE GENERATOR CALL, where CALL is how a line begins that declares a call.
generate() {
    local language="$1" generator="$2" call="$3" folder="$clients/$2" warned operation
    local command=(timeout 120 openapi-generator-cli generate --generator-name "$generator"
        --input-spec "$root/openapi/openapi-3.0.json" --output "$folder")
    echo "+ ${command[*]}"
    "${command[@]}" > "$folder.log" 2>&1 || { cat "$folder.log"; failed=1; return; }
    echo "$language: $(find "$folder" -type f | wc -l) files," \
        "$(find "$folder" -type f -ipath '*/models/*' ! -path '*/test/*' | wc -l) of them models"
    warned="$(warnings "$folder.log")"
    [ -z "$warned" ] || { printf 'warnings:\n%s\n' "$warned"; failed=1; }
    for operation in $(jq --raw-output '.paths[][].operationId' openapi/openapi-3.0.json); do
        # In camel case, as both languages write it.
        operation="$(sed -E 's/_([a-z])/\U\1/g' <<< "$operation")"
        grep --quiet --recursive --extended-regexp "^ *$call $operation\(" "$folder" ||
            { echo "no call for $operation"; failed=1; }
    done
}

generate Kotlin kotlin 'fun'
generate Swift swift6 'open class func'
exit $failed
