#!/usr/bin/env bash
# The image: built from the real Dockerfile, run as locked down as docker/compose.yaml says, asked, and stopped.
#
# No image can be pulled where this runs. Images of the names that the Dockerfile starts from are therefore made here:
# the build image from Debian with the toolchain of this machine, the final image from the very packages that the
# distroless one holds. CONTAINER_BINARY=PATH puts a binary in the place of the build stage: seconds, not minutes.
source "$(dirname "$0")/tools.sh"
python_tools
debian buildah=buildah podman=podman runc=runc debootstrap=debootstrap nsenter=util-linux curl=curl

work="$scratch/container"
store=(--root "$work/store" --runroot "$work/run")
pod() { podman "${store[@]}" --runtime runc --cgroup-manager cgroupfs "$@"; }
container=''
cleanup() {
    [ -z "$container" ] || pod rm --force --time 0 "$container" > /dev/null 2>&1 || true
    podman "${store[@]}" rmi --all --force > /dev/null 2>&1 || true
    rm -rf "$work/store" "$work/run" "$work/context"
}
trap cleanup EXIT
cleanup
mkdir -p "$work/networks"

# No systemd timer for the health check, and no network but the loopback of the container.
export DISABLE_HC_SYSTEMD=true CONTAINERS_CONF="$work/containers.conf"
printf '[network]\nnetwork_config_dir = "%s"\n' "$work/networks" > "$CONTAINERS_CONF"

run hadolint Dockerfile
run docker-compose --file docker/compose.yaml config --quiet

# The images that the Dockerfile starts from.
mapfile -t from < <(sed -n 's/^FROM \([^ ]*\).*/\1/p' Dockerfile)
[ ${#from[@]} -eq 2 ] || { echo "the Dockerfile has ${#from[@]} stages, this script knows two"; exit 1; }

stand_in_for_distroless() {
    local tree="$work/distroless" packages=(libc6 libgcc-s1 ca-certificates tzdata base-files)
    if [ ! -e "$work/distroless.tar" ]; then
        rm -rf "$tree" "$work/packages"
        mkdir -p "$tree/etc" "$work/packages"
        # Of the release of the image, whatever that of this machine is.
        debootstrap --variant=minbase --download-only --include="$(IFS=,; echo "${packages[*]}")" \
            bookworm "$work/packages" > "$work/debootstrap.log" 2>&1 || { cat "$work/debootstrap.log"; return 1; }
        for package in "${packages[@]}"; do
            dpkg-deb -x "$work/packages/var/cache/apt/archives/${package}"_*.deb "$tree"
        done
        echo 'nonroot:x:65532:65532:nonroot:/nonexistent:/sbin/nologin' > "$tree/etc/passwd"
        echo 'nonroot:x:65532:' > "$tree/etc/group"
        tar -C "$tree" -cf "$work/distroless.tar" .
        rm -rf "$tree" "$work/packages"
    fi
    pod import --quiet --change USER=65532 "$work/distroless.tar" "${from[1]}" > /dev/null
}

stand_in_for_rust() {
    local tree="$work/rust"
    if [ ! -e "$work/rust.tar" ]; then
        rm -rf "$tree"
        debootstrap --variant=minbase --include=gcc,libc6-dev,make,ca-certificates bookworm "$tree" \
            > "$work/debootstrap.log" 2>&1 || { cat "$work/debootstrap.log"; return 1; }
        tar -C "$tree" -cf "$work/rust.tar" .
        rm -rf "$tree"
    fi
    pod import --quiet --change 'ENV PATH=/usr/local/rust/bin:/usr/local/bin:/usr/bin:/bin' "$work/rust.tar" \
        "${from[0]}" > /dev/null
}

run stand_in_for_distroless
# docker, not oci: only that form has a health check.
build=(--isolation chroot --network host --format docker --pull-never --tag twitch-triage)
commit="$(git rev-parse HEAD)"
build+=(--build-arg "TWITCH_TRIAGE_COMMIT=$commit" --build-arg SOURCE=https://example.com/twitch-triage)
if [ -n "${CONTAINER_BINARY:-}" ]; then
    mkdir -p "$work/context/build/target/release"
    cp "$CONTAINER_BINARY" "$work/context/build/target/release/twitch-triage"
    build+=(--build-context "build=$work/context")
else
    run stand_in_for_rust
    # The toolchain, and the certificates that this machine trusts.
    build+=(--volume "$(rustc --print sysroot):/usr/local/rust:ro")
    build+=(--volume /etc/ssl/certs/ca-certificates.crt:/etc/ssl/certs/ca-certificates.crt:ro)
fi
run timeout 1500 buildah "${store[@]}" bud "${build[@]}" . > "$work/build.log" 2>&1 || { tail -50 "$work/build.log"; exit 1; }

failed=0
# Compares what is with what should be.
check() {
    if [ "$2" = "$3" ]; then
        printf 'ok    %s: %s\n' "$1" "$2"
    else
        printf 'WRONG %s: %s, not %s\n' "$1" "$2" "$3"
        failed=1
    fi
}
image() { pod image inspect --format "$1" twitch-triage; }
check 'user' "$(image '{{.Config.User}}')" 65532:65532
check 'entry point' "$(image '{{.Config.Entrypoint}}')" '[/usr/local/bin/twitch-triage]'
check 'port' "$(image '{{range $port, $_ := .Config.ExposedPorts}}{{$port}}{{end}}')" 8080/tcp9464/tcp
check 'health check' "$(image '{{.HealthCheck.Test}}')" '[CMD /usr/local/bin/twitch-triage health]'
label() { image "{{index .Config.Labels \"org.opencontainers.image.$1\"}}"; }
check 'label version' "$(label version)" "$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -1)"
check 'label revision' "$(label revision)" "$commit"
check 'label source' "$(label source)" https://example.com/twitch-triage
check 'label licenses' "$(label licenses)" "$(sed -n 's/^license = "\(.*\)"$/\1/p' Cargo.toml)"
size="$(image '{{.Size}}')"
check "at most 40 MB ($size bytes)" "$((size <= 40000000))" 1
tree="$(pod image mount twitch-triage)"
check 'shells and package managers' \
    "$(cd "$tree" && find . \( -name sh -o -name bash -o -name dash -o -name busybox -o -name apt -o -name dpkg \) -type f)" ''
check 'setuid files' "$(find "$tree" -perm /6000 -type f)" ''
pod image unmount twitch-triage > /dev/null

# No network but its own loopback: it needs none, and its port cannot be taken by another.
locked=(--network none --read-only --read-only-tmpfs=false --cap-drop ALL --security-opt no-new-privileges
    --ulimit nofile=1024:1024 --ulimit nproc=4096:4096 --log-driver k8s-file)
check 'exit code when nobody is asked for a key' \
    "$(timeout 30 podman "${store[@]}" --runtime runc --cgroup-manager cgroupfs run --rm "${locked[@]}" twitch-triage \
        > /dev/null 2>&1; echo $?)" 2
container="$(pod run --detach "${locked[@]}" --env TWITCH_TRIAGE_ALLOW_PUBLIC_WITHOUT_AUTH=true twitch-triage)"
pid="$(pod inspect --format '{{.State.Pid}}' "$container")"
ask() { nsenter --net="/proc/$pid/ns/net" curl --silent --max-time 5 --output "$work/answer" --write-out '%{http_code}' "$@"; }
for _ in $(seq 50); do
    [ "$(ask http://127.0.0.1:8080/health/ready)" = 200 ] && break
    sleep 0.1
done
check 'GET /health/ready' "$(ask http://127.0.0.1:8080/health/ready)" 200
check 'POST /v1/triage' "$(ask http://127.0.0.1:8080/v1/triage --json '{"findings": {}}')" 200
check 'its level' "$(python3 -c 'import json, sys; print(json.load(sys.stdin)["level"])' < "$work/answer")" refer_workup
check 'its own health command' "$(pod exec "$container" /usr/local/bin/twitch-triage health > /dev/null 2>&1; echo $?)" 0
check 'health check' "$(pod healthcheck run "$container" > /dev/null 2>&1; echo $?)" 0
status() { sed -n "s/^$1:[[:space:]]*//p" "/proc/$pid/status" | tr '\t' ' '; }
check 'user and group' "$(status Uid) $(status Gid)" '65532 65532 65532 65532 65532 65532 65532 65532'
check 'capabilities' "$(status CapEff) $(status CapBnd)" '0000000000000000 0000000000000000'
check 'no new privileges' "$(status NoNewPrivs)" 1
mounts() { awk "$1" "/proc/$pid/mounts"; }
check 'root file system' "$(mounts '$2 == "/" { print substr($4, 1, 3) }')" ro,
check 'mounts for temporary files' "$(mounts '$2 ~ "^/(tmp|run|var|var/tmp)$" { print $2 }')" ''
pod kill --signal TERM "$container" > /dev/null
check 'exit code after SIGTERM' "$(timeout 30 podman "${store[@]}" wait "$container")" 0
exit $failed
