"""What of a sample is shown to those who may not see single enterprises: groups of three and more, in steps. Pure.

Whatever is shown is the sum of whole groups, and a group never has fewer than three enterprises, so no subtraction of
what is shown leaves fewer. A group's sum appears when its period was due, and moves afterwards only where three of its
enterprises say something else than it shows, at the end of a day: so no two looks at it, nor two points in the past,
differ by fewer either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple

from services.aggregator.panel.matching import MatchedLine, PanelSum, matched, standing
from shared.catalogue.model import PanelMember
from shared.events import PanelFrequency, PanelReported
from shared.periods import CHINA, Month, from_microseconds, to_microseconds

FEWEST = 3
"""Enterprises of a group."""

OTHERS = ""
"""The industry of a group of several."""


class RecordedPanel(NamedTuple):
    """A report, where it stands in ``reports``, and when it was recorded (UTC microseconds)."""

    position: int
    recorded_at: int
    event: PanelReported


class PanelGroup(NamedTuple):
    """Enterprises of one region that are only shown together; ``industry`` is OTHERS where they are of several."""

    region: str
    industry: str
    enterprises: tuple[str, ...]


class ToldPeriod(NamedTuple):
    """Of which period, by what frequency, when it had been due and what time it is (UTC microseconds)."""

    period: Month
    frequency: PanelFrequency
    due: int
    now: int


def groups(sample: Iterable[PanelMember]) -> list[PanelGroup]:
    """The sample of one region in groups, of those who report by month and of those who report by quarter apart: a sum
    of a quarter, less its last month's, is then no fewer either."""
    members = list(sample)
    return [
        group
        for frequency in PanelFrequency
        for group in _grouped(each for each in members if each.frequency is frequency)
    ]


def _grouped(sample: Iterable[PanelMember]) -> list[PanelGroup]:
    """An industry with enough enterprises by itself, the others together, joined by the smallest industry where they
    are too few; none where all together are."""
    by_industry: dict[str, list[str]] = defaultdict(list)
    region = ""
    for each in sample:
        by_industry[each.industry].append(each.enterprise)
        region = each.region
    whole = {industry: some for industry, some in by_industry.items() if len(some) >= FEWEST}
    rest = [
        enterprise for industry, some in sorted(by_industry.items()) if industry not in whole for enterprise in some
    ]
    if 0 < len(rest) < FEWEST and whole:
        smallest = min(whole, key=lambda industry: (len(whole[industry]), industry))
        rest += whole.pop(smallest)
    found = [PanelGroup(region, industry, tuple(some)) for industry, some in sorted(whole.items())]
    if len(rest) >= FEWEST:
        found.append(PanelGroup(region, OTHERS, tuple(rest)))
    return found


def shown(group: PanelGroup, reports: Sequence[RecordedPanel], told: ToldPeriod) -> tuple[MatchedLine, ...]:
    """The lines that the group's sum is made of at the time; none before the period was due, or too few have come.

    What comes later counts once its day is over: of a day everything at once, so that no position inside it tells one
    report from the next.
    """
    if told.now <= told.due:
        return ()
    mine = sorted(each for each in reports if each.event.enterprise in group.enterprises)
    known = [each.event for each in mine if each.recorded_at <= told.due]
    looks = _looked([{}], known, group, told)
    late = (each for each in mine if each.recorded_at > told.due)
    for day, some in groupby(late, key=lambda each: from_microseconds(each.recorded_at).astimezone(CHINA).date()):
        if end_of_day(day) >= told.now:
            break
        known += [each.event for each in some]
        looks = _looked(looks, known, group, told)
    return tuple(looks[-1].values())


def end_of_day(day: date) -> int:
    """The last microsecond of a day in China."""
    return to_microseconds(datetime.combine(day + timedelta(days=1), time(), CHINA)) - 1


_Look = dict[str, MatchedLine]


def _looked(looks: list[_Look], known: Iterable[PanelReported], group: PanelGroup, told: ToldPeriod) -> list[_Look]:
    """What was shown one after the other, and what is shown now: another look only where it differs from every earlier
    one by enough enterprises, or is the same as it."""
    now = {each.enterprise: each for each in matched(standing(known), group.enterprises, told.period, told.frequency)}
    differ = [sum(now.get(each) != look.get(each) for each in {*now, *look}) for look in looks]
    return [*looks, now] if differ[-1] and all(not each or each >= FEWEST for each in differ) else looks


def rounded(amount: int) -> int:
    """To two significant digits: what those see who see no single enterprise. Two months' sums of which one has an
    enterprise less are then no way to that enterprise's figure."""
    digits = len(str(abs(amount)))
    unit = int("1" + "0" * max(digits - 2, 0))
    return (abs(amount) + unit // 2) // unit * unit * (1 if amount >= 0 else -1)


def coarse(found: PanelSum) -> dict[str, int]:
    """The amounts of a sum, rounded."""
    return {name: rounded(getattr(found, name)) for name in ("base", "end", "hired", "vacancies")} | {
        "left": rounded(found.left.total)
    }
