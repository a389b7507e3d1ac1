"""Monthly paths through fixed points: pure arithmetic on integers.

A path covers the months ``0 … count-1`` of a plan; ``-1`` is the month before it, where the
plan's baseline stands. Rates are in parts per million of one, surveyed rates in basis points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from services.demo.world.noise import between, jitter, wave
from shared.quantities import PARTS_PER_MILLION, apportion

MONTHS = 12
STOCK_WAVE = 30_000
"""How far a stock swings between two fixed points, of their difference (parts per million)."""
FLOW_JITTER = 60_000
"""How far a month of a flow strays from its season (parts per million)."""


def stock_path(points: Mapping[int, int], count: int, random: Random) -> list[int]:
    """The levels of every month: straight between fixed points with a swing that vanishes at them.

    ``points`` maps a month (or -1) to its level. Before the first and after the last point the
    level stands still. Levels are never negative.

    Raises:
        ValueError: no point is given.
    """
    if not points:
        raise ValueError("a path needs at least one fixed point")
    fixed = sorted(points)
    swing = wave(random, count, 3, PARTS_PER_MILLION)
    path = []
    for month in range(count):
        before = max((at for at in fixed if at <= month), default=fixed[0])
        after = min((at for at in fixed if at >= month), default=fixed[-1])
        path.append(max(0, _between_points(points, before, after, month, swing[month])))
    return path


def _between_points(points: Mapping[int, int], before: int, after: int, month: int, swing: int) -> int:
    start, end, span = points[before], points[after], after - before
    if span <= 0:
        return start
    straight = start + (end - start) * (month - before) // span
    amplitude = abs(end - start) * STOCK_WAVE // PARTS_PER_MILLION
    bridge = 4 * (month - before) * (after - month)
    return straight + amplitude * swing * bridge // (PARTS_PER_MILLION * span * span)


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


def surveyed_path(
    months: Mapping[int, int], means: Mapping[int, int], usual: int, count: int, random: Random
) -> list[int]:
    """A surveyed rate of every month in basis points, through single months and year-to-date means.

    ``means`` maps a month to the mean of its year so far. Where nothing is fixed the rate keeps
    near the closest fixed value, or near ``usual``. Free months are whole tenths of a per cent.
    """
    path: list[int] = []
    anchors = {**means, **months}
    for start in range(0, count, MONTHS):
        done, first = 0, start
        for month in sorted(at for at in means if start <= at < start + MONTHS):
            total = means[month] * (month - start + 1)
            path += _survey_segment(range(first, month + 1), total - done, months, random)
            done, first = total, month + 1
        for month in range(first, min(start + MONTHS, count)):
            path.append(months.get(month, _survey_month(month, anchors, usual, random)))
    return path


def _survey_segment(span: range, total: int, months: Mapping[int, int], random: Random) -> list[int]:
    free = [month for month in span if month not in months]
    rest = total - sum(months[month] for month in span if month in months)
    step = 10 if rest % 10 == 0 else 1
    shares = apportion(rest // step, [jitter(random, 15_000) for _ in free]) if free else []
    found = dict(zip(free, (share * step for share in shares), strict=True))
    return [months.get(month, found.get(month, 0)) for month in span]


def _survey_month(month: int, anchors: Mapping[int, int], usual: int, random: Random) -> int:
    near = anchors[min(anchors, key=lambda at: (abs(at - month), at))] if anchors else usual
    return near // 10 * 10 + 10 * between(random, -1, 1)
