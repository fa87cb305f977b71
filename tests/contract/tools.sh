# Sourced by the checks beside it: other people's tools, pinned, installed under target/contract.

set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
here="$root/tests/contract"
scratch="${CARGO_TARGET_DIR:-$root/target}/contract"
mkdir -p "$scratch"
cd "$root"

# Says what is run, then runs it.
run() {
    printf '+ %s\n' "$*"
    "$@"
}

# Debian packages, for what is missing only: debian COMMAND=PACKAGE…
debian() {
    local pair missing=()
    for pair in "$@"; do
        command -v "${pair%%=*}" > /dev/null || missing+=("${pair#*=}")
    done
    [ ${#missing[@]} -eq 0 ] && return
    # An installation that was interrupted on this machine is finished first: apt refuses to work until it is.
    DEBIAN_FRONTEND=noninteractive dpkg --configure -a > "$scratch/apt.log" 2>&1 || { cat "$scratch/apt.log"; return 1; }
    run timeout 300 apt-get update -qq
    DEBIAN_FRONTEND=noninteractive run timeout 600 apt-get install -qq -y --no-install-recommends "${missing[@]}" \
        > "$scratch/apt.log" 2>&1 || { cat "$scratch/apt.log"; return 1; }
}

# Puts the Python tools on the path; those of requirements-NAME.txt, which stand apart, with python_tools NAME.
python_tools() {
    local venv="$scratch/venv${1:+-$1}" pinned="$here/requirements${1:+-$1}.txt"
    debian python3=python3
    python3 -c 'import ensurepip' 2> /dev/null || debian -=python3-venv
    if ! cmp -s "$pinned" "$venv/installed.txt"; then
        rm -rf "$venv"
        python3 -m venv "$venv"
        timeout 600 "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes \
            --requirement "$pinned"
        cp "$pinned" "$venv/installed.txt"
    fi
    PATH="$venv/bin:$PATH"
}

# Puts the Node tools on the path, with their settings beside them, where they look for what those extend.
node_tools() {
    local node="$scratch/node"
    debian node=nodejs npm=npm
    mkdir -p "$node"
    cp "$here/package.json" "$here/.npmrc" "$here/spectral.yaml" "$here/redocly.yaml" "$node/"
    if ! cmp -s "$here/package-lock.json" "$node/installed.json"; then
        cp "$here/package-lock.json" "$node/"
        (cd "$node" && timeout 600 npm ci --silent)
        cp "$here/package-lock.json" "$node/installed.json"
    fi
    PATH="$node/node_modules/.bin:$PATH"
}

# The TypeScript that npm installs by default. The `tsc` on the path is an older one, which openapi-typescript works with.
typescript() {
    run node "$scratch/node/node_modules/typescript-default/bin/tsc" --strict --noUncheckedIndexedAccess \
        --target es2022 --module commonjs "$@"
}

# Starts the service on a free port, ends it with the script, and says where it is in `url`, its process in `service`:
# start_service LOG [ARGUMENT…]. TWITCH_TRIAGE_BINARY names another binary than the debug one.
start_service() {
    local log="$1" binary="${TWITCH_TRIAGE_BINARY:-}"
    shift
    if [ -z "$binary" ]; then
        run cargo build --locked --quiet
        binary="${CARGO_TARGET_DIR:-$root/target}/debug/twitch-triage"
    fi
    : > "$log"
    # Where the binary is would be an unknown setting to the service.
    env --unset=TWITCH_TRIAGE_BINARY "$binary" serve --bind 127.0.0.1:0 --log twitch_triage=warn "$@" 2> "$log" &
    service=$!
    trap 'kill "$service" 2> /dev/null || true' EXIT
    for _ in $(seq 100); do
        url="$(sed -n 's/.*"message":"listening","url":"\([^"]*\)".*/\1/p' "$log")"
        [ -n "$url" ] && return
        sleep 0.1
    done
    cat "$log"
    return 1
}
