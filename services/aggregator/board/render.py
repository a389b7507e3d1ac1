"""Pages from view models: the templates, and what every page is given."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import pass_context
from jinja2.runtime import Context

from services.aggregator.api.views.forecasts import ForecastSection
from services.aggregator.board import operations_named
from services.aggregator.board.commitments.rows import CommitmentsShown
from services.aggregator.board.drawing.trajectory_chart import draw
from services.aggregator.board.drawing.trajectory_data import chart_data, embed
from services.aggregator.board.drawing.trajectory_view import ChartView
from services.aggregator.board.overview.alert_rows import AlertRow
from services.aggregator.board.overview.overview import Overview
from services.aggregator.board.overview.rows import PlanProgress
from services.aggregator.board.overview.sections import Section, changes
from services.aggregator.board.target.detail import Detail
from services.aggregator.board.target.unit_rows import ShownUnits
from services.aggregator.supposing.accepting import Supposition
from services.aggregator.wording import formats, levels
from shared.periods import Clock, Month
from shared.points import PARAMETER, Point
from shared.web.exporting.links import with_links
from shared.web.pages import environment

SERVICE = Path(__file__).parent.parent
STATIC = SERVICE / "static"
_SHOWN_CHANGES = 16


class BoardRenderer:
    """Fills the templates. A static file's address carries a digest of it, so that it may be kept for long."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._environment = environment(SERVICE / "templates")
        self._environment.filters["kept"] = kept
        self._environment.filters["kept_by_time"] = kept_by_time
        self._environment.filters["instant"] = lambda text: formats.instant_text(datetime.fromisoformat(text))
        self._environment.filters |= operations_named.FILTERS
        self._version = static_version()

    def overview(self, shown: Overview, point: Point | None = None) -> str:
        """总览: every plan in one month, and what came of those that are over."""
        sections = shown.sections
        marks = [mark for mark in levels.LEVELS.values() if _used(sections, mark) or mark.rank >= 0]
        totals = [sum(_count(section, mark)[0] for section in sections) for mark in marks]
        return self._page(
            "overview.html",
            here="/",
            simulated=shown.simulated,
            sections=sections,
            results=shown.results,
            alerts=shown.alerts,
            periods=shown.periods,
            period=shown.period,
            marks=marks,
            totals=totals,
            changes=changes(sections),
            shown_changes=_SHOWN_CHANGES,
            point=point,
            awaited=shown.awaited,
            coming=shown.coming,
        )

    def plan(self, section: Section, periods: Sequence[Month], point: Point | None = None) -> str:
        """One plan in one month: the page to print."""
        return self._page(
            "plan.html", here="", simulated=section.simulated, section=section, periods=periods, point=point
        )

    def indicator(
        self,
        detail: Detail,
        shown: ChartView,
        open_alerts: Sequence[AlertRow],
        periods: Sequence[Month],
        point: Point | None = None,
        ahead: ForecastSection | None = None,
    ) -> str:
        """指标: one target in full; ``ahead`` is what its forecast says."""
        return self._page(
            "indicator.html",
            here="",
            simulated=detail.simulated,
            detail=detail,
            picture=draw(shown),
            data=embed(chart_data(shown)),
            ahead=ahead,
            open_alerts=open_alerts,
            periods=periods,
            point=point,
        )

    def accepting(
        self,
        area: str,
        period: Month,
        names: tuple[Sequence[str], Sequence[str]],
        rows: Sequence[object],
        supposed: Supposition,
    ) -> str:
        """审核 › 通过后的等级; ``names`` are those of the units that were supposed, and of the others."""
        return self._page(
            "accepting.html",
            here="/reviews",
            simulated=supposed.simulated or any(each.then.simulated for each in supposed.found),
            area=area,
            period=period,
            names=names[0],
            others=names[1],
            rows=rows,
            position=supposed.position,
        )

    def units(self, shown: ShownUnits, point: Point | None = None) -> str:
        """指标 › 各单位: every unit under a target."""
        now, unit = shown.now, shown.target.unit
        return self._page(
            "units.html",
            here="",
            simulated=now is not None and now.simulated,
            shown=shown,
            by_denominator=unit.base == "%",
            actual=formats.with_unit(now.actual if now else None, unit),
            expected=formats.with_unit(now.expected if now else None, unit),
            difference=formats.signed_with_unit(now.difference if now else None, unit),
            coverage=formats.coverage_text(now),
            point=point,
        )

    def commitments(
        self, progress: PlanProgress, shown: CommitmentsShown, periods: Sequence[Month], point: Point | None = None
    ) -> str:
        """规划 › 重点任务: what a plan promises beyond its table."""
        return self._page(
            "commitments.html",
            here="",
            simulated=shown.simulated or any(each.simulated for each in progress.assessments.values()),
            plan=progress.plan,
            period=progress.period,
            shown=shown,
            periods=periods,
            point=point,
        )

    def operations(self, state: Any) -> str:
        """运行: whether the figures can be trusted now."""
        return self._page("ops.html", here="/ops", simulated=False, state=state)

    def as_of(self, chosen: Any, shown: Any, choices: Any) -> str:
        """时点: a past moment to go to, and what lies between two."""
        simulated = shown is not None and shown.view.simulated
        return self._page("as_of.html", here="/as-of", simulated=simulated, chosen=chosen, shown=shown, choices=choices)

    def missing(self, title: str, detail: str, links: Sequence[tuple[str, str]] = ()) -> str:
        """What is asked for does not exist; ``links`` lead to what does, by address and words."""
        return self._page("missing.html", here="", simulated=False, heading=title, detail=detail, links=links)

    def page(self, template: str, **values: Any) -> str:
        """A page whose values others have made: at least ``here`` and ``simulated``."""
        return self._page(template, **values)

    def _page(self, template: str, **values: Any) -> str:
        given = {"version": self._version, "made_at": formats.instant_text(self._clock.now()), "point": None}
        return with_links(self._environment.get_template(template).render(given | values))


@pass_context
def kept(context: Context, address: str) -> str:
    """The address, with the point in the past that the page is about: its links stay there."""
    point = context.get("point")
    if point is None:
        return address
    return _with_point(address, point.text)


@pass_context
def kept_by_time(context: Context, address: str) -> str:
    """The same for the pages of alerts, which know no positions of ``reports``: the instant of one that was asked."""
    point = context.get("point")
    if point is None:
        return address
    return _with_point(address, point.instant.isoformat() if point.text.isdigit() else point.text)


def _with_point(address: str, point: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={quote(point)}"


def static_version() -> str:
    """A digest of the static files' contents."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _count(section: Section, mark: levels.LevelMark) -> tuple[int, int]:
    return next((number, binding) for found, number, binding in section.counts if found == mark)


def _used(sections: Sequence[Section], mark: levels.LevelMark) -> bool:
    return any(_count(section, mark)[0] for section in sections)
