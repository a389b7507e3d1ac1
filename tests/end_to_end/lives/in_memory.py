"""The decisions alone, put together as the handlers do it, without database, messages and files."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.alerts.episodes.events import AlertEvent, EpisodeEvent, SteppingEvent, ToldEvent
from services.alerts.episodes.expiry import out_of_time
from services.alerts.episodes.gathering import Gathering
from services.alerts.episodes.known_months import behind_in_a_row, current_levels, remember
from services.alerts.episodes.lifecycle import decide
from services.alerts.episodes.news import freeze_lasted, gap_grew, untold
from services.alerts.episodes.numbering import Numbering
from services.alerts.episodes.policy import Policies
from services.alerts.handlers.alert_at_work import AlertAtWork
from services.alerts.handlers.closing import record_promise
from services.alerts.handlers.figures import stream_of
from services.alerts.handling import answering
from services.alerts.handling.answering import Answer
from services.alerts.handling.escalation import Situation, due_steps
from services.alerts.handling.handling import with_moved_days
from services.alerts.handling.promise_month import PromiseMonths
from services.alerts.handling.promise_steps import PromiseFigures, promise_steps
from services.alerts.messages.routing import Addressed, Means, Routing, kind_of, ways
from shared.catalogue.rules import Deadlines
from shared.events import (
    AlertAdvised,
    AlertAnswerReturned,
    AlertEscalated,
    AlertExpired,
    AlertFreezeLasted,
    AlertPromiseKept,
    AlertReopened,
    AlertResolved,
    Event,
    ProgressAssessed,
)
from shared.periods import Month, SettableClock, to_microseconds, today_in_china
from shared.work_calendar import WorkCalendar
from shared.working_time import WorkingTime
from tests.builders import a_clock
from tests.end_to_end.lives.scenes import BEGIN, CatalogueWith, catalogue_of, moment
from tests.end_to_end.lives.witness import Happened, Sent

POLICIES = Policies()
ROUTING = Routing()
HOURS = WorkingTime()
CALENDAR = WorkCalendar()


class InMemory:
    """Alerts that are worked on and never put down."""

    def __init__(self, catalogue_with: CatalogueWith = catalogue_of) -> None:
        self._catalogue_with = catalogue_with
        self.clock: SettableClock = a_clock(moment(str(BEGIN.shift(-1)), 0))
        self.alerts: dict[str, AlertAtWork] = {}
        self.held: dict[tuple[str, str], ProgressAssessed] = {}
        self._happened: list[Happened] = []
        self._sent: list[Sent] = []

    def load(self, plans: Sequence[str]) -> None:
        self.catalogue = self._catalogue_with(tuple(plans))
        self.gathering = Gathering(self.catalogue.ancestors, ())

    def assess(self, *assessed: ProgressAssessed) -> None:
        for each in assessed:
            self._decide(each)

    def _alert(self, stream: str) -> AlertAtWork:
        if stream not in self.alerts:
            self.alerts[stream] = AlertAtWork.of(stream, (), 0, {}, None, b"", self.gathering)
        return self.alerts[stream]

    def _decide(self, event: ProgressAssessed) -> None:
        alert, today = self._alert(stream_of(event)), today_in_china(self.clock)
        last = self.catalogue.plans[event.plan].last
        given = {(each.given.plan, each.given.prefix) for each in self.alerts.values() if each.given is not None}
        numbering = Numbering(self.catalogue.plans.values(), given)
        number = alert.given or numbering.number(alert.stream, event.plan, event.row, event.region)
        decision = decide(alert.state, alert.history, event, POLICIES.default, number.number, today, "", last)
        assert decision.reason
        if decision.recorded:
            alert.history[event.period] = remember(alert.history.get(event.period), decision.seen(event.assessment))
            self.held.pop((alert.stream, event.period), None)
            if decision.held:
                self.held[alert.stream, event.period] = event
        if decision.events:
            alert.named(number)
        told = [self._apply(alert, each) for each in decision.events]
        over = event.assessment.rule == "final" or today > last.last_day
        quiet = over or alert.handling.silenced(today) or decision.held or not decision.recorded
        if not quiet and not any(told):
            for each in gap_grew(alert.state, alert.history, event).events:
                self._apply(alert, each)

    def _apply(self, alert: AlertAtWork, event: Event) -> bool:
        assert isinstance(event, AlertEvent | AlertAdvised)
        today = today_in_china(self.clock)
        if isinstance(event, AlertResolved | AlertExpired):
            record_promise(alert, event, POLICIES, self.clock, "c")
        if isinstance(event, AlertReopened):
            event = with_moved_days(event, alert.handling, today, CALENDAR)
        before = alert.state
        self._record(alert, event)
        if untold(before, event, silenced=alert.handling.silenced(today)) is not None:
            return False
        self._tell(alert, event)
        return True

    def _record(self, alert: AlertAtWork, event: EpisodeEvent | AlertAdvised) -> None:
        alert.record(event, today_in_china(self.clock), to_microseconds(self.clock.now()), "c")
        self._take_over(alert)

    def _take_over(self, alert: AlertAtWork) -> None:
        self._happened += [Happened(alert.stream, each, self.clock.now()) for each, _ in alert.events]
        alert.events.clear()

    def _tell(self, alert: AlertAtWork, event: ToldEvent) -> None:
        plan, row = alert.stream.removeprefix("alert-").rsplit("-", 2)[:2]
        department = self.catalogue.department_for(plan, int(row))
        addressed = Addressed(kind_of(event), alert.state.level)
        episode = 0 if isinstance(event, AlertAdvised) else event.episode
        for way in ways(ROUTING, addressed, department, Means("outbox"), self.clock.now()):
            self._sent.append(Sent(alert.stream, event.alert, episode, way.at))

    def act(self, what: str, number: str, episode: int, given: Answer) -> None:
        alert = next(each for each in self.alerts.values() if each.state.number == number)
        today, handling = today_in_china(self.clock), alert.handling
        months = PromiseMonths.of(alert.state.level, today, self._last(alert))
        until = Month.of(today).last_day
        outcomes: dict[str, Callable[[], object]] = {
            "sign": lambda: answering.acknowledge(handling, number, episode, "张三"),
            "answer": lambda: answering.answer(handling, number, episode, given, months),
            "accept": lambda: answering.review(handling, number, episode, True, ""),
            "return": lambda: answering.review(handling, number, episode, False, "不具体"),
            "silence": lambda: answering.silence(handling, number, episode, until, "系统切换", today),
            "loud": lambda: answering.silence(handling, number, episode, today, "切换完成", today),
            "strike": lambda: answering.sign_off(handling, number, episode, "已评估"),
        }
        outcome = outcomes[what]()
        events = outcome if isinstance(outcome, tuple) else ()
        self._steps(alert, [each for each in events if isinstance(each, SteppingEvent)])

    def _steps(self, alert: AlertAtWork, events: Sequence[SteppingEvent]) -> None:
        for event in events:
            self._record(alert, event)
        for event in events:
            if isinstance(event, AlertEscalated | AlertAnswerReturned | AlertFreezeLasted | AlertPromiseKept):
                self._tell(alert, event)

    def tick(self) -> None:
        today = today_in_china(self.clock)
        for (stream, period), event in list(self.held.items()):
            if CALENDAR.due_day(Month.parse(period)) < today:
                assert stream_of(event) == stream
                self._decide(event)
        for alert in self.alerts.values():
            if not alert.state.open:
                continue
            last = self._last(alert)
            if today > POLICIES.default.reviewed_by(last):
                row = alert.rows[alert.state.episode]
                told = (row.period, row.assessed)
                self._apply(alert, out_of_time(alert.state, alert.history, last, POLICIES.default, told))
            elif today <= last.last_day and HOURS.holds(self.clock.now()):
                self._steps(alert, self._due(alert))

    def _due(self, alert: AlertAtWork) -> Sequence[SteppingEvent]:
        today, number, frozen = today_in_china(self.clock), alert.state.number, alert.state.frozen_period is not None
        silenced = alert.handling.silenced(today)
        lasted = freeze_lasted(alert.state, today, CALENDAR, silenced=silenced).events
        behind = behind_in_a_row(current_levels(alert.history), POLICIES.default)
        steps = due_steps(
            number, alert.handling, Situation(alert.state.level, behind, frozen), today, Deadlines(), CALENDAR
        )
        due: list[SteppingEvent] = [*(each for each in lasted if isinstance(each, AlertFreezeLasted)), *steps]
        figures = PromiseFigures(alert.history, POLICIES.default, still=frozen or silenced)
        return due or promise_steps(number, alert.promises, figures, today).events

    def _last(self, alert: AlertAtWork) -> Month:
        return self.catalogue.plans[alert.rows[alert.state.episode].plan].last

    def news(self) -> tuple[list[Happened], list[Sent]]:
        found = self._happened, self._sent
        self._happened, self._sent = [], []
        return found
