"""及时更正: a correction for the better while an alert on the figure is open. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from services.intake.review.rules import CONVENIENT
from shared.events import ReportLine, ReviewFinding


class FigureAlert(NamedTuple):
    """An open alert that a unit's figure counts for: its number, indicator, area and first month."""

    number: str
    indicator: str
    area: str
    since: str


def convenient_fix(
    before: Mapping[str, ReportLine],
    after: Iterable[ReportLine],
    alerts: Iterable[FigureAlert],
    upward: Mapping[str, bool],
    names: Mapping[str, str],
) -> tuple[ReviewFinding, ...]:
    """Every figure of a correction that moves the way its open alert would like it to.

    ``upward`` says whether more of an indicator is better. It screens; what it asks for is evidence.
    """
    open_for: dict[str, FigureAlert] = {}
    for alert in alerts:
        open_for.setdefault(alert.indicator, alert)
    found = []
    for line in after:
        opened, old = open_for.get(line.indicator), before.get(line.indicator)
        if opened is None or old is None or not _better(old, line, upward[line.indicator]):
            continue
        message = (
            f"“{names[line.indicator]}”由{_written(old)}更正为{_written(line)}，"
            f"而{opened.area}的预警{opened.number}（自{opened.since}）未结；须附凭据"
        )
        found.append(CONVENIENT.finding(line.indicator, message))
    return tuple(found)


def _better(old: ReportLine, new: ReportLine, upward: bool) -> bool:
    if old.basis != new.basis:
        return False
    difference = new.value * (old.denominator or 1) - old.value * (new.denominator or 1)
    return difference > 0 if upward else difference < 0


def _written(line: ReportLine) -> str:
    return f"{line.value:,}" if line.denominator is None else f"{line.value:,}/{line.denominator:,}"
