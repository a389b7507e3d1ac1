"""The figures of a flow, month by month, through fixed sums: pure arithmetic on integers.

A path covers the months ``0 … count-1`` of a plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from services.demo.world.noise import jitter
from services.demo.world.scale import MONTHS
from shared.quantities import apportion

FLOW_JITTER = 60_000
"""How far a month of a flow strays from its season (parts per million)."""


@dataclass(frozen=True, slots=True)
class FlowPoints:
    """What is fixed of a flow: ``to_date`` its year to date at a month, ``overall`` its sum since month 0."""

    to_date: Mapping[int, int] = field(default_factory=dict)
    overall: Mapping[int, int] = field(default_factory=dict)


def year_totals(
    points: FlowPoints, years: Sequence[int | None], profile: Sequence[int]
) -> tuple[list[int], FlowPoints]:
    """Each year's total, and the points with every overall sum turned into a year to date.

    ``years`` holds a wished total for every year, ``None`` where only the points decide: such
    years share the next overall sum evenly, or else repeat their nearest neighbour.
    ``profile`` are the twelve months' weights.

    Raises:
        ValueError: nothing at all says how large the flow is, or its points contradict one another.
    """
    known: dict[int, int] = {}
    for month in sorted(points.to_date):
        year, place = divmod(month, MONTHS)
        known[year] = _whole_year(points.to_date[month], place, profile)
    to_date = dict(points.to_date)
    for month in sorted(points.overall):
        year, place = divmod(month, MONTHS)
        _fill_years(known, year, place, points.overall[month], profile)
        to_date[month] = points.overall[month] - sum(known[earlier] for earlier in range(year))
        known[year] = _whole_year(to_date[month], place, profile)
    totals = [_total(year, known, years) for year in range(len(years))]
    return totals, FlowPoints(to_date=to_date)


def _whole_year(to_date: int, place: int, profile: Sequence[int]) -> int:
    return to_date * sum(profile) // sum(profile[: place + 1])


def _fill_years(known: dict[int, int], year: int, place: int, overall: int, profile: Sequence[int]) -> None:
    """Give every unknown year before ``year`` an even share of what the overall sum leaves."""
    free = [earlier for earlier in range(year) if earlier not in known]
    if not free:
        return
    rest = overall - sum(total for earlier, total in known.items() if earlier < year)
    if rest < 0:
        raise ValueError("the years before an overall sum already exceed it")
    part = sum(profile[: place + 1])
    weights = [sum(profile)] * len(free) + [part]
    for earlier, share in zip(free, apportion(rest, weights), strict=False):
        known[earlier] = share


def _total(year: int, known: Mapping[int, int], years: Sequence[int | None]) -> int:
    if year in known:
        return known[year]
    wished = years[year]
    if wished is not None:
        return wished
    if not known:
        raise ValueError("nothing says how large the flow is")
    return known[min(known, key=lambda other: (abs(other - year), other))]


def flow_path(points: FlowPoints, totals: Sequence[int], season: Sequence[int], random: Random) -> list[int]:
    """The figure of every month: each year's total, exactly, through every year to date.

    ``season`` weighs every month of every year.

    Raises:
        ValueError: a year to date falls inside a year.
    """
    path: list[int] = []
    for year, total in enumerate(totals):
        sums = {month % MONTHS: value for month, value in points.to_date.items() if month // MONTHS == year}
        sums[MONTHS - 1] = sums.get(MONTHS - 1, total)
        own_season = season[year * MONTHS : (year + 1) * MONTHS]
        weights = [weight * jitter(random, FLOW_JITTER) for weight in own_season]
        done, start = 0, 0
        for place in sorted(sums):
            if sums[place] < done:
                raise ValueError("a year to date never falls")
            path += apportion(sums[place] - done, weights[start : place + 1])
            done, start = sums[place], place + 1
    return path
