#  install - sourced: installs the packages that are missing, on Debian 12 and 13

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

#  The machine's own mirror of Debian's packages, or nothing.
debian_mirror() {
    find /etc/apt -name '*.sources' -o -name '*.list' | xargs -r cat |
        sed -nE 's#^(URIs:|deb( \[[^]]*\])?) *(https?://[^ ]*/debian)/?( .*)?$#\3#p' | sed -n 1p
}

#  Debian 12 has no yyjson: take Debian 13's, which needs nothing newer than 12
#  has, from the machine's own mirror, and pin the rest of 13 below everything.
add_yyjson_source() {
    local codename mirror keyring
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    [ "$codename" = bookworm ] || return 0
    [ ! -e /etc/apt/sources.list.d/tickgate-trixie.sources ] || return 0
    mirror=$(debian_mirror)
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    [ -n "$mirror" ] || { echo "dev: no Debian mirror in the sources of apt" >&2; return 1; }
    printf 'Types: deb\nURIs: %s\nSuites: trixie\nComponents: main\nSigned-By: %s\n' \
        "$mirror" "$keyring" | as_root tee /etc/apt/sources.list.d/tickgate-trixie.sources >/dev/null
    printf 'Package: *\nPin: release n=trixie\nPin-Priority: 50\n' |
        as_root tee /etc/apt/preferences.d/tickgate-trixie >/dev/null
}

is_installed() {
    dpkg-query -W -f '${Status}\n' "$1" 2>/dev/null | grep -q 'ok installed'
}

install_packages() {
    local missing=() package
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "dev: installing ${missing[*]}" >&2
    add_yyjson_source
    as_root apt-get update -qq >&2
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

msgpack_package() {
    case "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" in
        bookworm) echo libmsgpack-dev ;;
        *) echo libmsgpack-c-dev ;;
    esac
}

install_for_building() {
    install_packages gcc cmake make pkg-config libzmq3-dev libczmq-dev libwebsockets-dev \
        "$(msgpack_package)" libyyjson-dev libyaml-dev libssl-dev libncurses-dev libcmocka-dev openssl \
        ca-certificates
}

#  A tool that is there already is taken as it is, wherever it came from.
install_for_clients() {
    local missing=()
    command -v npm >/dev/null || missing+=(nodejs npm)
    command -v go >/dev/null || missing+=(golang-go)
    command -v cargo >/dev/null || missing+=(cargo)
    command -v mvn >/dev/null || missing+=(maven openjdk-17-jdk-headless)
    install_packages g++ python3-venv "${missing[@]}"
}

#  Likewise; the browser alone must be Debian's.
install_for_page() {
    local missing=()
    command -v npm >/dev/null || missing+=(nodejs npm)
    install_packages chromium fonts-dejavu-core "${missing[@]}"
}

clang_runtime_package() {
    #  The sanitizers and the fuzzer of clang, which it only suggests
    echo "libclang-rt-$(apt-cache depends clang | sed -nE 's/.*Depends: clang-([0-9]+)$/\1/p' | head -n 1)-dev"
}

promtool_package() {
    #  On Debian 12 prometheus brings it
    case "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" in
        bookworm) ;;
        *) echo promtool ;;
    esac
}

install_for_testing() {
    install_for_building
    install_packages clang clang-format python3 python3-zmq python3-msgpack python3-jsonschema \
        python3-yaml git man-db groff systemd curl prometheus tmux $(promtool_package)
    install_packages "$(clang_runtime_package)"
}

#  An engine and compose; whichever are there already are taken as they are.
install_for_docker() {
    local missing=()
    command -v docker >/dev/null || missing+=(docker.io)
    { docker compose version || docker-compose version; } >/dev/null 2>&1 || missing+=(docker-compose)
    [ -S /var/run/docker.sock ] || command -v dockerd >/dev/null || missing+=(docker.io)
    install_packages "${missing[@]}" debootstrap python3 python3-zmq python3-msgpack
}
