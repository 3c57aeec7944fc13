#  build.sh - builds targets of the project in a folder of the client's own; for check and watch

build() { # target...
    local here log
    here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
    log=$(mktemp)
    (
        flock 9  #  Two at once would spoil each other's build
        cmake -S "$here/../.." -B "$here/build" -DCMAKE_BUILD_TYPE=Release &&
            cmake --build "$here/build" --parallel "$(nproc)" --target "$@"
    ) >"$log" 2>&1 9>"$here/.lock" || {
        cat "$log"
        rm -f "$log"
        return 1
    }
    rm -f "$log"
}
