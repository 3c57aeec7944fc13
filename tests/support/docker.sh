#!/usr/bin/env bash
#  docker - builds the image and runs it as compose does, on an engine that is there or made here
set -euo pipefail
. tests/support/install.sh

#  Who may not speak to the engine does all of it as root
[ "$(id -u)" -eq 0 ] || docker info >/dev/null 2>&1 || exec sudo "$0"

BASE=debian:trixie-slim
engine=  # the shell that waits for ours
work=$(mktemp -d)

finish() {
    local code=$?
    if [ -n "$engine" ]; then
        as_root kill "$(cat "$work/dockerd.pid")" 2>/dev/null || true
        wait "$engine" 2>/dev/null || true
    fi
    as_root rm -rf "$work"
    exit "$code"
}
trap finish EXIT

is_answering() { docker info >/dev/null 2>&1; }

#  Where no engine answers and no init starts one, ours runs until we end.
start_engine() {
    local tries=0
    ! is_answering || return 0
    if [ -d /run/systemd/system ]; then
        as_root systemctl start docker
    else
        echo "dev: starting dockerd for as long as this runs" >&2
        as_root dockerd --pidfile "$work/dockerd.pid" >"$work/dockerd.log" 2>&1 &
        engine=$!
    fi
    until is_answering; do
        tries=$((tries + 1))
        if [ "$tries" -gt 300 ]; then
            echo "dev: no docker engine answers:" >&2
            tail -n 20 "$work/dockerd.log" >&2 2>/dev/null || true
            exit 1
        fi
        sleep 0.1
    done
}

#  The base from its registry, or one like it from Debian's packages.
make_base() {
    local mirror
    ! docker image inspect "$BASE" >/dev/null 2>&1 || return 0
    ! timeout 60 docker pull -q "$BASE" 2>"$work/pull.log" || return 0
    mirror=$(debian_mirror)
    echo "dev: cannot pull $BASE; making it from Debian's packages" >&2
    as_root debootstrap --variant=minbase trixie "$work/base" ${mirror:+"$mirror"} \
        >"$work/debootstrap.log" 2>&1 || { tail -n 20 "$work/debootstrap.log" >&2; exit 1; }
    #  What slim leaves out
    as_root rm -rf "$work"/base/{var/cache/apt/archives,var/lib/apt/lists,var/log}/* \
        "$work"/base/usr/share/{doc,info,locale,man}/*
    as_root tar -C "$work/base" -c . | docker import --change 'CMD ["bash"]' - "$BASE" >/dev/null
    as_root rm -rf "$work/base"
}

build_image() {
    local revision mirror
    revision=$(git rev-parse HEAD 2>/dev/null || true)
    mirror=$(debian_mirror)
    #  On the host's network, where the mirror is certainly reached
    docker build --network host -f docker/Dockerfile -t tickgate:latest \
        --build-arg "REVISION=$revision" --build-arg "DEBIAN_MIRROR=$mirror" . >"$work/build.log" 2>&1 ||
        { tail -n 60 "$work/build.log" >&2; exit 1; }
}

#  The image of the compose file, or what the variable has in its place.
image_of() { # variable
    echo "${!1:-$(sed -nE "s/.*image: \\\$\{$1:-(.*)\}\$/\1/p" docker/compose.yaml)}"
}

#  It is here, or can be pulled.
has_image() { # image
    docker image inspect "$1" >/dev/null 2>&1 || timeout 300 docker pull -q "$1" >/dev/null 2>"$work/pull.log"
}

#  Prometheus from its registry, or Debian's in its place.
make_prometheus() {
    local image
    image=$(image_of PROMETHEUS_IMAGE)
    ! has_image "$image" || return 0
    echo "dev: cannot pull $image; Debian's Prometheus is run in its place" >&2
    export PROMETHEUS_IMAGE=tickgate-prometheus:debian
    docker build --network host -t "$PROMETHEUS_IMAGE" --build-arg "DEBIAN_MIRROR=$(debian_mirror)" \
        - <tests/support/prometheus.Dockerfile >"$work/build.log" 2>&1 || { tail -n 60 "$work/build.log" >&2; exit 1; }
}

#  Grafana has nobody who could stand in for it.
find_grafana() {
    local image
    image=$(image_of GRAFANA_IMAGE)
    has_image "$image" || export ABSENT_GRAFANA=$image
}

install_for_docker
start_engine
make_base
build_image
make_prometheus
find_grafana
/usr/bin/python3 tests/support/check_docker.py
