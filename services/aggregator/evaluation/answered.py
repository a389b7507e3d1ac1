"""The answers of ``/v1/evaluations`` as the OpenAPI document describes them."""

from __future__ import annotations

from datetime import datetime

import msgspec

from services.aggregator.bulletin.answers import BulletinEvent
from services.aggregator.evaluation.publish import PublishedEvaluation
from services.aggregator.evaluation.repository import ListedEvaluation
from shared.events.published.evaluation import EvaluationContent
from shared.periods import from_microseconds


class EvaluationLine(msgspec.Struct, frozen=True, kw_only=True):
    """An edition in the list."""

    plan: str
    kind: str
    period: str
    number: int
    region: str
    title: str
    position: int
    event_position: int
    published_at: datetime
    actor: str
    published_by: str
    simulated: bool


class EvaluationsAnswer(msgspec.Struct, frozen=True):
    """``GET /v1/evaluations``."""

    evaluations: list[EvaluationLine]


class EvaluationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An edition as data, where its event stands; ``digests`` are the SHA-256 of its files."""

    plan: str
    kind: str
    period: str
    number: int
    position: int
    event: BulletinEvent
    published_at: datetime
    actor: str
    published_by: str
    digests: dict[str, str]
    content: EvaluationContent


class EvaluationDraftAnswer(msgspec.Struct, frozen=True):
    """What an evaluation would have said at a point in the past."""

    draft: bool
    content: EvaluationContent


def listed_answer(each: ListedEvaluation) -> EvaluationLine:
    """A line of the list."""
    fields = each._asdict() | {"published_at": from_microseconds(each.published_at)}
    return EvaluationLine(**fields)


def evaluation_answer(published: PublishedEvaluation) -> EvaluationAnswer:
    """An edition with its envelope."""
    event, recorded = published.event, published.recorded
    return EvaluationAnswer(
        plan=event.plan,
        kind=event.kind,
        period=event.period,
        number=event.number,
        position=event.position,
        event=BulletinEvent("figures", recorded.position, recorded.hash),
        published_at=recorded.recorded_instant,
        actor=recorded.actor,
        published_by=event.published_by,
        digests=event.digests,
        content=event.content,
    )
