"""What of the months that an assessment rests on waits for review, and which corrections they hold. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

import msgspec

from services.aggregator.figures.point import Measure
from services.aggregator.reports.reviews import CorrectedLine, LineCorrection, MonthInReview
from services.aggregator.targets.context import TargetContext
from shared.catalogue.model import Indicator, Kind
from shared.events import Assessment, DoubtfulUnit, ReportLine, UnitCorrection
from shared.periods import Month
from shared.quantities import BASIS_POINTS, PARTS_PER_MILLION, round_half_even

NAMED = 5
"""So many units, and corrections, are named; the others are counted."""

_MOMENTARY = (Measure.LAST, Measure.LAST_RATE, Measure.SURVEYED)

Reviews = Mapping[tuple[str, str], MonthInReview]
"""By unit and month (``YYYY-MM``) what its report has in review; only of those that have anything."""


def rests_since(context: TargetContext, period: Month) -> Month:
    """The first month that the figure of ``period`` is made of."""
    momentary = context.reading.measure in _MOMENTARY
    return period if momentary else context.reading.since(context.plan, period)


def with_reviews(assessment: Assessment, reviews: Reviews, context: TargetContext, period: Month) -> Assessment:
    """The assessment with what is in review of the months that it rests on; ``reviews`` are those of its units."""
    since, indicator = str(rests_since(context, period)), context.indicator
    near = [(key, each) for key, each in _newest_first(reviews) if since <= key[1] <= str(period)]
    doubtful = list(filter(None, (_doubt(*key, each, indicator.id) for key, each in near)))
    waiting = list(filter(None, (_correction(*key, each.waiting, indicator) for key, each in near)))
    own = [(key, made) for key, each in near if key[1] == str(period) for made in each.made]
    made = list(filter(None, (_correction(*key, each, indicator) for key, each in own)))
    made.sort(key=lambda each: each.position)
    return msgspec.structs.replace(
        assessment,
        doubtful=tuple(doubtful[:NAMED]),
        doubtful_units=len({each.region for each in doubtful}),
        waiting=tuple(waiting[:NAMED]),
        corrections_waiting=len(waiting),
        corrections=tuple(made[-NAMED:]),
    )


def _newest_first(reviews: Reviews) -> Iterator[tuple[tuple[str, str], MonthInReview]]:
    yield from sorted(sorted(reviews.items()), key=lambda item: item[0][1], reverse=True)


def _doubt(region: str, period: str, review: MonthInReview, indicator: str) -> DoubtfulUnit | None:
    """The first open finding of the indicator's line, else of the report as a whole."""
    about = [each for each in review.findings if each.indicator in (indicator, "")]
    about.sort(key=lambda each: (each.indicator == "", each.action != "block"))
    return DoubtfulUnit(region, period, about[0].message) if about else None


def _correction(
    region: str, period: str, correction: LineCorrection | None, indicator: Indicator
) -> UnitCorrection | None:
    if correction is None:
        return None
    line = next((each for each in correction.lines if _is_of(each, indicator.id)), None)
    if line is None:
        return None
    return UnitCorrection(
        region=region,
        period=period,
        position=correction.position,
        old=_measured(line.old, indicator),
        new=_measured(line.new, indicator),
        reason=correction.reason,
        by=correction.by,
        at=correction.at,
        second_signer=correction.second_signer,
        evidence=correction.evidence,
        to_date=any(each.basis == "year_to_date" for each in _lines(line)),
        accepted_by=correction.accepted_by,
        accepted_at=correction.accepted_at,
    )


def _is_of(line: CorrectedLine, indicator: str) -> bool:
    return any(each.indicator == indicator for each in _lines(line))


def _lines(line: CorrectedLine) -> Iterable[ReportLine]:
    return [each for each in (line.old, line.new) if each is not None]


def _measured(line: ReportLine | None, indicator: Indicator) -> int | None:
    """What a line says in the measure of assessments: base units, or parts per million of a rate."""
    if line is None:
        return None
    if indicator.kind is Kind.RATIO:
        return round_half_even(Fraction(line.value * PARTS_PER_MILLION, line.denominator)) if line.denominator else None
    if indicator.kind is Kind.DIRECT:
        return line.value * PARTS_PER_MILLION // BASIS_POINTS
    return line.value
