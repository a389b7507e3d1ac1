"""Writes the dashboards as JSON: ``python -m deploy.grafana.build``. A test checks that they are current."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.cog.encoder import JSONEncoder

from deploy.grafana import alerts, health, indicator, overview, reports

FOLDER = Path(__file__).parent / "dashboards"

DASHBOARDS: Mapping[str, Callable[[], Dashboard]] = {
    each.UID: each.build for each in (overview, indicator, reports, alerts, health)
}
"""Every dashboard by its uid, which is its file's name as well."""


def render(uid: str) -> str:
    """The dashboard's JSON, the same every time."""
    made = DASHBOARDS[uid]().build()
    for number, panel in enumerate(made.panels or (), start=1):
        panel.id_val = number
    return json.dumps(made, cls=JSONEncoder, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every dashboard's file."""
    FOLDER.mkdir(exist_ok=True)
    for uid in DASHBOARDS:
        (FOLDER / f"{uid}.json").write_text(render(uid), "utf-8")


if __name__ == "__main__":
    main()
