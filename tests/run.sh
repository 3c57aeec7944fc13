#!/usr/bin/env bash
#  run - every test there is, stage by stage; ends with what was skipped and "N passed, N failed"
set -uo pipefail
cd "$(dirname "$0")/.."
. tests/support/install.sh

STAGES=(format style gcc clang asan tsan fuzz docs install clients page docker demo)
FUZZ_SECONDS=10
jobs=$(nproc)
passed=0
failed=0
skipped=()
broken=()

say() { printf '\n=== %s (%d:%02d)\n' "$*" $((SECONDS / 60)) $((SECONDS % 60)); }

#  Checks that were begun and not counted yet: process, log and name of each.
begun=()

#  Begin a check, a name and a command, when one of at most $jobs has ended.
begin() {
    local name=$1 log
    shift
    while [ "${#begun[@]}" -ge "$jobs" ]; do finish_oldest; done
    log=$(mktemp)
    "$@" >"$log" 2>&1 &
    begun+=("$! $log $name")
}

#  Count it, and what it skipped; its output is shown where it failed.
finish_oldest() {
    local process log name line
    read -r process log name <<<"${begun[0]}"
    begun=("${begun[@]:1}")
    if wait "$process"; then
        passed=$((passed + 1))
        echo "ok    $name"
        while read -r line; do skipped+=("$name: $line"); done < <(sed -n 's/^skipped: //p' "$log")
    else
        failed=$((failed + 1))
        broken+=("$name")
        echo "FAIL  $name"
        tail -n 100 "$log"
    fi
    rm -f "$log"
}

finish() {
    while [ "${#begun[@]}" -gt 0 ]; do finish_oldest; done
}

#  One check, alone.
check() {
    begin "$@"
    finish
}

configure_and_build() { # folder, then flags of cmake
    local folder=$1
    shift
    cmake -S . -B "$folder" "$@" && cmake --build "$folder" -j "$jobs"
}

#  All tests of a build, counted one by one.
run_ctest() { # stage, folder, then flags of ctest
    local stage=$1 folder=$2 log line
    shift 2
    log=$(mktemp)
    ctest --test-dir "$folder" -j "$((jobs + ${TEST_WAITERS:-0}))" --output-on-failure --no-tests=error "$@" >"$log" 2>&1
    local code=$?
    line=$(grep -E 'tests passed, [0-9]+ tests? failed out of [0-9]+' "$log" | tail -n 1)
    if [ -z "$line" ]; then
        failed=$((failed + 1))
        broken+=("$stage: ctest ran nothing")
        cat "$log"
    else
        local bad total absent
        bad=$(sed -nE 's/.* ([0-9]+) tests? failed out of.*/\1/p' <<<"$line")
        total=$(sed -nE 's/.*out of ([0-9]+).*/\1/p' <<<"$line")
        absent=$(grep -c '\*\*\*Skipped' "$log")
        passed=$((passed + total - bad - absent))
        failed=$((failed + bad))
        while read -r name; do skipped+=("$stage: $name"); done < <(
            sed -nE 's/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: ([^ ]+) .*\*\*\*Skipped.*/\1/p' "$log")
        if [ "$bad" -gt 0 ] || [ "$code" -ne 0 ]; then
            [ "$bad" -gt 0 ] || failed=$((failed + 1))
            broken+=("$stage: $(sed -nE 's/^\t *[0-9]+ - ([^ ]+) \((Failed|Timeout|.*Exception.*|SEGFAULT|Subprocess.*)\)$/\1/p' "$log" | paste -sd' ')")
            cat "$log"
        fi
        echo "$((total - bad - absent)) of $total tests passed"
    fi
    rm -f "$log"
}

stage_format() {
    check "every source is in the project's format" \
        bash -c 'git ls-files "*.c" "*.h" | xargs clang-format --dry-run -Werror'
}

stage_style() {
    check "every source keeps to the style" python3 tests/check_style.py
    check "vectors decode as their JSON says" /usr/bin/python3 tests/check_vectors.py
    check "reader scripts agree with the reader's rule" /usr/bin/python3 tests/check_readers.py
}

stage_gcc() {
    check "gcc builds Release without a warning" \
        configure_and_build build -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=gcc
    #  That many starts and stops of a thread; flows mostly wait, so more of them at once do no harm
    TEST_STARTS=10000 TEST_WAITERS=5 run_ctest gcc build
}

stage_clang() {
    check "clang builds Debug without a warning" \
        configure_and_build build-clang -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=clang
    run_ctest clang build-clang -LE flow
}

stage_asan() {
    check "the address and undefined behaviour sanitizers build" \
        configure_and_build build-asan -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=gcc \
        -DTICKGATE_SANITIZE=address,undefined
    [ -z "$is_whole" ] || begin_docker
    TEST_WAITERS=4 TICKGATE_PATIENCE=60 run_ctest asan build-asan
}

stage_tsan() {
    check "the thread sanitizer builds" \
        configure_and_build build-tsan -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=clang \
        -DTICKGATE_SANITIZE=thread
    #  libzmq's queues between threads have no locks, and it is not instrumented
    TSAN_OPTIONS="suppressions=$PWD/tests/support/tsan.supp:handle_segv=0:handle_abort=0" TICKGATE_PATIENCE=60 \
        run_ctest tsan build-tsan -L threads
}

stage_fuzz() {
    local seconds=${1:-$FUZZ_SECONDS} target name
    check "clang builds the fuzzers" \
        configure_and_build build-fuzz -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=clang \
        -DTICKGATE_FUZZ=ON -DTICKGATE_SANITIZE=fuzzer-no-link,address,undefined
    for target in tests/fuzz/fuzz_*.c; do
        name=$(basename "$target" .c)
        mkdir -p "build-fuzz/corpus/$name" "tests/fuzz/corpus/${name#fuzz_}"
        begin "$name finds nothing in $seconds s" "build-fuzz/bin/$name" \
            -max_total_time="$seconds" -timeout=10 -rss_limit_mb=4096 -print_final_stats=0 \
            -artifact_prefix=build-fuzz/ "build-fuzz/corpus/$name" "tests/fuzz/corpus/${name#fuzz_}"
    done
    finish
}

stage_docs() {
    check "the documents name only what there is" python3 tests/check_docs.py
    check "alerts and dashboard name only what is exported" /usr/bin/python3 tests/check_monitoring.py
    check "compose drops no setting without a word" /usr/bin/python3 tests/check_compose.py
}

stage_install() {
    check "a build can be installed, with a sound systemd unit" tests/check_install.sh build
}

#  What a client needs to be built with.
tool_of() {
    case "$1" in
        c) echo gcc ;;
        python) echo /usr/bin/python3 ;;
        node) echo npm ;;
        go) echo go ;;
        rust) echo cargo ;;
        java) echo mvn ;;
    esac
}

stage_clients() {
    local name present=()
    check "the clients' tool chains are installed" \
        bash -euo pipefail -c '. tests/support/install.sh; install_for_clients'
    check "schemas and the AsyncAPI document fit the vectors" /usr/bin/python3 tests/check_schema.py
    for name in $(cd clients && ls -d */check | xargs dirname); do
        if command -v "$(tool_of "$name")" >/dev/null; then
            present+=("$name")
            begin "the client in $name" env TICKGATE_BIN="$PWD/build/bin" "clients/$name/check"
        elif [ -n "${TEST_EVERY_CLIENT:-}" ]; then
            check "the client in $name: its tool chain is absent" false
        else
            skipped+=("the client in $name: $(tool_of "$name") is absent")
        fi
    done
    finish
    check "no client loses a subscription" \
        env TICKGATE_BIN=build/bin /usr/bin/python3 tests/flow/cross_subscriptions.py "${present[@]}"
    check "every client reads with keys, and without none does" \
        env TICKGATE_BIN=build/bin /usr/bin/python3 tests/flow/cross_keys.py "${present[@]}"
    check "all clients at once agree with the exchange" \
        env TICKGATE_BIN=build/bin /usr/bin/python3 tests/flow/cross_clients.py "${present[@]}"
}

stage_page() {
    check "a browser is installed" \
        bash -euo pipefail -c '. tests/support/install.sh; install_for_page'
    check "the page's book keeps to the reader scripts" node tests/check_page_book.mjs
    mkdir -p build/page
    cp tests/page/*.mjs tests/page/package.json build/page
    check "what drives the browser is installed" \
        npm install --prefix build/page --no-audit --no-fund --no-package-lock
    check "the status page in a browser" \
        env TICKGATE_BIN="$PWD/build/bin" node build/page/check_page.mjs
}

#  It builds, and mostly waits: in a whole run it begins beside tests that are patient.
begin_docker() {
    check "an engine for containers is installed" \
        bash -euo pipefail -c '. tests/support/install.sh; install_for_docker'
    docker_log=$(mktemp)
    ./dev docker >"$docker_log" 2>&1 &
    docker=$!
}

stage_docker() {
    [ -n "$docker" ] || begin_docker
    begun+=("$docker $docker_log the image runs as compose runs it")
    docker=
    finish
}

stage_demo() {
    check "the demo shows trades, depth and heartbeats" ./dev demo --seconds 5
}

#  As strictly as dev itself installs, so that a new machine shows what is wrong there
bash -euo pipefail -c '. tests/support/install.sh; install_for_testing' || exit 1
is_whole=
docker=
if [ $# -eq 0 ]; then
    is_whole=yes
    set -- "${STAGES[@]}"
fi
while [ $# -gt 0 ]; do
    stage=$1
    shift
    if ! declare -F "stage_$stage" >/dev/null; then
        echo "dev test: no stage \"$stage\"; there are: ${STAGES[*]}" >&2
        exit 64
    fi
    say "$stage"
    if [ "$stage" = fuzz ] && [[ "${1:-}" =~ ^[0-9]+$ ]]; then
        stage_fuzz "$1"
        shift
    else
        "stage_$stage"
    fi
done

say "result"
for name in "${skipped[@]}"; do echo "skipped: $name"; done
for name in "${broken[@]}"; do echo "failed: $name"; done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
