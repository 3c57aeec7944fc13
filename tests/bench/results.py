"""results - the one writer of RESULTS.md: each bench has a section of its own and replaces only that."""

import datetime
import os
import pathlib
import platform
import re
import subprocess

FILE = pathlib.Path(__file__).resolve().parent / "RESULTS.md"
HEAD = """# Results

Written by `./dev bench`: each section by the bench of its name, and replaced by its next run.
"""


def machine():
    """What the figures were measured on, in one line."""
    cpu = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    system = re.search(r'PRETTY_NAME="(.*)"', pathlib.Path("/etc/os-release").read_text())
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=FILE.parent,
                            capture_output=True, text=True, check=False).stdout.strip()
    return (f"{datetime.date.today()}, {cpu.group(1) if cpu else platform.machine()}, "
            f"{os.cpu_count()} cores, {system.group(1)}, Linux {platform.release()}, commit {commit}")


def table(head, rows):
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def write(title, text):
    """Replace the section of this title, or append it."""
    old = FILE.read_text() if FILE.exists() else HEAD
    sections = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", old, re.S | re.M))
    sections[title] = f"\n{machine()}\n\n{text.strip()}\n\n"
    FILE.write_text(HEAD + "".join(f"\n## {name}\n{body.rstrip()}\n" for name, body in sections.items()))
