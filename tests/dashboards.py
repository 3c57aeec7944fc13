"""What the dashboards of Grafana ask Prometheus."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
DASHBOARDS = sorted((ROOT / "docker" / "grafana" / "dashboards").glob("*.json"))
#  What Grafana puts in the place of its own variables, and of the dashboard's.
VARIABLES = {"$__rate_interval": "1m", "$__range": "1h", "$__interval": "5s", "$instance": ".*", "$gateway": ".*"}


def expressions_of(dashboard):
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield f"{dashboard['title']}: {panel['title']}", target["expr"]
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            name = re.match(r"label_values\((.*), \w+\)$", variable["definition"])
            yield f"{dashboard['title']}: ${variable['name']}", name.group(1)


def plain(expression):
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    return expression
