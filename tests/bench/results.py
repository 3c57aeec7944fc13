"""results - the one writer of RESULTS.md: each bench has a section of its own and replaces only that."""

import datetime
import os
import pathlib
import platform
import re
import subprocess

FILE = pathlib.Path(__file__).resolve().parent / "RESULTS.md"
ROOT = FILE.parents[2]
HEAD = """# Results

Written by `./dev bench`: each section by the bench of its name, and replaced by its next run.
"""


def versions():
    """The libraries that the programs were linked with, in one line."""
    told = subprocess.run([ROOT / "build" / "bin" / "tickgated", "--version"], capture_output=True, text=True,
                          check=False).stdout
    return ", ".join(told.split("\n")).strip(", ")


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
    sections[title] = f"\n{machine()}; {versions()}\n\n{text.strip()}\n\n"
    FILE.write_text(HEAD + "".join(f"\n## {name}\n{body.rstrip()}\n" for name, body in sections.items()))


def write_readme(text):
    """Replace what the README says between its marks of speed."""
    readme = ROOT / "README.md"
    old = readme.read_text()
    new = re.sub(r"(<!-- speed: [^\n]*-->\n).*?(\n<!-- end of speed -->)",
                 lambda match: f"{match[1]}{text.strip()}{match[2]}", old, flags=re.S)
    assert new.count("<!-- speed: ") == 1, "the README has no place for figures"
    readme.write_text(new)
