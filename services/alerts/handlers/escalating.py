"""What is due because time has passed: steps that nobody took, freezes that last. One transaction over all open
alerts."""

from __future__ import annotations

from datetime import date

from services.alerts.episodes.events import LateEvent, SteppingEvent
from services.alerts.episodes.gathering import Gathering
from services.alerts.episodes.known_months import behind_in_a_row, current_levels
from services.alerts.episodes.news import freeze_lasted
from services.alerts.episodes.policy import Policies
from services.alerts.handlers.alert_at_work import AlertAtWork
from services.alerts.handlers.alerts_at_work import open_alerts
from services.alerts.handlers.dispatch import Dispatch
from services.alerts.handlers.recording import Recording
from services.alerts.handling.escalation import Situation, due_steps
from services.alerts.handling.promise_steps import PromiseFigures, promise_steps
from services.alerts.handling.requests import By
from services.alerts.repository import episodes
from services.alerts.repository.streams import AlertStreams
from shared.catalogue.catalogue import Catalogue
from shared.database.engine import Database
from shared.periods import Clock, today_in_china
from shared.working_time import WorkingTime

ESCALATION = "alerts-escalation"
"""Who takes the steps that nobody asked for."""


class Escalating:
    """Takes the steps of every open alert by its plan's deadlines; none of a plan that is over."""

    def __init__(
        self,
        database: Database,
        streams: AlertStreams,
        clock: Clock,
        *,
        catalogue: Catalogue,
        policies: Policies,
        dispatch: Dispatch,
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._streams = streams
        self._clock = clock
        self._policies = policies
        self._recording = Recording(streams, clock, dispatch)
        self._hours = WorkingTime(calendar=policies.calendar)

    def escalate(self) -> int:
        """Take the steps that are due; how many they were. None at night, on a weekend or a holiday: what fell due
        with the end of a day is taken when the next working day begins."""
        if not self._hours.holds(self._clock.now()):
            return 0
        today = today_in_china(self._clock)
        with self._database.write() as connection:
            self._streams.lock(connection)
            taken = 0
            gathering = Gathering(self._catalogue.around, episodes.open_alerts(connection))
            for stream, number in episodes.open_streams(connection, self._running(today)):
                alert = open_alerts(connection, self._streams, [stream], gathering)[stream]
                steps = self._due(alert, number, today)
                if steps:
                    by = By(ESCALATION, "", f"escalation-{number}")
                    self._recording.record(connection, alert, steps, by)
                    taken += len(steps)
        return taken

    def _due(self, alert: AlertAtWork, number: str, today: date) -> list[SteppingEvent]:
        row = alert.rows[alert.state.episode]
        if self._catalogue.target_of(row.plan, row.row) is None:
            return []  # it has left its plan, and nobody answers for it
        gathered_by = alert.gathering.gathered_by(row.indicator, row.region)
        silenced = alert.handling.silenced(today)
        calendar = self._policies.calendar_of(row.plan)
        if not calendar.is_working_day(today):
            return []  # a holiday of the area's own
        lasted = freeze_lasted(alert.state, today, calendar, silenced=silenced, gathered_by=gathered_by)
        deadlines = self._policies.deadlines_of(row.plan)
        steps = due_steps(number, alert.handling, self._situation(alert), today, deadlines, calendar)
        due: list[SteppingEvent] = [*(each for each in lasted.events if isinstance(each, LateEvent)), *steps]
        # what a promise leads to is recorded by itself, so that its messages stand beside it
        return due or list(promise_steps(number, alert.promises, self._figures(alert, today), today).events)

    def _figures(self, alert: AlertAtWork, today: date) -> PromiseFigures:
        plan = alert.rows[alert.state.episode].plan
        still = not alert.state.open or alert.state.frozen_period is not None or alert.handling.silenced(today)
        return PromiseFigures(alert.history, self._policies.of(plan), still=still)

    def _running(self, today: date) -> list[str]:
        """The plans that are not over."""
        return [plan.id for plan in self._catalogue.plans.values() if today <= plan.last.last_day]

    def _situation(self, alert: AlertAtWork) -> Situation:
        policy = self._policies.of(alert.rows[alert.state.episode].plan)
        behind = behind_in_a_row(current_levels(alert.history), policy)
        return Situation(alert.state.level, behind, alert.state.frozen_period is not None)
