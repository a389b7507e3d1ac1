"""From figures to decisions: the consumer's handle. One table says which event goes where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog

from services.alerts.episodes import Row, project
from services.alerts.history import Known, remember
from services.alerts.lifecycle import Decision, Episode, decide, evolve, fold
from services.alerts.message import AlertEvent, Place, compose
from services.alerts.notices import notices
from services.alerts.numbering import Numbering
from services.alerts.policy import Policies
from services.alerts.repository import AlertsRepository, Touched
from shared.catalogue.catalogue import Catalogue
from shared.codec import Codec
from shared.events import Event, ProgressAssessed
from shared.periods import Clock, Month, due_day, to_microseconds, today_in_china
from shared.store import NewEvent, Recorded

ACTOR = "alerts"


def stream_of(assessed: ProgressAssessed) -> str:
    """The stream of the alert that an assessment is about: plan, row and region are its key."""
    return f"alert-{assessed.plan}-{assessed.row}-{assessed.region}"


@dataclass(slots=True)
class Desk:
    """One alert while a batch is worked on: its state and what has been added to it."""

    stream: str
    state: Episode
    version: int
    history: dict[str, Known]
    rows: dict[int, Row]
    events: list[tuple[Event, str]] = field(default_factory=list)
    touched: dict[str, Touched] = field(default_factory=dict)


class FiguresHandler:
    """Decides on every assessment of a binding target, and queues what follows, in one transaction."""

    def __init__(
        self,
        repository: AlertsRepository,
        catalogue: Catalogue,
        codec: Codec,
        clock: Clock,
        *,
        policies: Policies,
        channels: Sequence[str],
        public_url: str,
    ) -> None:
        self._repository = repository
        self._catalogue = catalogue
        self._codec = codec
        self._clock = clock
        self._policies = policies
        self._channels = tuple(channels)
        self._public_url = public_url
        self._numbering = Numbering(catalogue.plans.values())
        self._logger = structlog.get_logger()

    def __call__(self, connection: sa.Connection, events: Sequence[Recorded]) -> None:
        """See shared.consume.Handle. Events without a handler do not concern this service."""
        work = [(HANDLERS[each.type], each) for each in events if each.type in HANDLERS]
        if not work:
            return
        decoded = [
            (handler, self._codec.decode(each.type, each.schema_version, each.data), each) for handler, each in work
        ]
        self._repository.lock(connection)
        desks = self._open(connection, [event for _, event, _ in decoded])
        queued: list[Row] = []
        for handler, event, recorded in decoded:
            handler(self, desks, event, recorded.correlation_id, queued)
        self._save(connection, desks, queued)

    def sweep(self, connection: sa.Connection) -> int:
        """Decide on what waited for a due day that has passed; how many assessments that were."""
        today = today_in_china(self._clock)
        self._repository.lock(connection)
        ready = [
            each for each in self._repository.held(connection) if due_day(Month.parse(each.assessed.period)) < today
        ]
        desks = self._open(connection, [each.assessed for each in ready])
        queued: list[Row] = []
        for each in ready:
            self.progress_assessed(desks, each.assessed, each.correlation_id, queued)
        self._save(connection, desks, queued)
        return len(ready)

    def progress_assessed(
        self, desks: Mapping[str, Desk], event: Event, correlation_id: str, queued: list[Row]
    ) -> None:
        """Decide, and queue a message for each event that the department is told about."""
        assert isinstance(event, ProgressAssessed)
        desk = desks.get(stream_of(event))
        if desk is None:
            return  # not a binding target
        today = today_in_china(self._clock)
        number = self._numbering.number(event.plan, event.row, event.region)
        decision = decide(desk.state, desk.history, event, self._policies.of(event.plan), number, today)
        if decision.recorded:
            desk.history[event.period] = remember(desk.history.get(event.period), decision.seen(event.assessment))
            desk.touched[event.period] = Touched(event, decision.held, correlation_id)
        if decision.events:
            self._log(event, decision, correlation_id)
        for alert_event in decision.events:
            assert isinstance(alert_event, AlertEvent)
            self._apply(desk, alert_event, event, correlation_id, queued)

    def _apply(
        self, desk: Desk, event: AlertEvent, assessed: ProgressAssessed, correlation_id: str, queued: list[Row]
    ) -> None:
        now = self._clock.now()
        before = desk.state
        desk.state = evolve(before, event)
        row = project(desk.rows.get(event.episode), event, desk.stream, to_microseconds(now))
        desk.rows[event.episode] = row
        desk.events.append((event, correlation_id))
        place = Place(
            episode=desk.state.episode,
            sequence=desk.state.sequence + 1,
            previous_level=before.level if before.open else None,
            today=today_in_china(self._clock),
            public_url=self._public_url,
            policy_version=self._policies.of(assessed.plan).version,
            simulated=any(known.judged is not None and known.judged.simulated for known in desk.history.values()),
        )
        message = compose(event, assessed, self._catalogue, place)
        recipients = self._catalogue.department_for(assessed.plan, assessed.row).mail
        for notice in notices(
            message,
            recipients,
            self._channels,
            stream=desk.stream,
            queued_at=now,
            correlation_id=correlation_id,
        ):
            desk.state = evolve(desk.state, notice.event)
            desk.events.append((notice.event, correlation_id))
            queued.append(notice.row)

    def _open(self, connection: sa.Connection, events: Sequence[Event]) -> dict[str, Desk]:
        assessed = [event for event in events if isinstance(event, ProgressAssessed) and event.binding]
        streams = list(dict.fromkeys(stream_of(event) for event in assessed))
        if not streams:
            return {}
        loaded = self._repository.streams(connection, streams)
        histories = self._repository.histories(connection, streams)
        rows = self._repository.newest_episodes(connection, streams)
        desks = {}
        for stream in streams:
            past, version = loaded.get(stream, ([], 0))
            desks[stream] = Desk(stream, fold(past), version, histories[stream], dict(rows.get(stream, {})))
        return desks

    def _save(self, connection: sa.Connection, desks: Mapping[str, Desk], queued: Sequence[Row]) -> None:
        new: list[NewEvent] = []
        for desk in desks.values():
            for offset, (event, correlation_id) in enumerate(desk.events):
                new.append(
                    NewEvent(
                        stream=desk.stream,
                        event=event,
                        actor=ACTOR,
                        correlation_id=correlation_id,
                        expected_version=desk.version + offset,
                    )
                )
        self._repository.append(connection, new)
        known = {
            (desk.stream, period): (touched, desk.history[period])
            for desk in desks.values()
            for period, touched in desk.touched.items()
        }
        self._repository.save_assessments(connection, known)
        rows = [row for desk in desks.values() if desk.events for row in desk.rows.values()]
        self._repository.save_episodes(connection, rows)
        self._repository.add_notifications(connection, queued)

    def _log(self, event: ProgressAssessed, decision: Decision, correlation_id: str) -> None:
        self._logger.info(
            "alert decided",
            plan=event.plan,
            row=event.row,
            region=event.region,
            period=event.period,
            level=event.assessment.level,
            reason=decision.reason,
            correlation_id=correlation_id,
        )


Handler = Callable[[FiguresHandler, Mapping[str, Desk], Event, str, list[Row]], None]

HANDLERS: Mapping[str, Handler] = {
    "ProgressAssessed": FiguresHandler.progress_assessed,
}
"""What is done about each event of the topic ``figures``; the others are passed over."""
