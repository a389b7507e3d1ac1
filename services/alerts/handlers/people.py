"""What people ask of an alert, in one transaction each: decide, append, and tell who must know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import msgspec
import sqlalchemy as sa
import structlog

from services.alerts.episodes.events import PeopleEvent
from services.alerts.episodes.known_months import behind_in_a_row, current_levels, newest_judged
from services.alerts.episodes.policy import Policies
from services.alerts.handlers.alert_at_work import AlertAtWork
from services.alerts.handlers.dispatch import Dispatch, Occasion
from services.alerts.handling import handling
from services.alerts.handling.attachments import Attachments, AttachmentUpload
from services.alerts.handling.escalation import Situation, due_steps
from services.alerts.handling.handling import Answer, HandlingRefusal
from services.alerts.handling.requests import By
from services.alerts.repository import AlertsRepository
from shared.catalogue.catalogue import Catalogue
from shared.database.engine import Database
from shared.events import AlertAnswerReturned, AlertEscalated, Assessment, Event, ProgressAssessed
from shared.periods import Clock, to_microseconds, today_in_china

ESCALATION = "alerts-escalation"
"""Who takes the steps that nobody asked for."""

_decode = msgspec.json.Decoder(Assessment).decode


class HandlingRefused(Exception):
    """It may not happen; every reason why."""

    def __init__(self, refusals: tuple[HandlingRefusal, ...]) -> None:
        super().__init__(", ".join(each.code for each in refusals))
        self.refusals = refusals


Decide = Callable[[AlertAtWork], tuple[Event, ...] | tuple[HandlingRefusal, ...] | HandlingRefusal]


class People:
    """Every method is one transaction; a repeated idempotency key changes nothing."""

    def __init__(
        self,
        database: Database,
        repository: AlertsRepository,
        catalogue: Catalogue,
        clock: Clock,
        *,
        policies: Policies,
        dispatch: Dispatch,
    ) -> None:
        self._database = database
        self._repository = repository
        self._catalogue = catalogue
        self._clock = clock
        self._policies = policies
        self._dispatch = dispatch
        self._attachments = Attachments(repository.tables)
        self._logger = structlog.get_logger()

    def acknowledge(self, by: By, alert: str, episode: int, signer: str) -> None:
        """签收.

        Raises:
            HandlingRefused: see services.alerts.handling.handling; so for every method here.
        """
        self._run(by, alert, lambda desk: handling.acknowledge(desk.handling, alert, episode, signer))

    def answer(
        self, by: By, alert: str, episode: int, given: Answer, uploads: tuple[AttachmentUpload, ...] = ()
    ) -> None:
        """反馈, with files."""
        given = replace(given, attachments=tuple(each.attachment for each in uploads))
        self._run(by, alert, lambda desk: handling.answer(desk.handling, alert, episode, given), uploads)

    def review(self, by: By, alert: str, episode: int, accept: bool, reason: str) -> None:
        """会审 of the standing answer."""
        self._run(by, alert, lambda desk: handling.review(desk.handling, alert, episode, accept, reason))

    def sign_off(self, by: By, alert: str, episode: int, note: str) -> None:
        """销号."""
        self._run(by, alert, lambda desk: handling.sign_off(desk.handling, alert, episode, note))

    def silence(self, by: By, alert: str, episode: int, until: date, reason: str) -> None:
        """静默."""
        today = today_in_china(self._clock)
        self._run(by, alert, lambda desk: handling.silence(desk.handling, alert, episode, until, reason, today))

    def escalate(self) -> int:
        """Take the steps that are due; how many they were."""
        with self._database.write() as connection:
            self._repository.lock(connection)
            taken = 0
            for stream, number in self._repository.open_streams(connection):
                desk = self._desk(connection, stream)
                deadlines = self._policies.deadlines_of(desk.rows[desk.state.episode]["plan"])
                today = today_in_china(self._clock)
                steps = due_steps(number, desk.handling, self._situation(desk), today, deadlines)
                if steps:
                    self._record(connection, desk, steps, By(ESCALATION, "", f"escalation-{number}"))
                    taken += len(steps)
        return taken

    def _run(self, by: By, alert: str, decide: Decide, uploads: tuple[AttachmentUpload, ...] = ()) -> None:
        with self._database.write() as connection:
            self._repository.lock(connection)
            if self._repository.store.find_keys(connection, [by.key]):
                return
            stream = self._repository.stream_of(connection, alert)
            if stream is None:
                raise HandlingRefused((HandlingRefusal("never-raised", "没有这一预警"),))
            desk = self._desk(connection, stream)
            outcome = decide(desk)
            refusals = _refusals(outcome)
            if refusals:
                raise HandlingRefused(refusals)
            self._attachments.keep(connection, uploads)
            self._record(connection, desk, _events(outcome), by)

    def _record(self, connection: sa.Connection, desk: AlertAtWork, events: tuple[PeopleEvent, ...], by: By) -> None:
        now, today = self._clock.now(), today_in_china(self._clock)
        for event in events:
            desk.record(event, today, to_microseconds(now), by.correlation_id)
        told = []
        for event in events:
            if isinstance(event, AlertEscalated | AlertAnswerReturned):
                told += desk.queue(self._dispatch.notices(self._occasion(desk, event, by), desk.secret))
            self._logger.info(
                "alert handled",
                alert=event.alert,
                episode=event.episode,
                what=type(event).__name__,
                actor=by.actor,
                correlation_id=by.correlation_id,
            )
        self._repository.append(connection, desk.new_events(by.actor, by.key or None))
        self._repository.save_episodes(connection, list(desk.rows.values()))
        self._repository.add_notifications(connection, told)

    def _occasion(self, desk: AlertAtWork, event: AlertEscalated | AlertAnswerReturned, by: By) -> Occasion:
        """The event with the newest figures there are: since the episode last changed, months may have passed."""
        row = desk.rows[event.episode]
        period, assessment = newest_judged(desk.history) or (row["period"], _decode(row["assessment"]))
        assessed = ProgressAssessed(
            plan=row["plan"],
            row=row["row"],
            indicator=row["indicator"],
            region=row["region"],
            period=period,
            binding=True,
            assessment=assessment,
        )
        return Occasion.at(desk, event, assessed, desk.state.level, by.correlation_id)

    def _desk(self, connection: sa.Connection, stream: str) -> AlertAtWork:
        repository = self._repository
        past, version = repository.streams(connection, [stream])[stream]
        histories = repository.histories(connection, [stream])
        rows = repository.newest_episodes(connection, [stream])
        return AlertAtWork.of(
            stream, past, version, histories[stream], rows[stream], repository.link_secret(connection)
        )

    def _situation(self, desk: AlertAtWork) -> Situation:
        row = desk.rows[desk.state.episode]
        behind = behind_in_a_row(current_levels(desk.history), self._policies.of(row["plan"]))
        return Situation(desk.state.level, behind, desk.state.frozen_period is not None)


def _refusals(outcome: object) -> tuple[HandlingRefusal, ...]:
    if isinstance(outcome, HandlingRefusal):
        return (outcome,)
    assert isinstance(outcome, tuple)
    return tuple(each for each in outcome if isinstance(each, HandlingRefusal))


def _events(outcome: object) -> tuple[PeopleEvent, ...]:
    assert isinstance(outcome, tuple)
    return tuple(each for each in outcome if isinstance(each, PeopleEvent))
