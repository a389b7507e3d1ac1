"""What people ask of an alert, in one transaction each: decide, append, and tell who must know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from services.alerts.episodes.events import PeopleEvent
from services.alerts.handlers.alert_at_work import AlertAtWork
from services.alerts.handlers.alerts_at_work import open_alerts
from services.alerts.handlers.dispatch import Dispatch
from services.alerts.handlers.recording import Recording
from services.alerts.handling import answering
from services.alerts.handling.answering import Answer, HandlingRefusal
from services.alerts.handling.promise_month import PromiseMonths
from services.alerts.handling.requests import By
from services.alerts.repository.episodes import stream_of
from services.alerts.repository.streams import AlertStreams
from services.alerts.tables import ATTACHMENTS
from shared.catalogue.catalogue import Catalogue
from shared.database.engine import Database
from shared.events import Event, Level
from shared.periods import Clock, Month, today_in_china
from shared.web.uploads import attached
from shared.web.uploads.attached import AttachmentUpload


class HandlingRefused(Exception):
    """It may not happen; every reason why."""

    def __init__(self, refusals: tuple[HandlingRefusal, ...]) -> None:
        super().__init__(", ".join(each.code for each in refusals))
        self.refusals = refusals


Decide = Callable[[AlertAtWork], tuple[Event, ...] | tuple[HandlingRefusal, ...] | HandlingRefusal]


class People:
    """Every method is one transaction; a repeated idempotency key changes nothing."""

    def __init__(
        self, database: Database, streams: AlertStreams, clock: Clock, dispatch: Dispatch, catalogue: Catalogue
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._streams = streams
        self._clock = clock
        self._recording = Recording(streams, clock, dispatch)

    def acknowledge(self, by: By, number: str, episode: int, signer: str) -> None:
        """签收.

        Raises:
            HandlingRefused: see services.alerts.handling.answering; so for every method here.
        """
        self._run(by, number, lambda alert: answering.acknowledge(alert.handling, number, episode, signer))

    def answer(
        self, by: By, number: str, episode: int, given: Answer, uploads: tuple[AttachmentUpload, ...] = ()
    ) -> None:
        """反馈, with files."""
        given = replace(given, attachments=tuple(each.attachment for each in uploads))

        def decide(alert: AlertAtWork) -> tuple[Event, ...] | tuple[HandlingRefusal, ...]:
            row = alert.rows[alert.state.episode]
            months = self.promise_months(row.plan, alert.state.level, row.period)
            return answering.answer(alert.handling, number, episode, given, months)

        self._run(by, number, decide, uploads)

    def promise_months(self, plan: str, level: Level, period: str) -> PromiseMonths:
        """The months that an answer to an episode at ``level`` may promise today; it spoke about ``period`` last."""
        known, today = self._catalogue.plans.get(plan), today_in_china(self._clock)
        return PromiseMonths.of(level, today, known.last if known is not None else None, Month.parse(period))

    def review(self, by: By, number: str, episode: int, accept: bool, reason: str) -> None:
        """会审 of the standing answer."""
        self._run(by, number, lambda alert: answering.review(alert.handling, number, episode, accept, reason))

    def sign_off(self, by: By, number: str, episode: int, note: str) -> None:
        """销号."""
        self._run(by, number, lambda alert: answering.sign_off(alert.handling, number, episode, note))

    def silence(self, by: By, number: str, episode: int, until: date, reason: str) -> None:
        """静默."""
        today = today_in_china(self._clock)
        self._run(by, number, lambda alert: answering.silence(alert.handling, number, episode, until, reason, today))

    def _run(self, by: By, number: str, decide: Decide, uploads: tuple[AttachmentUpload, ...] = ()) -> None:
        with self._database.write() as connection:
            self._streams.lock(connection)
            if self._streams.done(connection, by.key):
                return
            stream = stream_of(connection, number)
            if stream is None:
                raise HandlingRefused((HandlingRefusal("never-raised", "没有这一预警"),))
            alert = open_alerts(connection, self._streams, [stream])[stream]
            outcome = decide(alert)
            refusals = _refusals(outcome)
            if refusals:
                raise HandlingRefused(refusals)
            attached.keep(connection, ATTACHMENTS, uploads)
            self._recording.record(connection, alert, _events(outcome), by)


def _refusals(outcome: object) -> tuple[HandlingRefusal, ...]:
    if isinstance(outcome, HandlingRefusal):
        return (outcome,)
    assert isinstance(outcome, tuple)
    return tuple(each for each in outcome if isinstance(each, HandlingRefusal))


def _events(outcome: object) -> tuple[PeopleEvent, ...]:
    assert isinstance(outcome, tuple)
    return tuple(each for each in outcome if isinstance(each, PeopleEvent))
