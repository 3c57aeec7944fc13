#!/usr/bin/env bash
#  check_install - installs a build into a folder of its own, and looks at what an administrator gets
set -euo pipefail
build=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
cmake -S . -B "$build" -DCMAKE_INSTALL_PREFIX=/usr
DESTDIR=$root cmake --install "$build"
for program in tickgated tickgate bybit-sim; do
    "$root/usr/bin/$program" --version
    man -l "$root/usr/share/man/man1/$program.1" >/dev/null
done

#  The unit, with the program where it was installed
unit=$root/tickgated.service
sed "s#^ExecStart=/usr#ExecStart=$root/usr#; /^Documentation=/d" \
    "$root/usr/lib/systemd/system/tickgated.service" >"$unit"
systemd-analyze verify --man=no "$unit" 2>&1 | tee "$root/verify"
if grep -q tickgated "$root/verify"; then exit 1; fi
systemd-analyze security --offline=yes --threshold=20 "$unit"
