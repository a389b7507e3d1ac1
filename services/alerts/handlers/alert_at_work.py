"""One alert while it is worked on in a transaction: its state, and what has been added to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from services.alerts.channels import ROBOT_CHANNELS
from services.alerts.episodes import episode as standing
from services.alerts.episodes import summary
from services.alerts.episodes.episode import Episode
from services.alerts.episodes.events import AdviceEvent, EpisodeEvent, ToldEvent
from services.alerts.episodes.gathering import Gathering, OpenAlert
from services.alerts.episodes.known_months import KnownMonth
from services.alerts.episodes.numbering import GivenNumber
from services.alerts.episodes.row import EpisodeRow, project
from services.alerts.episodes.summary import EpisodeSummary
from services.alerts.handlers.dispatch import Occasion
from services.alerts.handling import handling, promise
from services.alerts.handling.handling import Handling
from services.alerts.handling.promise import Promises
from services.alerts.messages.notices import Notice
from services.alerts.messages.notification import NotificationRow
from services.alerts.repository.assessments import Touched
from services.alerts.repository.streams import DatedEvent
from shared.events import Event, Level, NotificationQueued, ProgressAssessed
from shared.store import NewEvent


@dataclass(slots=True)
class AlertAtWork:
    """``state`` is what the machine found, ``handling`` what people did; ``rows`` the newest episodes' rows.

    ``secret`` signs the links in its messages. ``told``: episode and channel of every message so far.
    ``gathering`` are the open alerts of all areas, this one's among them.
    """

    stream: str
    state: Episode
    handling: Handling
    version: int
    history: dict[str, KnownMonth]
    rows: dict[int, EpisodeRow]
    secret: bytes
    events: list[tuple[Event, str]] = field(default_factory=list)
    touched: dict[str, Touched] = field(default_factory=dict)
    told: list[tuple[int, str]] = field(default_factory=list)
    summary: EpisodeSummary = field(default_factory=EpisodeSummary)
    gathering: Gathering = field(default_factory=lambda: Gathering(lambda _region: (), ()))
    given: GivenNumber | None = None
    """The number that it has had since its first event."""
    promises: Promises = field(default_factory=Promises)
    """What its department has promised."""
    newly_given: GivenNumber | None = None
    """The same, where the first event is being recorded now."""

    @classmethod
    def of(
        cls,
        stream: str,
        past: Iterable[DatedEvent],
        version: int,
        history: dict[str, KnownMonth],
        newest: EpisodeRow | None,
        secret: bytes,
        gathering: Gathering | None = None,
    ) -> AlertAtWork:
        """The alert of a stream that stands at ``version``."""
        events = list(past)
        state = standing.fold(event for event, _ in events)
        told = [(event.episode, event.channel) for event, _ in events if isinstance(event, NotificationQueued)]
        rows = {newest.episode: newest} if newest is not None else {}
        alert = cls(stream, state, handling.fold(events), version, history, rows, secret, told=told)
        alert.summary = summary.fold(events)
        alert.promises = promise.fold(events)
        if gathering is not None:
            alert.gathering = gathering
        return alert

    @property
    def simulated(self) -> bool:
        """Whether figures behind the alert come from a demonstration."""
        return any(known.judged is not None and known.judged.simulated for known in self.history.values())

    @property
    def robot(self) -> str:
        """The kind of group robot that told of this episode last; '' when none did."""
        over = [channel for episode, channel in self.told if episode == self.state.episode]
        return next((channel for channel in reversed(over) if channel in ROBOT_CHANNELS), "")

    @property
    def gathers(self) -> tuple[OpenAlert, ...]:
        """The open alerts on the same indicator inside this one's area."""
        row = self.rows.get(self.state.episode)
        return self.gathering.inside(row.indicator, row.region) if row is not None else ()

    def called(self, given: GivenNumber | None) -> None:
        """It was given this number; its first events may name one that it shared with another alert."""
        self.given = given
        if given is not None:
            self.state = replace(self.state, number=given.number)

    def named(self, number: GivenNumber) -> None:
        """It has this number from its first event on."""
        if self.given is None:
            self.given = self.newly_given = number

    def record(self, event: EpisodeEvent | AdviceEvent, today: date, at: int, correlation_id: str) -> None:
        """An event happened, at ``at`` (UTC microseconds) on the day ``today`` in China."""
        self.state = standing.evolve(self.state, event)
        self.handling = handling.evolve(self.handling, event, today)
        self.summary = summary.evolve(self.summary, event, today)
        self.promises = promise.evolve(self.promises, event, today)
        if not isinstance(event, AdviceEvent):
            row = self.rows[event.episode] = project(self.rows.get(event.episode), event, self.stream, at)
            self._gather(row)
        self.events.append((event, correlation_id))

    def queue(self, notices: Iterable[Notice]) -> list[NotificationRow]:
        """Messages were decided; the rows that delivery works on."""
        rows = []
        for notice in notices:
            self.state = standing.evolve(self.state, notice.event)
            self.told.append((notice.event.episode, notice.event.channel))
            self.events.append((notice.event, notice.row.correlation_id))
            rows.append(notice.row)
        return rows

    def new_events(self, actor: str, key: str | None = None) -> list[NewEvent]:
        """What to append to the stream. The idempotency ``key`` goes with the first."""
        return [
            NewEvent(
                stream=self.stream,
                event=event,
                actor=actor,
                correlation_id=correlation_id,
                expected_version=self.version + offset,
                idempotency_key=key if offset == 0 else None,
            )
            for offset, (event, correlation_id) in enumerate(self.events)
        ]

    def occasion(
        self, event: ToldEvent, assessed: ProgressAssessed, previous: Level | None, correlation_id: str
    ) -> Occasion:
        """What a message about an event says that has been recorded; ``previous`` is the level before it."""
        return Occasion(
            event,
            assessed,
            self.state,
            previous,
            self.simulated,
            self.stream,
            correlation_id,
            self.robot,
            self.history,
            self.gathers,
            self.summary,
            self.promises,
        )

    def _gather(self, row: EpisodeRow) -> None:
        if self.state.open:
            frozen = row.state == "frozen"
            self.gathering.opened(OpenAlert(row.number, row.indicator, row.region, row.level, frozen))
        else:
            self.gathering.closed(row.number)
