"""Plays a life to a service, whichever it is, under the eyes of a witness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from services.alerts.handling.answering import Answer
from shared.catalogue.model import Plan
from shared.events import AlertRaised, ProgressAssessed
from shared.periods import Month, SettableClock, today_in_china
from tests.end_to_end.lives.scenes import (
    ORDERS,
    PLANS,
    Figures,
    Life,
    Step,
    moment,
    plans,
)
from tests.end_to_end.lives.witness import Happened, Sent, Witness

REVIEWED = datetime(2026, 1, 16, 2, 0, tzinfo=UTC)
"""The first day after the last for reviewing December 2025."""
NOTHING_WAITS = datetime(2026, 5, 12, 2, 0, tzinfo=UTC)
LAST_PLAN_OVER = datetime(2031, 2, 18, 2, 0, tzinfo=UTC)
ENDINGS = (REVIEWED, NOTHING_WAITS, LAST_PLAN_OVER)


class Service(Protocol):
    """What a life is played to."""

    clock: SettableClock

    def load(self, plans: Sequence[str]) -> None:
        """Begin again with these plans, in this order."""

    def assess(self, *assessed: ProgressAssessed) -> None:
        """Take these in and decide on them."""

    def act(self, what: str, number: str, episode: int, given: Answer) -> None:
        """Somebody does something about an alert, which may be refused."""

    def tick(self) -> None:
        """Do what is due by time alone."""

    def news(self) -> tuple[list[Happened], list[Sent]]:
        """What happened and was sent since the last time."""


class Watched:
    """A service under the eyes of a witness: whatever it is given, and whatever time brings, is seen at once."""

    def __init__(self, service: Service, known: Mapping[str, Plan]) -> None:
        self.service = service
        self.witness = Witness(known)
        self.raised: list[tuple[str, int]] = []
        """Every episode so far, by its alert's number."""

    def decide_on(self, assessed: Iterable[ProgressAssessed]) -> None:
        """It takes these in, one after the other."""
        for each in list(assessed):
            self.witness.given(each, self.service.clock.now())
            self.service.assess(each)
            self.see()

    def look(self) -> None:
        """It does what is due by time alone; everything that must hold between two steps does."""
        self.witness.time_goes_by(self.service.clock.now())
        self.service.tick()
        self.see()
        self.witness.stands(self.service.clock.now())

    def see(self) -> None:
        """What it did since the last time."""
        happened, sent = self.service.news()
        self.witness.sees(happened, sent)
        raised = [each.event for each in happened if isinstance(each.event, AlertRaised)]
        self.raised += [(event.alert, event.episode) for event in raised]

    def on(self, instant: datetime) -> None:
        """Time goes by, never back; what falls due on the way is done in the course of each day."""
        self.service.clock.set(max(self.service.clock.now(), instant))

    def act(self, what: str, pick: int) -> None:
        """Somebody does something about one of the last three episodes, with a month from the last on as a promise."""
        if self.raised:
            number, episode = self.raised[-1 - pick % min(len(self.raised), 3)]
            month = Month.of(today_in_china(self.service.clock)).shift(pick % 5 - 1)
            self.service.act(what, number, episode, Answer("李四", "用工减少", "逐户督促", str(month)))


class Living(Watched):
    """One life."""

    def __init__(self, life: Life, service: Service) -> None:
        super().__init__(service, plans())
        self.life = life
        self.figures = Figures()
        self.order = ORDERS[life.order]
        self.loaded = 1
        service.load(self.order[:1])

    def live(self) -> Witness:
        """Every step, and the end of all plans; what was seen."""
        for step in self.life.steps:
            self._take(step)
            self.look()
        for instant in ENDINGS:
            self.on(instant)
            self.look()
        self.witness.ended()
        return self.witness

    def _take(self, step: Step) -> None:
        match step.kind:
            case "hours" | "day" | "week":
                longest = {"hours": 20, "day": 24, "week": 24 * 7}[step.kind]
                self.on(self.service.clock.now() + timedelta(hours=1 + step.hours % longest))
            case "load":
                self._load()
            case "restart":
                self.service.load(self.order[: self.loaded])
            case "merge":
                self.figures.merged_from = min(self.figures.merged_from, self.figures.reached)
            case "forward" | "correct" | "refuse" | "unbind" | "again" | "old":
                self.decide_on(self._said(step))
            case _:
                self.act(step.kind, step.pick)

    def _load(self) -> None:
        """One plan more, whose months that are over are assessed at once."""
        if self.loaded == len(PLANS):
            return
        plan, self.loaded = self.order[self.loaded], self.loaded + 1
        self.service.load(self.order[: self.loaded])
        levels = ("yellow", "red", "orange", "normal")
        self.decide_on(
            self.figures.of(plan, month, Step("load", level=levels[(index + self.life.order) % 4]))
            for index, month in enumerate(self.figures.months_of(plan))
        )

    def _said(self, step: Step) -> Iterable[ProgressAssessed]:
        if step.kind in ("again", "old"):
            given = self.figures.given
            return [given[-1 if step.kind == "again" else step.pick % len(given)]] if given else []
        plan = self.order[step.plan % self.loaded]
        if step.kind == "forward":
            period = self.figures.forward()
            self.on(moment(period, step.hours))
        months = self.figures.months_of(plan)
        if not months:
            return []
        if step.kind == "forward":
            return [self.figures.of(plan, months[-1], step)]
        month = months[-1 - step.pick % min(len(months), 4)]
        if step.kind == "refuse":
            return [self.figures.refused(plan, month)]
        if step.kind == "unbind":
            return [self.figures.not_binding(plan, month)]
        return [self.figures.of(plan, month, step)]
