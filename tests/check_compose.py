#!/usr/bin/env python3
"""Checks that compose passes every setting of the daemon on, or says which it fixes; no engine is needed."""

import pathlib
import re
import subprocess
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMPOSE = ROOT / "docker" / "compose.yaml"
DOCKERFILE = ROOT / "docker" / "Dockerfile"
TOLD_IN = (COMPOSE, ROOT / "README.md", ROOT / "docs" / "operations.md")
FIXED = {"TICKGATE_PUBLISH", "TICKGATE_HEARTBEAT", "TICKGATE_HTTP"}  # by the image
#  Flags that only print something.
NO_SETTINGS = {"check-config", "print-config", "version", "help"}
MOUNT = "/etc/tickgate:ro"

failures = []


def expect(claim, what):
    if not claim:
        failures.append(what)
        print(f"FAIL  {what}")


def settings():
    """The variables of the daemon's own table."""
    told = subprocess.run([ROOT / "build" / "bin" / "tickgated", "--help"], capture_output=True, text=True,
                          check=True).stdout
    flags = set(re.findall(r"^  (?:-\w, )?--([a-z-]+)", told, re.M))
    expect(NO_SETTINGS < flags, f"no flags of tickgated: {NO_SETTINGS - flags}")
    return {"TICKGATE_" + flag.upper().replace("-", "_") for flag in flags - NO_SETTINGS}


def main():
    gateway = yaml.safe_load(COMPOSE.read_text())["services"]["tickgate"]
    passed = gateway["environment"]
    known = settings()
    expect(len(passed) == len(set(passed)), "compose passes a setting on twice")
    for name in sorted(known - FIXED - set(passed)):
        expect(False, f"compose drops {name}, and nothing says so")
    for name in sorted(set(passed) - known):
        expect(False, f"compose passes {name} on, which is no setting")
    for name in sorted(FIXED):
        expect(name not in passed and f"{name}=" in DOCKERFILE.read_text(), f"the image does not fix {name}")
        for path in TOLD_IN:
            expect(name in path.read_text(), f"{path.relative_to(ROOT)} does not say that {name} is fixed")
    expect([one for one in gateway.get("volumes", ()) if one.endswith(":" + MOUNT)], "no folder for settings that are files")
    print(f"{len(known)} settings, {len(failures)} wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
