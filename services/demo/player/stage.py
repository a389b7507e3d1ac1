"""The place that the demonstration is played on, with which keys, and what is told of the play."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import msgspec

from services.demo.people.people import Deeds
from shared.security.keys import Role


class Stage(Protocol):
    """What the player needs of the place it plays on."""

    def set_time(self, instant: datetime) -> None:
        """Put the simulated clock at ``instant`` (aware)."""
        ...

    async def settle(self) -> None:
        """Wait until every consumer has caught up and the sweeps that time drives have run."""
        ...


class Login(msgspec.Struct, frozen=True):
    """A simulated person's account and password, and who they are."""

    account: str
    password: str
    name: str
    office: str
    role: Role
    region: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class PlayKeys:
    """API keys: each reporting region's own, each area's reviewer's and second signer's, the operator's, and that of
    one who only reads; ``people``, who sign in on pages; and by its id each department's that states commitments."""

    reporters: Mapping[str, str]
    reviewers: Mapping[str, str]
    ops: str = ""
    signers: Mapping[str, str] = field(default_factory=dict)
    auditor: str = ""
    people: tuple[Login, ...] = ()
    departments: Mapping[str, str] = field(default_factory=dict)

    def logins(self, role: Role) -> dict[str, Login]:
        """The people of a role by region."""
        return {each.region: each for each in self.people if each.role is role}


@dataclass(frozen=True, slots=True)
class PlayProgress:
    """How far the play is: reports ``done`` (also those found there) of ``total``, and the month reached."""

    done: int
    total: int
    period: str
    instant: datetime


class AlertToTell(msgspec.Struct, frozen=True):
    """What is told of an alert: so ``GET /v1/alerts`` calls it, with more beside."""

    number: str
    episode: int
    level_name: str
    region_name: str
    name: str
    raised_period: str
    state_name: str


@dataclass(slots=True)
class PlaySummary:
    """What this run did; ``skipped`` reports were there already.

    ``queries`` counts what the review rules asked of right reports, of so many ``lines``; each was ``explained``.
    ``published`` counts bulletins, ``evaluated`` evaluations and bulletins of points, ``stated`` what departments
    said of commitments. ``deeds`` is what the departments and reviewers did about alerts; None where they took no part.
    """

    posted: int = 0
    corrected: int = 0
    refused: int = 0
    returned: int = 0
    explained: int = 0
    queries: int = 0
    lines: int = 0
    accepted: int = 0
    closed: int = 0
    published: int = 0
    evaluated: int = 0
    stated: int = 0
    skipped: int = 0
    seconds: float = 0.0
    deeds: Deeds | None = None
