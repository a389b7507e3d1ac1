"""Random lives of alerts under three plans: what comes, who does what, and how time goes by. Drawn from a seed alone.

Two plans end with 2025 and would both be called CQ, as would the one that follows; they are loaded in either order, the
second and third after some of their months. From a month on the area has a unit less, as where two are merged.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Literal, NamedTuple

from chinese_calendar import is_workday

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.load import load_catalogue
from shared.catalogue.model import Plan
from shared.events import DoubtfulUnit, ProgressAssessed, UnitCorrection
from shared.periods import CHINA, Month
from tests.unit.alerts.setting import an_assessed

OURS, THEIRS, NEXT = "chongqing-2021-2025", "aaa-2021-2025", "chongqing-2026-2030"
"""The second stands before the first in the alphabet, so that it would be the first to choose a number."""
PLANS = (OURS, THEIRS, NEXT)
ORDERS = ((OURS, THEIRS, NEXT), (THEIRS, OURS, NEXT), (NEXT, THEIRS, OURS))
BEGIN, LAST = Month(2025, 6), Month(2025, 12)
MONTHS = tuple(str(BEGIN.shift(each)) for each in range(10))
"""Months of which something may be said, up to two after the last of the plans that end; four of the last plan."""
LAST_PUBLISHED = 2026
"""The last year of the published calendar that is needed."""
UNITS, SHORT = 38, 37
"""So many units report before and after two of them are merged."""

Kind = Literal[
    "forward", "correct", "refuse", "again", "old", "unbind", "load", "merge", "restart",
    "sign", "answer", "accept", "return", "silence", "loud", "strike", "hours", "day", "week",
]  # fmt: skip
_WEIGHTS: Mapping[Kind, int] = {
    "forward": 26, "correct": 22, "refuse": 9, "again": 2, "old": 3, "unbind": 1, "load": 4, "merge": 2, "restart": 2,
    "sign": 2, "answer": 9, "accept": 7, "return": 2, "silence": 1, "loud": 1, "strike": 1, "hours": 5, "day": 5,
    "week": 5,
}  # fmt: skip
_LEVELS = ("normal", "normal", "guard", "blue", "yellow", "yellow", "yellow", "orange", "orange", "red", "red")
_SAID = (*_LEVELS, *_LEVELS, "missing", "missing", "reporting", "unassessed")

_ACCEPTED: Mapping[str, tuple[str, int | None]] = {
    "all": ("all", 10_000),
    "enough": ("most", None),
    "heavy": ("half", 9_600),
    "light": ("most", 8_000),
    "some": ("half", 5_000),
    "none": ("none", 0),
}
"""How many units are accepted, and what part of the figure they bring (None: nobody weighed them)."""


class Step(NamedTuple):
    """What happens. ``plan`` and ``pick`` say to which plan and month, as far as there is a choice; ``hours`` how
    much later. Of a month: its level, how much of it is accepted, whether the accepted figures are where an alert is
    cleared, how many units are in doubt, and whether one unit has not reported."""

    kind: Kind
    plan: int = 0
    pick: int = 0
    hours: int = 0
    level: str = "red"
    accepted: Literal["all", "enough", "heavy", "light", "some", "none"] = "all"
    cleared: bool = False
    doubts: int = 0
    short: bool = False


class Life(NamedTuple):
    """A history: in which order the plans are loaded, and what happens then."""

    order: int
    steps: tuple[Step, ...]


def a_life(seed: int, fewest: int = 14, most: int = 60) -> Life:
    """The life that belongs to the seed, always the same."""
    rng = random.Random(seed)
    kinds, weights = tuple(_WEIGHTS), tuple(_WEIGHTS.values())
    steps = [_a_step(rng, kind) for kind in rng.choices(kinds, weights, k=rng.randint(fewest, most))]
    return Life(rng.randrange(len(ORDERS)), tuple(steps))


def _a_step(rng: random.Random, kind: Kind) -> Step:
    return Step(
        kind,
        plan=rng.choice((0, 0, 0, 1, 2)),
        pick=rng.randrange(120),
        hours=rng.randrange(24 * 12),
        level=rng.choice(_SAID),
        accepted=rng.choice(("all", "all", "all", "all", "enough", "heavy", "light", "some", "none")),
        cleared=rng.random() < 0.6,
        doubts=rng.choice((0, 0, 0, 0, 2)),
        short=rng.random() < 0.08,
    )


@cache
def plans() -> Mapping[str, Plan]:
    """The three plans."""
    ours = load_catalogue().plans[OURS]
    theirs = replace(ours, id=THEIRS, region="510000", name="另一份规划")
    following = replace(ours, id=NEXT, first=Month(2026, 1), last=Month(2030, 12), name="下一份规划")
    return {OURS: ours, THEIRS: theirs, NEXT: following}


CatalogueWith = Callable[[tuple[str, ...]], Catalogue]
"""Gives the catalogue with plans of these names, loaded in this order."""


@cache
def catalogue_of(loaded: tuple[str, ...]) -> Catalogue:
    """The catalogue with these plans, loaded in this order."""
    plain = load_catalogue()
    known = [plans()[each] for each in loaded]
    return Catalogue(plain.regions.values(), plain.groups, plain.indicators.values(), known, plain.departments, {})


@cache
def works(day: date) -> bool:
    """Whether people work on that day, by the published calendar and nothing else; where it has ended, which is only in
    the first weeks of 2031, on every day from Monday to Friday."""
    return is_workday(day) if day.year <= LAST_PUBLISHED else day.weekday() < 5


@cache
def working_day_after(month: Month, count: int) -> date:
    """The working day that is so many after the month's end."""
    day = month.last_day
    while count:
        day += timedelta(1)
        count -= works(day)
    return day


def in_working_time(instant: datetime) -> bool:
    """Whether a department is at work."""
    local = instant.astimezone(CHINA)
    return works(local.date()) and 9 <= local.hour < 18


@dataclass
class Figures:
    """Turns steps into assessments as an aggregator makes them: versions go up, months go forward, earlier ones are
    corrected, and a correction that is refused leaves what was there before."""

    given: list[ProgressAssessed] = field(default_factory=list)
    said: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    reached: int = 0
    merged_from: int = len(MONTHS)

    def forward(self) -> str:
        """Another month is over; which."""
        self.reached = min(self.reached + 1, len(MONTHS))
        return MONTHS[self.reached - 1]

    def months_of(self, plan: str) -> Sequence[str]:
        """The plan's months that are over."""
        found = plans()[plan]
        return [each for each in MONTHS[: self.reached] if found.first <= Month.parse(each) <= found.last]

    def of(self, plan: str, period: str, step: Step) -> ProgressAssessed:
        """The month is assessed, as the step says."""
        told = self.said.setdefault((plan, period), [])
        told.append(_content(plan, period, step, corrected=bool(told), merged=self._merged(period)))
        return self._give(plan, period, told[-1])

    def refused(self, plan: str, period: str) -> ProgressAssessed:
        """What was said of the month last stands no more: what was before it does, or nothing."""
        told = self.said.get((plan, period), [])
        if told:
            told.pop()
        gone = {
            "level": "missing",
            "actual": None,
            "gap": None,
            "progress": None,
            "accepted_units": 0,
            "accepted_weight": 0,
        }
        return self._give(plan, period, told[-1] if told else gone)

    def not_binding(self, plan: str, period: str) -> ProgressAssessed:
        """The target is an expected one from now on."""
        return self._give(plan, period, {"level": "normal", "binding": False})

    def _merged(self, period: str) -> bool:
        return MONTHS.index(period) >= self.merged_from

    def _give(self, plan: str, period: str, content: Mapping[str, Any]) -> ProgressAssessed:
        version = 100 + len(self.given)
        corrections = tuple(replace_position(each, version) for each in content.get("corrections", ()))
        changes = {**content, "data_version": version, "corrections": corrections}
        made = an_assessed(period, **changes, plan=plan, region=plans()[plan].region)
        self.given.append(made)
        return made


def replace_position(correction: UnitCorrection, position: int) -> UnitCorrection:
    """The correction as accepted at that position."""
    changes = {name: getattr(correction, name) for name in correction.__struct_fields__} | {"position": position}
    return UnitCorrection(**changes)


def _content(plan: str, period: str, step: Step, *, corrected: bool, merged: bool) -> dict[str, Any]:
    final = str(plans()[plan].last) == period
    expected = SHORT if merged else UNITS
    level = "normal" if step.level == "guard" else step.level
    cleared = step.cleared and (level in ("normal", "blue") or step.accepted != "all")
    if final and step.accepted == "all":
        cleared = level in ("normal", "blue")
    accepted, weight = _ACCEPTED[step.accepted]
    units = {"most": expected - 1, "half": 20, "none": 0}.get(accepted, expected)
    content: dict[str, Any] = {
        "level": level,
        "expected_units": expected,
        "reported_units": expected - step.short,
        "accepted_units": min(units, expected - step.short),
        "accepted_weight": weight,
        "actual": 6_000_000 + step.pick,
        "gap": -5_000 if level in ("normal", "blue") else 500_000 + 3_000 * step.pick,
        "progress": 10_200 if level in ("normal", "blue") else 8_000,
        "accepted_progress": 10_200 if cleared else 8_000,
        "accepted_met": cleared,
        "rule": "final" if final else "trajectory",
        "doubtful_units": step.doubts,
        "doubtful": (DoubtfulUnit(region="500112", period=period, message="环比异常"),) if step.doubts else (),
    }
    if step.level == "guard":
        content |= {"reason": "inside_noise_guard", "progress": None, "accepted_progress": None, "gap": 0}
    if step.accepted in ("light", "some", "none"):
        content["accepted_level"] = None
    elif step.accepted in ("enough", "heavy") and level != "normal" and cleared:
        content["accepted_level"] = "normal"
    if corrected and step.accepted == "all":
        content["corrections"] = (_a_correction(period),)
    return content


def _a_correction(period: str) -> UnitCorrection:
    return UnitCorrection(
        region="500112",
        period=period,
        position=0,
        old=90,
        new=100,
        reason="漏报一个街道",
        by="key:500112",
        at=1,
        second_signer="王某",
        accepted_by="key:reviewer",
        accepted_at=2,
    )


def moment(period: str, hours: int) -> datetime:
    """When a month is assessed: some hours after its end, at whatever time of the day."""
    first = Month.parse(period).shift(1).first_day
    return datetime(first.year, first.month, first.day, tzinfo=CHINA).astimezone(UTC) + timedelta(hours=24 + hours)
