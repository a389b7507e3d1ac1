"""From figures to decisions: the consumer's handle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
import structlog

from services.alerts.episodes import lifecycle
from services.alerts.episodes.advice import advising
from services.alerts.episodes.episode import AlertDecision
from services.alerts.episodes.events import AdviceEvent, AlertEvent
from services.alerts.episodes.expiry import is_over
from services.alerts.episodes.gathering import Gathering
from services.alerts.episodes.known_months import of_kind, remember
from services.alerts.episodes.news import gap_grew, untold
from services.alerts.episodes.numbering import Numbering
from services.alerts.episodes.policy import Policies
from services.alerts.handlers.alert_at_work import AlertAtWork
from services.alerts.handlers.alerts_at_work import open_alerts, save_alerts
from services.alerts.handlers.closing import record_promise
from services.alerts.handlers.dispatch import Dispatch
from services.alerts.handling.handling import with_moved_days
from services.alerts.messages.notification import NotificationRow
from services.alerts.repository import assessments, episodes, numbers
from services.alerts.repository.assessments import Touched
from services.alerts.repository.streams import AlertStreams
from shared.catalogue.catalogue import Catalogue
from shared.codec import Codec
from shared.consume import Steps
from shared.events import AlertAdviceLifted, AlertExpired, AlertReopened, AlertResolved, Event, ProgressAssessed
from shared.periods import Clock, Month, to_microseconds, today_in_china
from shared.store import Recorded

ACTOR = "alerts"


def stream_of(assessed: ProgressAssessed) -> str:
    """The stream of the alert that an assessment is about: plan, row and region are its key."""
    return f"alert-{assessed.plan}-{assessed.row}-{assessed.region}"


class _Work(NamedTuple):
    """The alerts that a batch concerns, who numbers those that have no number yet, and the messages that are queued."""

    alerts: Mapping[str, AlertAtWork]
    numbering: Numbering
    queued: list[NotificationRow]


class FiguresHandler:
    """Decides on every assessment of a target that has alerts or 提示, and queues what follows, in one transaction."""

    def __init__(
        self,
        streams: AlertStreams,
        catalogue: Catalogue,
        codec: Codec,
        clock: Clock,
        *,
        policies: Policies,
        dispatch: Dispatch,
    ) -> None:
        self._streams = streams
        self._catalogue = catalogue
        self._steps = Steps[_Work](codec, {ProgressAssessed: self._take})
        self._clock = clock
        self._policies = policies
        self._dispatch = dispatch
        self._logger = structlog.get_logger()

    def __call__(self, connection: sa.Connection, events: Sequence[Recorded]) -> None:
        """See shared.consume.Handle. Events without a step do not concern this service."""
        work = self._steps.known(events)
        if not work:
            return
        self._streams.lock(connection)
        opened = self._open(connection, [event for event, _ in work])
        self._steps.take(opened, work)
        save_alerts(connection, self._streams, opened.alerts.values(), opened.queued, ACTOR)

    def sweep(self, connection: sa.Connection) -> int:
        """Decide on what waited for a day that has passed; how many that were, without those that wait on."""
        today = today_in_china(self._clock)
        self._streams.lock(connection)
        ready = [each for each in assessments.held(connection) if self._due_day(each.assessed) < today]
        opened = self._open(connection, [each.assessed for each in ready])
        for each in ready:
            self._progress_assessed(opened, each.assessed, each.correlation_id)
        save_alerts(connection, self._streams, opened.alerts.values(), opened.queued, ACTOR)
        waiting = sum(touched.held for alert in opened.alerts.values() for touched in alert.touched.values())
        return len(ready) - waiting

    def _due_day(self, assessed: ProgressAssessed) -> date:
        return self._policies.calendar_of(assessed.plan).due_day(Month.parse(assessed.period))

    def _take(self, work: _Work, event: ProgressAssessed, record: Recorded) -> None:
        self._progress_assessed(work, event, record.correlation_id)

    def _progress_assessed(self, work: _Work, event: ProgressAssessed, correlation_id: str) -> None:
        """Decide, and queue a message for each event that the department is told about."""
        alert = work.alerts.get(stream_of(event))
        if alert is None:
            return  # neither a binding target nor one that 提示 are given of, and no alert of it is open
        today = today_in_china(self._clock)
        number = alert.given or work.numbering.number(alert.stream, event.plan, event.row, event.region)
        gathered_by = alert.gathering.gathered_by(event.indicator, event.region)
        decision = self._decide(alert, event, number.number, gathered_by)
        if decision.recorded:
            known, seen = alert.history.get(event.period), decision.seen(event.assessment)
            alert.history[event.period] = remember(known, seen, binding=event.binding)
            alert.touched[event.period] = Touched(event, decision.held, correlation_id)
        if decision.events:
            alert.named(number)
        told = self._apply_all(alert, decision, event, correlation_id, work.queued)
        quiet = alert.handling.silenced(today) or is_over(event, self._last(event), today)
        if decision.recorded and not decision.held and not told and not quiet:
            grown = gap_grew(alert.state, alert.history, event, gathered_by)
            self._apply_all(alert, grown, event, correlation_id, work.queued)

    def _decide(self, alert: AlertAtWork, event: ProgressAssessed, number: str, gathered_by: str) -> AlertDecision:
        """On the months of its own kind: an expected month is no ground for an alert, nor a binding one for a 提示."""
        today, last, policy = today_in_china(self._clock), self._last(event), self._policies.of(event.plan)
        if not event.binding and not alert.state.open:
            if not self._advised(event):
                return AlertDecision((), "not_binding", recorded=False)
            history = of_kind(alert.history, binding=False)
            return advising.decide(alert.state, history, event, policy, number, today, last)
        history = of_kind(alert.history, binding=True)
        return lifecycle.decide(alert.state, history, event, policy, number, today, gathered_by, last)

    def _advised(self, event: ProgressAssessed) -> bool:
        """Whether 提示 are given of an expected target."""
        plan = self._catalogue.plans.get(event.plan)
        return plan is not None and any(each.row == event.row and each.advised for each in plan.targets)

    def _apply_all(
        self,
        alert: AlertAtWork,
        decision: AlertDecision,
        assessed: ProgressAssessed,
        correlation_id: str,
        queued: list[NotificationRow],
    ) -> bool:
        """What a decision led to happened; whether anybody is to be told of it."""
        told = False
        if decision.events:
            self._log(assessed, decision, correlation_id)
        for event in decision.events:
            assert isinstance(event, AlertEvent | AdviceEvent)
            if isinstance(event, AlertResolved | AlertExpired):
                record_promise(alert, event, self._policies, self._clock, correlation_id)
            dated = self._dispatch.with_days(event, assessed.plan)
            told = self._apply(alert, dated, assessed, correlation_id, queued) or told
        return told

    def _last(self, event: ProgressAssessed) -> Month | None:
        plan = self._catalogue.plans.get(event.plan)
        return plan.last if plan is not None else None

    def _apply(
        self,
        alert: AlertAtWork,
        event: AlertEvent | AdviceEvent,
        assessed: ProgressAssessed,
        correlation_id: str,
        queued: list[NotificationRow],
    ) -> bool:
        before = alert.state
        today = today_in_china(self._clock)
        silenced = alert.handling.silenced(today)
        if isinstance(event, AlertReopened):
            event = with_moved_days(event, alert.handling, today, self._policies.calendar_of(assessed.plan))
        alert.record(event, today, to_microseconds(self._clock.now()), correlation_id)
        if isinstance(event, AlertAdviceLifted) or untold(before, event, silenced=silenced) is not None:
            return False
        occasion = alert.occasion(event, assessed, before.level if before.open else None, correlation_id)
        queued.extend(alert.queue(self._dispatch.notices(occasion, alert.secret)))
        return True

    def _open(self, connection: sa.Connection, events: Sequence[Event]) -> _Work:
        """The alert of every binding target, and of those that are not but have one open or are advised of."""
        assessed = [event for event in events if isinstance(event, ProgressAssessed)]
        still_open = {stream for stream, _ in episodes.open_streams(connection)} if assessed else set()
        named = [(stream_of(event), event.binding or self._advised(event)) for event in assessed]
        streams = list(dict.fromkeys(stream for stream, wanted in named if wanted or stream in still_open))
        if not streams:
            return _Work({}, Numbering((), ()), [])
        gathering = Gathering(self._catalogue.around, episodes.open_alerts(connection))
        numbering = Numbering(self._catalogue.plans.values(), numbers.prefixes(connection))
        return _Work(open_alerts(connection, self._streams, streams, gathering), numbering, [])

    def _log(self, event: ProgressAssessed, decision: AlertDecision, correlation_id: str) -> None:
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
