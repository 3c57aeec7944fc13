#!/usr/bin/env python3
"""Checks that rules and dashboard parse, name only what is exported, and that each alert is explained."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

from dashboards import DASHBOARDS, expressions_of, plain

ROOT = pathlib.Path(__file__).resolve().parent.parent
RULES = ROOT / "docker" / "prometheus" / "rules.yml"
RULES_TEST = ROOT / "tests" / "rules_test.yml"
CONFIG = ROOT / "docker" / "prometheus" / "prometheus.yml"
METRICS = ROOT / "docs" / "metrics.md"
OPERATIONS = ROOT / "docs" / "operations.md"
OF_PROMETHEUS = {"up"}

failures = []


def fail(what):
    failures.append(what)
    print(f"FAIL  {what}")


def promtool(verb, *words):
    done = subprocess.run(["promtool", verb, *map(str, words)], capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        fail(f"promtool {verb} {' '.join(map(str, words))}: {done.stdout + done.stderr}")


def exported():
    """The names in the tables of docs/metrics.md, which a flow holds against the live text."""
    names = set(OF_PROMETHEUS)
    for name, kind in re.findall(r"^\| `(\w+)` \| (\w+) \|", METRICS.read_text(), re.M):
        names |= {f"{name}_{end}" for end in ("bucket", "sum", "count")} if kind == "histogram" \
            else {name}
    return names


def metrics_in(expression):
    """Names that are no function, no keyword and no label."""
    bare = re.sub(r'"[^"]*"', "", expression)
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|\b(by|without|on|ignoring)\s*\([^)]*\)", " ", bare)
    bare = re.sub(r"\b\w+\s*\(", "(", bare)
    return set(re.findall(r"\b[a-z_][a-z0-9_]{1,}\b", bare)) - {"or", "and", "unless", "bool",
                                                                "by", "le"}


def check_dashboard(path, names):
    dashboard = json.loads(path.read_text())
    if not dashboard["uid"] or "id" in dashboard:
        fail(f"{path.name}: needs a uid of its own, and no id of somebody's database")
    rules = []
    for place, expression in expressions_of(dashboard):
        rules.append({"record": f"test:expression{len(rules)}", "expr": plain(expression)})
        for name in sorted(metrics_in(expression) - names):
            fail(f"{place}: nothing exports {name}")
    for panel in dashboard["panels"]:
        if panel["datasource"]["uid"] != "${DS_PROMETHEUS}":
            fail(f"{path.name}: {panel['title']} is bound to one data source")
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        json.dump({"groups": [{"name": path.stem, "rules": rules}]}, file)  # JSON is YAML
        file.flush()
        promtool("check", "rules", file.name)
    return len(rules)


def check_rules(names):
    promtool("check", "rules", RULES)
    promtool("check", "config", "--syntax-only", CONFIG)
    promtool("test", "rules", RULES_TEST)
    watching = OPERATIONS.read_text().split("\n## Watch it\n")[1].split("\n## ")[0]
    headings = re.findall(r"^### (\w+)$", watching, re.M)
    rules = [rule for group in yaml.safe_load(RULES.read_text())["groups"]
             for rule in group["rules"]]
    for rule in rules:
        for name in sorted(metrics_in(rule["expr"]) - names):
            fail(f"{rule['alert']}: nothing exports {name}")
        if rule["annotations"]["runbook"] != f"docs/operations.md#{rule['alert'].lower()}":
            fail(f"{rule['alert']}: its runbook is another's")
    for name in sorted({rule["alert"] for rule in rules} ^ set(headings)):
        fail(f"{name} is in only one of rules.yml and operations.md")
    return len(rules)


def main():
    names = exported()
    rules = check_rules(names)
    expressions = sum(check_dashboard(path, names) for path in DASHBOARDS)
    print(f"{rules} alerts, {expressions} expressions, {len(names)} names, {len(failures)} wrong")
    return 1 if failures or not rules or not expressions else 0


if __name__ == "__main__":
    sys.exit(main())
