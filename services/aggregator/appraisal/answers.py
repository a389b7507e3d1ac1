"""``/v1/appraisals`` as it is answered."""

from __future__ import annotations

from fractions import Fraction

import msgspec

from services.aggregator.appraisal.reading import AppraisedArea
from services.aggregator.appraisal.scoring import ItemScore, MonthScore
from services.aggregator.appraisal.spans import SpanScore
from services.aggregator.appraisal.wording import line_text, month_text, not_counted_text
from shared.catalogue import Catalogue
from shared.catalogue.model import AppraisalScheme
from shared.web.answers import AnsweredPoint


class SchemeAnswer(msgspec.Struct, frozen=True):
    """The scheme by which points were given; ``example`` says that no office has decided on it."""

    id: str
    name: str
    basis: str
    example: bool


class DistrictPointsAnswer(msgspec.Struct, frozen=True):
    """A district's points of the span, out of ``full``: exact fractions (``283/3``) beside their decimals."""

    region: str
    region_name: str
    points: str
    full: str
    points_decimal: float
    part: float | None
    rank: int | None


class AppraisalsAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The districts of an area in a span, in order. ``position`` is that of the last event of ``reports`` in it."""

    region: str
    period: str
    position: int
    simulated: bool
    schemes: list[SchemeAnswer]
    districts: list[DistrictPointsAnswer]
    as_of: AnsweredPoint | None = None


class LineAnswer(msgspec.Struct, frozen=True):
    """One thing that moved points, with where it is written: ``position`` of ``topic`` (0: nothing is written)."""

    rule: str
    points: str
    words: str
    topic: str
    position: int
    day: str | None
    revision: int
    working_days: int
    indicator: str
    document: str


class ItemAnswer(msgspec.Struct, frozen=True):
    """An item's points; ``reason`` says why it is not counted ('': it is)."""

    item: str
    name: str
    points: str
    full: str
    reason: str
    words: str
    lines: list[LineAnswer]


class MonthPointsAnswer(msgspec.Struct, frozen=True):
    """A month's points; ``reason`` says why it is not counted ('': it is)."""

    period: str
    points: str
    full: str
    reason: str
    words: str
    items: list[ItemAnswer]


class DistrictTraceAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A district's points of a span, each with the event or figure that it comes from."""

    area: str
    period: str
    position: int
    simulated: bool
    schemes: list[SchemeAnswer]
    district: DistrictPointsAnswer
    months: list[MonthPointsAnswer]
    as_of: AnsweredPoint | None = None


def schemes_answer(schemes: tuple[AppraisalScheme, ...]) -> list[SchemeAnswer]:
    """The schemes as they are answered."""
    return [SchemeAnswer(each.id, each.name, each.basis, each.example) for each in schemes]


def district_answer(score: SpanScore, known: Catalogue, *, ranked: bool = True) -> DistrictPointsAnswer:
    """One district as it is answered."""
    part = None if score.part is None else round(float(score.part), 6)
    return DistrictPointsAnswer(
        score.region,
        known.region_name(score.region),
        _exact(score.points),
        _exact(score.full),
        round(float(score.points), 4),
        part,
        score.rank if ranked else None,
    )


def area_answer(found: AppraisedArea, known: Catalogue) -> AppraisalsAnswer:
    """The area as it is answered."""
    return AppraisalsAnswer(
        found.area,
        str(found.span),
        found.position,
        found.simulated,
        schemes_answer(found.schemes),
        [district_answer(each, known) for each in found.scores],
    )


def trace_answer(found: AppraisedArea, score: SpanScore, known: Catalogue, *, ranked: bool) -> DistrictTraceAnswer:
    """One district with its trace."""
    return DistrictTraceAnswer(
        found.area,
        str(found.span),
        found.position,
        found.simulated,
        schemes_answer(found.schemes),
        district_answer(score, known, ranked=ranked),
        [_month(each, known) for each in score.months],
    )


def _month(score: MonthScore, known: Catalogue) -> MonthPointsAnswer:
    return MonthPointsAnswer(
        str(score.period),
        _exact(score.points),
        _exact(score.full),
        score.reason or "",
        month_text(score),
        [_item(each, known) for each in score.items],
    )


def _item(score: ItemScore, known: Catalogue) -> ItemAnswer:
    lines = [
        LineAnswer(
            each.rule,
            _exact(each.points),
            line_text(each, known),
            each.topic,
            each.happened.position,
            None if each.happened.day is None else each.happened.day.isoformat(),
            each.happened.revision,
            each.happened.days,
            each.indicator,
            each.happened.document,
        )
        for each in score.lines
    ]
    return ItemAnswer(
        score.item.id,
        score.item.name,
        _exact(score.points),
        _exact(score.full),
        score.reason or "",
        not_counted_text(score.reason),
        lines,
    )


def _exact(points: Fraction) -> str:
    return str(points)
