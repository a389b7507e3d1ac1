"""What the reviewer's pages are filled with. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from services.intake.pages.views.findings import ShownFinding
from services.intake.pages.views.reviewer.queue import Narrowing, QueueRow, Totals
from services.intake.queries.nobodys_report import NobodysReport
from services.intake.review.rules import RULES, ReviewRule
from shared.periods import Month


@dataclass(frozen=True, slots=True)
class QueueView:
    """One month's queue: ``rows`` as narrowed, ``totals`` of the whole area; ``prefectures`` are those that units
    lie in, code and name."""

    area: str
    name: str
    period: Month
    periods: tuple[Month, ...]
    narrowed: Narrowing
    levels: frozenset[str]
    prefectures: tuple[tuple[str, str], ...]
    rows: tuple[QueueRow, ...]
    totals: Totals
    closed: bool
    closable: bool
    nobodys: tuple[NobodysReport, ...] = ()

    @property
    def clean(self) -> tuple[str, ...]:
        """Those of the rows that wait for a decision and of which nothing was found."""
        return tuple(row.region for row in self.rows if row.clean)

    @property
    def blank(self) -> bool:
        """Whether one of the rows waits for a decision and leaves figures blank."""
        return any(row.pending and row.count.missing for row in self.rows)

    @property
    def simulated(self) -> bool:
        """Whether any of the month's reports is simulated."""
        return any(row.simulated for row in self.rows)


@dataclass(frozen=True, slots=True)
class Sample:
    """One finding, and whose it is."""

    region: str
    name: str
    finding: ShownFinding


class ClosedMonth(NamedTuple):
    """That a month was closed: when and by whom, where its event stands, and the reasons that were given ('': none)."""

    at: str
    actor: str
    position: int
    early: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClosingView:
    """What is still open before a month is closed; ``found``: what only shows now that the others have reported;
    ``told``: how often each rule was right, in words; ``closed``: who closed it, when and why (None: nobody);
    ``due``: the day by whose end units report in time, where it has not passed; ``simulated``: a report of it is."""

    area: str
    name: str
    period: Month
    totals: Totals
    missing: tuple[QueueRow, ...]
    blocked: tuple[QueueRow, ...]
    pending: tuple[QueueRow, ...]
    found: tuple[Sample, ...]
    closed: ClosedMonth | None
    told: Mapping[str, str]
    due: date | None = None
    nobodys: tuple[NobodysReport, ...] = ()
    simulated: bool = False

    @property
    def open(self) -> int:
        """How many units are not done with."""
        return len(self.missing) + len(self.blocked) + len(self.pending)


@dataclass(frozen=True, slots=True)
class ScreensView:
    """The samples of one month; ``told``: how often each rule was right in the year up to it, in words."""

    name: str
    samples: tuple[Sample, ...]
    simulated: bool
    told: Mapping[str, str]

    @property
    def rules(self) -> tuple[tuple[ReviewRule, str], ...]:
        """Every rule, and how often it was right."""
        return tuple((rule, self.told[rule.name]) for rule in RULES)
