#!/usr/bin/env python3
"""Checks what the compilers do not: sizes, doors of the libraries, and who includes whom."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINES_MAX = 400
FUNCTION_MAX = 60
COLUMNS_MAX = 100

#  Each outside library has one door.
DOORS = {
    r"<libwebsockets\.h>": r"(gateway/gw_(loop|receiver|watch|wss|http|version)|supervisor/sup_(server|peer))\.[ch]",
    r"<openssl/": r"(gateway/gw_(cert|wire|version)|tests/test_gw_loop|tests/(sim|bench)/\w+)\.[ch]",
    r"<yyjson\.h>": r"(gateway/(bybit_rest|gw_version)|tests/fuzz/oracle_value|tests/(sim|bench)/\w+|tests/\w+)\.[ch]",
    r"<ncurses\.h>": r"clients/tickgate/mdc_screen\.c",
    r"<yaml\.h>": r"supervisor/sup_yaml\.c",
    r"<msgpack\.h>": r"proto/mdp_\w+\.[ch]",
    r"<cmocka\.h>": r"tests/support/unit\.h",
    r"<zmq\.h>": r"(proto/beat|clients/c/tgc_socket)\.c",
    r"<czmq\.h>": r"(?!clients/c/).*",  #  Users of the C client need not have it
}

#  A folder must never see another's files.
FORBIDDEN = {
    "proto": r"\"(gw|bybit|sup|settings|mdc)_?\w*\.h\"",
    "gateway": r"\"(sup_|settings|mdc_)\w*\.h\"",
    "clients": r"\"(gw_|bybit_|sup_|settings)\w*\.h\"",
}
SUPERVISOR_FORBIDDEN = r"\"(gw_|bybit_|mdp_(event|decimal|unpack))\w*\.h\""
KNOWS_BOTH = re.compile(r"supervisor/(main|settings\w*)\.[ch]")


def functions(lines):
    """Name and size of each function: from the brace in column 0 to the one that closes it."""
    start = None
    for number, line in enumerate(lines):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            name = next((before for before in reversed(lines[:start]) if "(" in before), "?")
            yield name.split("(")[0].strip(), number - start - 1
            start = None


def faults(path, name):
    lines = path.read_text().split("\n")
    if len(lines) - 1 > LINES_MAX:
        yield f"{len(lines) - 1} lines; {LINES_MAX} are allowed"
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX:
            yield f"line {number} has {len(line)} columns"
        if re.search(r"\b(TODO|FIXME|XXX)\b", line):
            yield f"line {number} holds a note to ourselves"
        if "#include" not in line:
            continue
        for library, door in DOORS.items():
            if re.search(library, line) and not re.fullmatch(door, name):
                yield f"line {number} includes {library} beside its door"
        folder = name.split("/")[0]
        if folder in FORBIDDEN and re.search(FORBIDDEN[folder], line):
            yield f"line {number} includes what this folder must not see: {line}"
        if folder == "supervisor" and not KNOWS_BOTH.fullmatch(name) \
                and re.search(SUPERVISOR_FORBIDDEN, line):
            yield f"line {number} includes what this folder must not see: {line}"
    if name.endswith(".c"):
        for function, size in functions(lines):
            if size > FUNCTION_MAX:
                yield f"{function} has {size} lines; {FUNCTION_MAX} are allowed"
        header = pathlib.Path(name).with_suffix(".h").name
        includes = [line for line in lines if line.startswith("#include")]
        if (path.with_suffix(".h")).exists() and includes and includes[0] != f'#include "{header}"':
            yield "its own header is not its first include"
    if not lines[0].startswith("//  "):
        yield "no sentence on its first line says what it is for"


def main():
    listed = subprocess.run(["git", "ls-files", "*.c", "*.h"], cwd=ROOT, check=True,
                            capture_output=True, text=True).stdout.split()
    count = 0
    for name in listed:
        for fault in faults(ROOT / name, name):
            print(f"{name}: {fault}")
            count += 1
    print(f"{len(listed)} files, {count} faults")
    return 1 if count or not listed else 0


if __name__ == "__main__":
    sys.exit(main())
