"""What a bulletin of districts' points says, of the points of a quarter."""

from __future__ import annotations

from fractions import Fraction

from services.aggregator.appraisal.reading import AppraisedArea
from services.aggregator.appraisal.spans import SpanScore
from services.aggregator.appraisal.wording import item_rule, month_text, points_text
from shared.catalogue import Catalogue
from shared.events import AppraisalContent, AppraisedDistrict, AppraisedItem
from shared.events.bulletin_content import ChainHead
from shared.periods import to_microseconds
from shared.points import Point


class NotAppraised(ValueError):
    """There is no such bulletin; the message says why, in Chinese."""


def check_quarter(found: AppraisedArea, known: Catalogue, point: Point) -> None:
    """
    Raises:
        NotAppraised: it is no quarter, has not ended, is not due everywhere yet, or there is nothing to appraise.
    """
    if found.span.kind != "quarter":
        raise NotAppraised("考核通报按季印发，考核期应写作 2024-Q2")
    due = known.calendar_of(found.area).due_day(found.span.last)
    if point.day <= due:
        raise NotAppraised(f"{found.span.last.chinese}的应报日是 {due}，过了才能印发这一季的通报")
    if not any(each.full for each in found.scores):
        raise NotAppraised("这个地区在这一季没有可以考核的单位，或没有适用的考核办法")


def content_of(
    found: AppraisedArea, known: Catalogue, point: Point, number: int, heads: tuple[ChainHead, ...]
) -> AppraisalContent:
    """The content of an edition."""
    scheme = found.schemes[-1]
    area = known.regions[found.area]
    letterhead = known.office.letterheads.get(found.area)
    return AppraisalContent(
        region=found.area,
        region_name=area.name,
        period=str(found.span),
        number=number,
        position=point.position,
        instant=to_microseconds(point.instant),
        title=f"{area.name}{found.span.chinese}规划实施考核通报",
        scheme=scheme.name,
        basis=scheme.basis,
        example=any(each.example for each in found.schemes),
        simulated=found.simulated,
        items=tuple(AppraisedItem(each.name, item_rule(each)) for each in scheme.items),
        districts=tuple(_district(each, found, known) for each in found.scores),
        heads=heads,
        issuer=letterhead.issuer if letterhead is not None else "",
    )


def _district(score: SpanScore, found: AppraisedArea, known: Catalogue) -> AppraisedDistrict:
    notes = dict.fromkeys(filter(None, (month_text(each) for each in score.months)))
    return AppraisedDistrict(
        score.region,
        known.name_apart(score.region),
        score.rank,
        str(score.points),
        str(score.full),
        tuple(item_sum(score, each.id) for each in found.schemes[-1].items),
        "；".join(notes),
    )


def item_sum(score: SpanScore, item: str) -> str:
    """What an item came to over the months in which it counts, ``85/90``; a dash where it never did."""
    parts = [each for month in score.months for each in month.items if each.item.id == item and each.full]
    if not parts:
        return "—"
    points = sum((each.points for each in parts), Fraction(0))
    full = sum((each.full for each in parts), Fraction(0))
    return f"{points_text(points)}/{points_text(full)}"
