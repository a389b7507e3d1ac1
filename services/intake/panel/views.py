"""The pages of 用工监测 at the door where it is reported: what they show, from the sample and what stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from markupsafe import Markup

from services.intake.pages.views.formats import instant_text
from services.intake.pages.views.month_strip import LOOKS, StateLook
from services.intake.pages.views.spark import sparkline
from services.intake.panel.bodies import LEFT
from services.intake.panel.records import PanelRecord
from shared.catalogue import Catalogue
from shared.catalogue.model import PanelMember
from shared.catalogue.model.panel import INDUSTRIES, SIZES
from shared.events import PanelFrequency
from shared.periods import Month, months

MONTHS_BACK = 24
"""Periods that a page goes back."""

REPORTED = StateLook("已报", "●", "level-normal")
LATE = StateLook("迟报", "◐", "level-yellow")

Latest = Mapping[tuple[str, str], PanelRecord]
"""What stands of enterprises' periods, with its envelope."""


class ShownPeriod(NamedTuple):
    """A period of an enterprise: how it stands, and what was reported of it (None: nothing)."""

    period: Month
    name: str
    look: StateLook
    due: date
    record: PanelRecord | None

    @property
    def net(self) -> str:
        """By how much the headcount changed, with its sign."""
        if self.record is None:
            return ""
        change = self.record.event.end - self.record.event.start
        return f"{change:+d}" if change else "0"

    @property
    def left(self) -> str:
        """Who left, by reason: those that there were."""
        if self.record is None:
            return ""
        parts = self.record.event.left
        return "、".join(f"{word}{getattr(parts, name)}" for name, word in LEFT.items() if getattr(parts, name))

    @property
    def at(self) -> str:
        """When what stands came in."""
        return instant_text(self.record.recorded.recorded_at) if self.record is not None else ""


class ShownEnterprise(NamedTuple):
    """An enterprise of the sample, and its periods, the newest first."""

    enterprise: str
    name: str
    industry: str
    size: str
    frequency: str
    periods: tuple[ShownPeriod, ...]
    picture: Markup


class ShownDistrict(NamedTuple):
    """A district's sample in a month: who has reported, who has not."""

    period: Month
    rows: tuple[tuple[ShownEnterprise, ShownPeriod], ...]

    @property
    def reported(self) -> int:
        """How many have."""
        return sum(period.record is not None for _, period in self.rows)

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of those who have not."""
        return tuple(enterprise.name for enterprise, period in self.rows if period.record is None)


def enterprise_shown(
    members: Sequence[PanelMember], latest: Latest, catalogue: Catalogue, today: date
) -> ShownEnterprise:
    """An enterprise of which ``members`` are the stretches in the sample."""
    last, end = members[-1], Month.of(today).shift(-1)
    asked = [each for each in months(end.shift(1 - MONTHS_BACK), end) if any(span.owes(each) for span in members)]
    periods = tuple(_period(members, each, latest, catalogue, today) for each in reversed(asked))
    heads = [Fraction(each.record.event.end) if each.record is not None else None for each in reversed(periods)]
    return ShownEnterprise(
        enterprise=last.enterprise,
        name=last.name,
        industry=INDUSTRIES.get(last.industry, last.industry),
        size=SIZES[last.size],
        frequency="按季" if last.frequency is PanelFrequency.QUARTER else "按月",
        periods=periods,
        picture=sparkline(heads, f"{last.name}各期末人数"),
    )


def district_shown(shown: Iterable[ShownEnterprise], period: Month) -> ShownDistrict:
    """The enterprises that owe a report of a month, those that have none first."""
    rows = [(each, found) for each in shown for found in each.periods if found.period == period]
    return ShownDistrict(period, tuple(sorted(rows, key=lambda row: (row[1].record is not None, row[0].name))))


def wanted_period(shown: ShownEnterprise, wanted: Month | None) -> ShownPeriod | None:
    """The period that is asked for; else the oldest that is owed, else the newest; None where none is owed at all."""
    for each in shown.periods:
        if each.period == wanted:
            return each
    owed = [each for each in shown.periods if each.record is None]
    return owed[-1] if owed else next(iter(shown.periods), None)


def period_name(period: Month, frequency: PanelFrequency) -> str:
    """``2026年3月``, or ``2026年一季度``."""
    if frequency is PanelFrequency.MONTH:
        return period.chinese
    return f"{period.year}年{'一二三四'[(period.month - 1) // 3]}季度"


def _period(
    members: Sequence[PanelMember], period: Month, latest: Latest, catalogue: Catalogue, today: date
) -> ShownPeriod:
    member = next(each for each in members if each.holds(period))
    record = latest.get((member.enterprise, str(period)))
    due = catalogue.calendar_of(member.region).due_day(period)
    if record is not None:
        look = LATE if record.event.late else REPORTED
    else:
        look = LOOKS["missing"] if today > due else LOOKS["owed"]
    return ShownPeriod(period, period_name(period, member.frequency), look, due, record)
