"""Reads the committed dashboards and rules, and runs their queries as Grafana would."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
import yaml

ROOT = Path(__file__).parents[3]
DASHBOARDS = ROOT / "deploy/grafana/dashboards"
RULES = ROOT / "deploy/prometheus/rules"

ALL = "$__all"
_VARIABLE = re.compile(r"\$\{(\w+)(:sqlstring)?\}")
_TIME_FILTER = re.compile(r"\$__timeFilter\((\w+)\)")
_METRIC = re.compile(r"\bxushi_[a-z0-9_]+")
_RECORDED = re.compile(r"\bxushi:[a-z0-9_:]+")
_SERIES_OF = re.compile(r"_(?:bucket|count|sum|total)$")

Dashboard = Mapping[str, Any]
Values = Mapping[str, tuple[str, ...]]
"""What is chosen in each variable of a dashboard."""


class Query(NamedTuple):
    """One query of a panel, and where it stands."""

    dashboard: str
    panel: str
    source: str
    text: str
    series: bool

    def __str__(self) -> str:
        return f"{self.dashboard}: {self.panel}"


def dashboards() -> list[Dashboard]:
    """The committed dashboards."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(DASHBOARDS.glob("*.json"))]


def panels(dashboard: Dashboard) -> list[dict[str, Any]]:
    """Every panel that shows data, those inside rows included."""
    found: list[dict[str, Any]] = []
    for panel in dashboard["panels"]:
        found += panel.get("panels", []) if panel["type"] == "row" else [panel]
    return found


def queries() -> Iterator[Query]:
    """Every query of every panel."""
    for dashboard in dashboards():
        for panel in panels(dashboard):
            for target in panel["targets"]:
                yield Query(
                    dashboard["uid"],
                    panel["title"],
                    target["datasource"]["uid"],
                    target.get("rawSql") or target["expr"],
                    target.get("format") == "time_series",
                )


def rules() -> list[dict[str, Any]]:
    """Every rule of Prometheus."""
    documents = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(RULES.glob("*.yml"))]
    return [rule for document in documents for group in document["groups"] for rule in group["rules"]]


def metrics_in(expression: str) -> set[str]:
    """The metrics that an expression names, without what a histogram or counter adds to a name."""
    return {_SERIES_OF.sub("", name) for name in _METRIC.findall(expression)}


def recorded_in(expression: str) -> set[str]:
    """The recorded series that an expression names."""
    return set(_RECORDED.findall(expression))


def filled(sql: str, values: Values) -> str:
    """``sql`` with Grafana's variables and its macro for the time replaced."""

    def value(match: re.Match[str]) -> str:
        chosen = values[match.group(1)]
        if not match.group(2):
            return chosen[0]
        return ", ".join("'" + each.replace("'", "''") + "'" for each in chosen)

    sql = _TIME_FILTER.sub(r"\1 BETWEEN '2020-12-31T16:00:00Z' AND now()", sql)
    return _VARIABLE.sub(value, sql)


def choose(dashboard: Dashboard, readers: Mapping[str, sa.Engine], wanted: Mapping[str, str]) -> Values:
    """What Grafana chooses when the dashboard is opened: every option, or the first - or the one ``wanted``."""
    chosen: dict[str, tuple[str, ...]] = {}
    for variable in dashboard.get("templating", {}).get("list", []):
        sql = filled(variable["query"], chosen)
        options = [str(row[-1]) for row in rows(readers[variable["datasource"]["uid"]], sql)]
        assert options, f"{dashboard['uid']}: nothing to choose for {variable['name']}"
        name = variable["name"]
        if name in wanted:
            assert wanted[name] in options
            chosen[name] = (wanted[name],)
        else:
            chosen[name] = tuple(options) if variable.get("includeAll") else (options[0],)
    return chosen


def rows(reader: sa.Engine, sql: str) -> list[sa.Row[Any]]:
    """What a query gives."""
    with reader.connect() as connection:
        return list(connection.execute(sa.text(sql.replace(":", "\\:"))).all())
