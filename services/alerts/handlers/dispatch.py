"""From an event to the messages about it: who is told, over what and when, in which words, with which link.

Pure but for the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.alerts.episodes.episode import Episode
from services.alerts.episodes.events import ToldEvent
from services.alerts.episodes.gathering import OpenAlert
from services.alerts.episodes.known_months import KnownMonth
from services.alerts.episodes.policy import Policies
from services.alerts.episodes.summary import EpisodeSummary
from services.alerts.handling import links
from services.alerts.handling.asked_days import AnyEvent, with_days
from services.alerts.handling.promise import Promises
from services.alerts.messages.chart import chart_of
from services.alerts.messages.compose import compose
from services.alerts.messages.notices import Notice, notices
from services.alerts.messages.routing import Addressed, Means, Routing, Routings, kind_of, ways
from services.alerts.messages.subject import MessagePlace
from shared.catalogue.catalogue import Catalogue
from shared.events import BY_ANOTHER_CATALOGUE, AlertAdvised, Level, ProgressAssessed
from shared.periods import Clock, today_in_china
from shared.work_calendar import WorkCalendar
from shared.working_time import WorkingTime


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a message is about: the event, the assessment it rests on, the episode after it, and the months before.
    ``gathers`` are the open alerts of areas inside this one's, ``promises`` what its department has promised.

    ``robot`` is the kind of group robot that told of the episode last; '' when none did.
    """

    event: ToldEvent
    assessed: ProgressAssessed
    state: Episode
    previous_level: Level | None
    simulated: bool
    stream: str
    correlation_id: str
    robot: str = ""
    history: Mapping[str, KnownMonth] = field(default_factory=dict)
    gathers: tuple[OpenAlert, ...] = ()
    summary: EpisodeSummary = field(default_factory=EpisodeSummary)
    promises: Promises = field(default_factory=Promises)


class Dispatch:
    """Makes the messages of an event, over what there is (``means``)."""

    def __init__(
        self,
        catalogue: Catalogue,
        clock: Clock,
        *,
        policies: Policies,
        means: Means,
        public_url: str,
        routings: Routings | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._policies = policies
        self._means = means
        self._public_url = public_url
        self._routings = routings or _in_office_hours(policies)

    def notices(self, occasion: Occasion, secret: bytes) -> list[Notice]:
        """One message over each way to each recipient; ``secret`` signs the links in them."""
        assessed, now = occasion.assessed, self._clock.now()
        department = self._catalogue.department_for(assessed.plan, assessed.row)
        addressed = Addressed(kind_of(occasion.event), _level(occasion), occasion.robot)
        taken = ways(self._routings.of(assessed.plan), addressed, department, self._means, now)
        if not taken:
            return []
        today = today_in_china(self._clock)
        message = compose(occasion.event, assessed, self._catalogue, self._place(occasion))

        def link(recipient: str) -> str:
            if isinstance(occasion.event, AlertAdvised):
                return message.link  # there is nothing to sign for
            token = links.sign(
                secret, links.link_for(message.alert, message.episode, recipient, today, occasion.stream)
            )
            return f"{message.link}/answer?token={token}"

        made = notices(
            message,
            taken,
            link=link,
            stream=occasion.stream,
            queued_at=now,
            correlation_id=occasion.correlation_id,
        )
        return list(made)

    def knows(self, plan: str, row: int) -> bool:
        """Whether anybody can be told of a row: nobody answers for one that is not in the catalogue any more."""
        return self._catalogue.target_of(plan, row) is not None

    def with_days(self, event: AnyEvent, plan: str) -> AnyEvent:
        """The event with the days that it asks for, counted from when it is told."""
        day = self._routings.of(plan).hours.first_day(self._clock.now())
        return with_days(event, day, self._policies.deadlines_of(plan), self._policies.calendar_of(plan))

    def _place(self, occasion: Occasion) -> MessagePlace:
        state, assessed = occasion.state, occasion.assessed
        advice = isinstance(occasion.event, AlertAdvised)
        return MessagePlace(
            episode=0 if advice else state.episode,
            sequence=(state.advices if advice else state.sequence) + 1,
            previous_level=occasion.previous_level,
            today=today_in_china(self._clock),
            calendar=self._policies.calendar_of(assessed.plan),
            public_url=self._public_url,
            policy_version=self._policies.of(assessed.plan).version,
            simulated=occasion.simulated,
            chart=chart_of(occasion.history, assessed, self._catalogue),
            deadlines=self._policies.deadlines_of(assessed.plan),
            summary=occasion.summary,
            by_catalogue=occasion.correlation_id == BY_ANOTHER_CATALOGUE,
            gathers=tuple(
                (self._catalogue.region_name(each.region), each.number, "missing" if each.frozen else each.level)
                for each in occasion.gathers
            ),
            promise=occasion.promises.told,
        )


def _level(occasion: Occasion) -> Level:
    """The level at which a message is urgent or not."""
    return occasion.assessed.assessment.level if isinstance(occasion.event, AlertAdvised) else occasion.state.level


def _in_office_hours(policies: Policies) -> Routings:
    """The usual routing, in the hours in which the people of each plan's area work."""

    def routing(calendar: WorkCalendar) -> Routing:
        return Routing(hours=WorkingTime(calendar=calendar))

    own = {plan: routing(calendar) for plan, calendar in policies.calendars.items()}
    return Routings(routing(policies.calendar), own)
