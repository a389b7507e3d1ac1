"""地区: from rankings and coverage to the squares and lines of a page. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from services.aggregator.board.drawing.tile_map import Square, shade_of
from services.aggregator.districts.ranking import Basis, PlacedDistrict, Ranking
from services.aggregator.districts.written_ranking import ranked_row, ranking_table
from services.aggregator.model import Coverage
from services.aggregator.wording import formats, levels
from shared.catalogue.model import Indicator, Plan, Region
from shared.events.bulletin_content import RankedRow, RankingTable
from shared.periods import Month

_LEADING, _STEADY, _FALLING, _SILENT = "▲", "▬", "▼", "○"


@dataclass(frozen=True, slots=True)
class Area:
    """An area with districts, by one indicator and month: the map, the list, and who has reported; ``several`` units'
    figures of the month hold earlier months that they had not reported."""

    region: Region
    ancestors: tuple[Region, ...]
    indicator: Indicator | None
    period: Month
    picture: Markup
    ranking: RankingTable | None
    judged: bool
    coverage: Coverage
    missing: tuple[Region, ...]
    districts: Mapping[str, Coverage]
    plans: tuple[Plan, ...]
    simulated: bool
    several: int = 0
    shades: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OwedFigure:
    """An indicator that a unit owes: whether it has come for the month, and its figure once it is accepted."""

    indicator: Indicator
    state: str
    figure: str


@dataclass(frozen=True, slots=True)
class RankAbove:
    """Where a unit stands among the districts of the area above it."""

    indicator: Indicator
    basis: str
    row: RankedRow
    ranked: int


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit's month: what it owes or has reported, what of its months has come, and its places above.

    ``owes``: whether it owes anything for the month; without a plan in force nobody does.
    """

    region: Region
    ancestors: tuple[Region, ...]
    above: Region | None
    period: Month
    due: str
    owes: bool
    owed: tuple[OwedFigure, ...]
    months: tuple[tuple[Month, str], ...]
    places: tuple[RankAbove, ...]
    plans: tuple[Plan, ...]
    simulated: bool


REPORTED, ACCEPTED, MISSING, NOT_OWED = "已报", "已审核", "未报", "不报"
"""How a unit's month or figure stands."""


def as_public(standing: UnitPage, public: UnitPage) -> UnitPage:
    """A unit's page as everybody may see it: what has come as it stands, figures and acceptances as they are public."""
    figures = {each.indicator.id: each for each in public.owed}
    return replace(
        standing,
        owed=tuple(_owed_as_public(each, figures.get(each.indicator.id)) for each in standing.owed),
        months=tuple(
            (month, REPORTED if state == ACCEPTED and shown != ACCEPTED else state)
            for (month, state), (_, shown) in zip(standing.months, public.months, strict=True)
        ),
        places=public.places,
    )


def _owed_as_public(standing: OwedFigure, public: OwedFigure | None) -> OwedFigure:
    if public is not None and public.state == ACCEPTED:
        return public
    return OwedFigure(standing.indicator, REPORTED if standing.state == ACCEPTED else standing.state, formats.DASH)


def squares(
    ranking: Ranking, indicator: Indicator, regions: Mapping[str, Region], period: Month, kept: str = ""
) -> list[Square]:
    """A square for every district of the list. A level's colour only where it has a target of its own."""
    ranked = sum(each.place is not None for each in ranking.placed)
    return [
        replace(
            _square(each, ranking.basis, indicator, regions, period, kept),
            shade=shade_of(each.place, ranked) if each.growth is not None or each.standing.goal is not None else 0,
        )
        for each in ranking.placed
    ]


def has_levels(ranking: Ranking) -> bool:
    """Whether any district is judged by a target of its own."""
    return any(each.standing.goal is not None for each in ranking.placed)


def places(
    unit: str, rankings: Mapping[str, Ranking], indicators: Sequence[Indicator], regions: Mapping[str, Region]
) -> tuple[RankAbove, ...]:
    """Where a unit stands in each list."""
    found = []
    for item in indicators:
        ranking = rankings[item.id]
        mine = next((each for each in ranking.placed if each.standing.region == unit), None)
        if mine is not None:
            ranked = sum(each.place is not None for each in ranking.placed)
            table = ranking_table(ranking, item, regions)
            found.append(RankAbove(item, table.basis, ranked_row(mine, ranking.basis, item, regions), ranked))
    return tuple(found)


def _square(
    placed: PlacedDistrict, basis: Basis, indicator: Indicator, regions: Mapping[str, Region], period: Month, kept: str
) -> Square:
    region = regions[placed.standing.region]
    row = ranked_row(placed, basis, indicator, regions)
    shape, word, css = _mark(placed, row)
    value = _value(row, basis, indicator)
    place = f"第{row.place}位" if row.place else row.remark
    return Square(
        code=region.code,
        name=region.short_name or region.name,
        value=value,
        shape=shape,
        word=word,
        css=css,
        address=f"/regions/{region.code}?period={period}{kept}",
        label=f"{region.name}：{value}，{word}，{place}",
    )


def _value(row: RankedRow, basis: Basis, indicator: Indicator) -> str:
    match basis:
        case Basis.PROGRESS:
            shown = row.progress
        case Basis.RATE:
            return formats.DASH if row.actual is None else f"{row.actual.text}%"
        case Basis.GROWTH:
            shown = row.growth
    return formats.DASH if shown is None else shown.text


def _mark(placed: PlacedDistrict, row: RankedRow) -> tuple[str, str, str]:
    """Shape, word and class: of the level where there is one, else which way the figure went."""
    goal = placed.standing.goal
    if goal is not None and goal.level != "unassessed":
        mark = levels.level_mark(goal.level)
        return mark.shape, row.judged, mark.css
    if placed.growth is None:
        return _SILENT, "无数" if placed.standing.now is None else "不比", "silent"
    if placed.growth == 0:
        return _STEADY, "持平", "steady"
    return (_LEADING, "增", "rising") if placed.growth > 0 else (_FALLING, "减", "falling")
