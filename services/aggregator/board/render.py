"""Pages from view models: the templates, and what every page is given."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.aggregator.board import formats
from services.aggregator.board.alert_rows import AlertRow
from services.aggregator.board.chart import ChartView, chart_data, draw, embed
from services.aggregator.board.detail import Detail
from services.aggregator.board.view import Section, changes
from shared.periods import Clock, Month

SERVICE = Path(__file__).parent.parent
STATIC = SERVICE / "static"
_SHOWN_CHANGES = 16


class Renderer:
    """Fills the templates. A static file's address carries a digest of it, so that it may be kept for long."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._environment = Environment(
            loader=FileSystemLoader(SERVICE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._version = static_version()

    def overview(
        self, sections: Sequence[Section], alerts: Sequence[AlertRow], periods: Sequence[Month], period: Month
    ) -> str:
        """总览: every plan in one month."""
        marks = [mark for mark in formats.LEVELS.values() if _used(sections, mark) or mark.rank >= 0]
        totals = [sum(_count(section, mark)[0] for section in sections) for mark in marks]
        return self._page(
            "overview.html",
            here="/",
            simulated=any(section.simulated for section in sections),
            sections=sections,
            alerts=alerts,
            periods=periods,
            period=period,
            marks=marks,
            totals=totals,
            changes=changes(sections),
            shown_changes=_SHOWN_CHANGES,
        )

    def plan(self, section: Section, periods: Sequence[Month]) -> str:
        """One plan in one month: the page to print."""
        return self._page("plan.html", here="", simulated=section.simulated, section=section, periods=periods)

    def indicator(
        self, detail: Detail, shown: ChartView, open_alerts: Sequence[AlertRow], periods: Sequence[Month]
    ) -> str:
        """指标: one target in full."""
        return self._page(
            "indicator.html",
            here="",
            simulated=detail.simulated,
            detail=detail,
            picture=draw(shown),
            data=embed(chart_data(shown)),
            open_alerts=open_alerts,
            periods=periods,
        )

    def operations(self, state: Any) -> str:
        """运行: whether the figures can be trusted now."""
        return self._page("ops.html", here="/ops", simulated=False, state=state)

    def missing(self, title: str, detail: str) -> str:
        """What is asked for does not exist."""
        return self._page("missing.html", here="", simulated=False, heading=title, detail=detail)

    def _page(self, template: str, **values: Any) -> str:
        made_at = formats.instant_text(self._clock.now())
        return self._environment.get_template(template).render(version=self._version, made_at=made_at, **values)


def static_version() -> str:
    """A digest of the static files' contents."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _count(section: Section, mark: formats.LevelMark) -> tuple[int, int]:
    return next((number, binding) for found, number, binding in section.counts if found == mark)


def _used(sections: Sequence[Section], mark: formats.LevelMark) -> bool:
    return any(_count(section, mark)[0] for section in sections)
