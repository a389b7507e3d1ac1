"""The page's words and numbers of what is shown of a sample. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from markupsafe import Markup

from services.aggregator.board.panel.chart import change_bars
from services.aggregator.board.panel.rates import NOTHING, percent
from services.aggregator.board.panel.shown import FoundLoss, PanelPart, ShownPanel
from services.aggregator.panel.withholding import OTHERS, coarse
from shared.catalogue import Catalogue
from shared.catalogue.model.panel import INDUSTRIES, SIZES
from shared.events import PanelFrequency
from shared.periods import Month

_NONE = (NOTHING,) * 9
TOGETHER = "其他行业（合并）"


class SampleRow(NamedTuple):
    """A row of the tables; ``code`` leads to a district's own page ('': to none)."""

    name: str
    code: str
    sample: int
    reported: int
    matched: int
    base: str
    end: str
    change: str
    hired: str
    hires: str
    left: str
    losses: str
    vacancies: str
    outlook: str
    note: str


class LossRow(NamedTuple):
    """An enterprise's loss, for its district."""

    enterprise: str
    name: str
    size: str
    start: int
    end: int
    lost: int
    part: str
    laid_off: int
    why: str


class PanelPage(NamedTuple):
    """The page."""

    region: str
    name: str
    period: Month
    title: str
    quarterly: bool
    own: bool
    total: SampleRow
    districts: tuple[SampleRow, ...]
    industries: tuple[SampleRow, ...]
    losses: tuple[LossRow, ...]
    series: tuple[tuple[str, SampleRow], ...]
    picture: Markup
    simulated: bool


def panel_page(history: Sequence[ShownPanel], catalogue: Catalogue) -> PanelPage:
    """The page of the last of ``history``, the periods before it in order."""
    now = history[-1]
    name = catalogue.region_name(now.region)
    series = tuple((period_title(each), _row("", "", each.total, each)) for each in history)
    return PanelPage(
        region=now.region,
        name=name,
        period=now.period,
        title=period_title(now),
        quarterly=now.frequency is PanelFrequency.QUARTER,
        own=now.own,
        total=_row("合计", "", now.total, now),
        districts=tuple(_row(catalogue.name_apart(each.key), each.key, each, now) for each in now.districts),
        industries=tuple(_row(_industry(each), "", each, now) for each in now.industries),
        losses=tuple(_loss(each) for each in now.losses),
        series=series,
        picture=change_bars([(_short(each), each.total.found.change) for each in history], name),
        simulated=now.simulated,
    )


def period_title(shown: ShownPanel) -> str:
    """``2026年3月``, or ``2026年一季度``."""
    if shown.frequency is PanelFrequency.MONTH:
        return shown.period.chinese
    return f"{shown.period.year}年{'一二三四'[(shown.period.month - 1) // 3]}季度"


def _row(name: str, code: str, part: PanelPart, shown: ShownPanel) -> SampleRow:
    found = part.found
    counts = (part.sample, part.reported, found.enterprises)
    if not found.enterprises:
        return SampleRow(name, code, *counts, *_NONE, note=_note(part, shown))
    exact = {name: getattr(found, name) for name in ("base", "end", "hired", "vacancies")}
    amounts = exact | {"left": found.left.total} if shown.own else coarse(found)
    about = "" if shown.own else "约"
    text = {name: f"{about if amount else ''}{amount:,}" for name, amount in amounts.items()}
    return SampleRow(
        name,
        code,
        *counts,
        base=text["base"],
        end=text["end"],
        change=percent(found.change, signed=True),
        hired=text["hired"],
        hires=percent(found.hires_rate),
        left=text["left"],
        losses=percent(found.losses_rate),
        vacancies=text["vacancies"],
        outlook=percent(found.outlook, signed=True),
        note=_note(part, shown),
    )


def _note(part: PanelPart, shown: ShownPanel) -> str:
    if part.withheld:
        return "不足三家，或当日刚报来，尚未公布"
    if not part.found.enterprises:
        return "没有两期都报了的企业"
    late = part.reported - part.found.enterprises
    return "" if shown.own or late <= 0 else f"另有 {late} 家未配对或尚未计入"


def _industry(part: PanelPart) -> str:
    return TOGETHER if part.key == OTHERS else INDUSTRIES.get(part.key, part.key)


def _short(shown: ShownPanel) -> str:
    if shown.frequency is PanelFrequency.QUARTER:
        return f"{shown.period.year % 100}年{'一二三四'[(shown.period.month - 1) // 3]}季"
    return f"{shown.period.month}月"


def _loss(found: FoundLoss) -> LossRow:
    report = found.report
    lost = report.start - report.end
    return LossRow(
        enterprise=found.enterprise,
        name=found.name,
        size=SIZES[report.size],
        start=report.start,
        end=report.end,
        lost=lost,
        part=percent(Fraction(lost, report.start) if report.start else None),
        laid_off=report.left.laid_off,
        why="裁员须报告（劳动合同法第四十一条）" if found.layoff else "达到减员界限",
    )
