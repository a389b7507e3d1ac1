"""What departments answered to a plan's alerts, out of the topic ``alerts``. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from shared.events import AlertAnswerAccepted, AlertAnswered, AlertAnswerReturned, AlertRaised, Event
from shared.events.published.evaluation import QuotedAnswer
from shared.periods import CHINA, Month, from_microseconds
from shared.store.model import Recorded


class RowAlert(NamedTuple):
    """An episode of a row's alert: its number, the month that raised it, and the answers to it in their order."""

    row: int
    alert: str
    episode: int
    raised: Month
    answers: tuple[QuotedAnswer, ...]


def row_alerts(
    events: Iterable[Recorded], decode: Callable[[Recorded], Event], plan: str, region: str
) -> list[RowAlert]:
    """The episodes of the area's alerts on a plan, in the order in which they were raised.

    ``events`` are those of the topic up to a moment, in order; what they say later is not known then.
    """
    raised: dict[tuple[str, int], AlertRaised] = {}
    answers: dict[tuple[str, int], list[QuotedAnswer]] = {}
    for record in events:
        if record.type not in _WANTED:
            continue
        event = decode(record)
        if isinstance(event, AlertRaised):
            if (event.plan, event.region) == (plan, region):
                raised[record.stream, event.episode] = event
            continue
        assert isinstance(event, AlertAnswered | AlertAnswerAccepted | AlertAnswerReturned)
        _answered(answers.setdefault((record.stream, event.episode), []), event, record)
    return [
        RowAlert(event.row, event.alert, event.episode, Month.parse(event.period), tuple(answers.get(key, ())))
        for key, event in raised.items()
    ]


def _answered(
    known: list[QuotedAnswer], event: AlertAnswered | AlertAnswerAccepted | AlertAnswerReturned, record: Recorded
) -> None:
    """The answers of an episode after one more event of it; a review is of the last one."""
    if isinstance(event, AlertAnswered):
        day = from_microseconds(record.recorded_at).astimezone(CHINA).date()
        known.append(
            QuotedAnswer(
                alert=event.alert,
                episode=event.episode,
                answered_on=day.isoformat(),
                cause=event.cause,
                measures=event.measures,
                expected=event.expected,
            )
        )
    elif known:
        word: Literal["accepted", "returned"] = "accepted" if isinstance(event, AlertAnswerAccepted) else "returned"
        known[-1] = _reviewed(known[-1], word)


def _reviewed(answer: QuotedAnswer, word: Literal["accepted", "returned"]) -> QuotedAnswer:
    return QuotedAnswer(
        alert=answer.alert,
        episode=answer.episode,
        answered_on=answer.answered_on,
        cause=answer.cause,
        measures=answer.measures,
        expected=answer.expected,
        reviewed=word,
    )


_WANTED = frozenset(each.__name__ for each in (AlertRaised, AlertAnswered, AlertAnswerAccepted, AlertAnswerReturned))
