#!/usr/bin/env bash
#  demo - starts an exchange (simulated or real) and tickgated on it, and prints what a plain SUB receives
set -euo pipefail
bin=build/bin
source=$1
shift
seconds=
symbols=()
while [ $# -gt 0 ]; do
    case "$1" in
        --seconds)
            seconds=${2:?dev: --seconds needs a number}
            shift
            ;;
        --seconds=*) seconds=${1#*=} ;;
        -*)
            echo "dev: no flag \"$1\"; there is --seconds N" >&2
            exit 64
            ;;
        *) symbols+=("$1") ;;
    esac
    shift
done
case "$seconds" in
    *[!0-9]*)
        echo "dev: --seconds takes a whole number, not \"$seconds\"" >&2
        exit 64
        ;;
esac

work=$(mktemp -d)
pids=()
finish() {
    local pid
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT

wait_for() { # what, file, pattern
    local tries=0
    until grep -q "$3" "$2" 2>/dev/null; do
        tries=$((tries + 1))
        if [ "$tries" -gt 200 ]; then
            echo "dev: $1 did not start:" >&2
            cat "$2" >&2
            exit 1
        fi
        sleep 0.05
    done
}

make_certificates() {
    printf 'subjectAltName=IP:127.0.0.1\n' >"$work/extensions"
    openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj "/CN=tickgate demo CA" \
        -keyout "$work/ca.key" -out "$work/ca.pem" 2>"$work/openssl.log"
    openssl req -newkey rsa:2048 -nodes -subj "/CN=127.0.0.1" \
        -keyout "$work/key.pem" -out "$work/request.pem" 2>>"$work/openssl.log"
    openssl x509 -req -days 1 -in "$work/request.pem" -CA "$work/ca.pem" -CAkey "$work/ca.key" \
        -CAcreateserial -extfile "$work/extensions" -out "$work/cert.pem" 2>>"$work/openssl.log"
}

data="ipc://$work/data"
heartbeat="ipc://$work/heartbeat"
http=127.0.0.1:8080
if (exec 3<>/dev/tcp/127.0.0.1/8080) 2>/dev/null; then http=off; fi
flags=(--publish "$data" --heartbeat "$heartbeat" --http "$http")
if [ "$source" = sim ]; then
    make_certificates
    "$bin/bybit-sim" --listen 127.0.0.1:0 --cert "$work/cert.pem" --key "$work/key.pem" \
        >"$work/sim.log" 2>&1 &
    pids+=($!)
    wait_for bybit-sim "$work/sim.log" "listening on"
    address=$(sed -nE 's/.*listening on ([^ ]+).*/\1/p' "$work/sim.log")
    flags+=(--exchange-url "wss://$address" --rest-url "https://$address" --exchange-ca "$work/ca.pem")
    flags+=(--market "linear:BTCUSDT,ETHUSDT" --market "spot:BTCUSDT")
    echo "=== SIMULATED DATA: bybit-sim on wss://$address, not the exchange ==="
else
    flags+=(--market "linear:$(IFS=, && echo "${symbols[*]}")")
    echo "=== live data of stream.bybit.com: ${symbols[*]} ==="
fi
[ "$http" = off ] || echo "=== status page: http://$http/ ==="
"$bin/tickgated" "${flags[@]}" >"$work/tickgated.log" 2>&1 &
pids+=($!)
daemon=$!

#  The reader ends by time or by Ctrl-C; what it printed is judged after that.
trap '' INT
(
    trap - INT
    exec "$bin/tickgate" tail -c "$data" -c "$heartbeat" --text ${seconds:+--seconds "$seconds"} \
        bybit. supervisor.heartbeat.
) | awk '
    { print; fflush () }
    /\.trade\./ { trades++ }
    /\.depth\./ { depth++ }
    /supervisor\.heartbeat\./ { beats++ }
    END {
        printf "=== %d trade messages, %d depth messages, %d heartbeats ===\n", trades, depth, beats
        exit !(trades && depth && beats)
    }' || {
    kill -0 "$daemon" 2>/dev/null || echo "dev: tickgated ended:" >&2
    tail -n 20 "$work/tickgated.log" >&2
    exit 1
}
