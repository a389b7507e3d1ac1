"""Who is told of what, over which channel, and when. Data and pure functions.

A mail is the record: everything that is told goes by mail. A group robot is the tap on the shoulder: what
is urgent. Both go in working time: 红 at once, or at 9:00 of the next working day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from services.alerts.episodes.policy import rank
from shared.catalogue.model import Department
from shared.events import (
    AlertAdvised,
    AlertAnswerReturned,
    AlertClosedByCorrection,
    AlertEscalated,
    AlertExpired,
    AlertFreezeLasted,
    AlertFrozen,
    AlertGapGrew,
    AlertLevelChanged,
    AlertOutcomeChanged,
    AlertPromiseKept,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    Event,
    Level,
)
from shared.periods import CHINA
from shared.working_time import WorkingTime

Kind = Literal[
    "raised",
    "worsened",
    "grew",
    "improved",
    "thawed",
    "frozen",
    "advised",
    "closed",
    "kept",
    "urged",
    "leader",
    "supervision",
    "draft",
    "returned",
    "reopened",
]
"""What a message tells. ``grew``: a gap at the same level. ``advised`` is a 提示 without an alert, ``thawed`` that
figures are there again after 缺报, ``kept`` that a promise was; ``urged``, ``leader`` and ``supervision`` (督办) are
steps of an escalation, ``draft`` a letter for a person to issue, ``returned`` an answer that 会审 did not accept,
``reopened`` that a close was undone."""

Robots = Callable[[], Collection[str]]
"""The names of the group robots there are now."""

_KINDS: Mapping[type[Event], Kind] = {
    AlertRaised: "raised",
    AlertGapGrew: "grew",
    AlertFrozen: "frozen",
    AlertFreezeLasted: "frozen",
    AlertAdvised: "advised",
    AlertPromiseKept: "kept",
    AlertResolved: "closed",
    AlertClosedByCorrection: "closed",
    AlertExpired: "closed",
    AlertOutcomeChanged: "closed",
    AlertAnswerReturned: "returned",
    AlertReopened: "reopened",
}
_STEPS: Mapping[str, Kind] = {"urged": "urged", "leader": "leader", "supervision": "supervision"}


@dataclass(frozen=True, slots=True)
class Routing:
    """How one plan's messages go.

    Over IM (``im_order``: the first for which the department has a robot) goes what ``im_from`` names, from that
    level up; and the close to whoever was told over IM before. Everything goes in working time (``hours``); over IM
    what is at ``any_hour_from`` or worse goes at once, where a plan names a level. ``digested`` is gathered into one
    mail at the beginning of the next working day. ``to_leader`` goes to the leader in charge as well, ``to_nobody``
    is not sent. A channel without success for ``fallback_after`` gives way to the department's next one.
    """

    im_order: tuple[str, ...] = ("wecom", "dingtalk", "feishu")
    im_from: Mapping[Kind, Level] = field(
        default_factory=lambda: {
            "raised": "orange",
            "worsened": "orange",
            "grew": "orange",
            "urged": "orange",
            "leader": "orange",
            "supervision": "yellow",
            "returned": "orange",
            "reopened": "orange",
        }
    )
    any_hour_from: Level | None = None
    hours: WorkingTime = field(default_factory=WorkingTime)
    digested: frozenset[Kind] = frozenset({"advised", "improved", "thawed", "frozen", "kept"})
    to_leader: frozenset[Kind] = frozenset({"leader", "supervision"})
    to_nobody: frozenset[Kind] = frozenset({"draft"})
    fallback_after: timedelta = timedelta(hours=2)

    def by_im(self, kind: Kind, level: Level, told: bool) -> bool:
        """Whether a robot says it as well; ``told``: one said something of this episode before."""
        if kind == "closed":
            return told
        return kind in self.im_from and rank(level) >= rank(self.im_from[kind])

    def at(self, now: datetime, level: Level | None = None) -> datetime:
        """When a message goes that is decided now: in working time, unless its ``level`` may go at any hour."""
        if level is not None and self.any_hour_from is not None and rank(level) >= rank(self.any_hour_from):
            return now
        return self.hours.first(now)


@dataclass(frozen=True, slots=True)
class Routings:
    """The default routing, and the plans that have one of their own."""

    default: Routing = field(default_factory=Routing)
    overrides: Mapping[str, Routing] = field(default_factory=dict)

    def of(self, plan: str) -> Routing:
        """The routing of a plan."""
        return self.overrides.get(plan, self.default)


@dataclass(frozen=True, slots=True)
class Means:
    """What there is to send with: ``mail`` is the channel of mails (``mail``, or ``outbox`` without a mail server)."""

    mail: str
    robots: Robots = tuple


@dataclass(frozen=True, slots=True)
class ChannelWay:
    """One channel to one recipient, not before ``at``.

    ``digest`` names the gathered mail that it is part of; '' when it goes by itself. ``fallbacks`` (channel,
    recipient) are to be used in turn where it brings no success, the first at ``fallback_at``.
    """

    channel: str
    recipient: str
    at: datetime
    digest: str = ""
    fallbacks: tuple[tuple[str, str], ...] = ()
    fallback_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Addressed:
    """What is to be sent: what kind of message, at which level.

    ``robot`` is the kind of robot that told of the episode last ('': none): one group reads an episode to its end.
    """

    kind: Kind
    level: Level
    robot: str = ""


def kind_of(event: Event) -> Kind:
    """What kind of message an event makes."""
    if isinstance(event, AlertLevelChanged):
        if rank(event.level) > rank(event.old_level):
            return "worsened"
        return "thawed" if event.reason == "figures_returned" else "improved"
    if isinstance(event, AlertEscalated):
        return _STEPS.get(event.step, "draft")
    return _KINDS[type(event)]


def ways(
    routing: Routing, addressed: Addressed, department: Department, means: Means, now: datetime
) -> list[ChannelWay]:
    """Every way that a message takes; an address given twice counts once."""
    if addressed.kind in routing.to_nobody:
        return []
    return [*_by_mail(routing, addressed, department, means, now), *_by_im(routing, addressed, department, means, now)]


def _by_mail(
    routing: Routing, addressed: Addressed, department: Department, means: Means, now: datetime
) -> Iterator[ChannelWay]:
    leader = department.leader_mail if addressed.kind in routing.to_leader else ()
    gathered = addressed.kind in routing.digested
    at = routing.hours.next_opening(now) if gathered else routing.at(now)
    for recipient in dict.fromkeys((*department.mail, *leader)):
        yield ChannelWay(means.mail, recipient, at, digest_id(means.mail, recipient, at) if gathered else "")


def _by_im(
    routing: Routing, addressed: Addressed, department: Department, means: Means, now: datetime
) -> Iterator[ChannelWay]:
    if not routing.by_im(addressed.kind, addressed.level, bool(addressed.robot)):
        return
    there = means.robots()
    order = sorted(routing.im_order, key=lambda name: name != addressed.robot)
    chosen = [(name, department.im[name]) for name in order if department.im.get(name) in there]
    if not chosen:
        return
    at = routing.at(now, addressed.level if addressed.kind != "closed" else None)
    (channel, recipient), *fallbacks = chosen
    fallback_at = at + routing.fallback_after if fallbacks else None
    yield ChannelWay(channel, recipient, at, fallbacks=tuple(fallbacks), fallback_at=fallback_at)


def digest_id(channel: str, recipient: str, at: datetime) -> str:
    """The identity of what is gathered for a recipient and sent at ``at``."""
    day = at.astimezone(CHINA).date()
    return f"digest-{day.isoformat()}-{channel}-{hashlib.sha256(recipient.encode()).hexdigest()[:8]}"
