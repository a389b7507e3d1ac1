"""What happens in the play: what is posted, returned, accepted, closed, set and published at one instant. Pure.

Instants are aware, in UTC.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from services.demo.script.commitments import PlayedWords
from services.demo.script.mistakes import Mistake, PlayedCorrection
from services.demo.script.planted_faults import Story
from services.demo.script.year_targets import YearTarget
from shared.periods import Month


@dataclass(frozen=True, slots=True)
class ReportToPost:
    """A report to post: revision 1 with its mistake or planted story, if any, or revision 2 that sets it right.

    ``correction`` is given after acceptance or closing.
    """

    region: str
    period: Month
    revision: int = 1
    mistake: Mistake | None = None
    correction: PlayedCorrection | None = None
    story: Story | None = None

    @property
    def corrects(self) -> bool:
        """Whether it comes after an acceptance."""
        return self.revision > 1 and self.correction is not None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A reviewer's decision to accept what stands: the first one, or (``corrected``) that after a correction."""

    area: str
    region: str
    period: Month
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class SendingBack:
    """A reviewer's decision to send a planted fault back."""

    area: str
    story: Story


@dataclass(frozen=True, slots=True)
class Closing:
    area: str
    period: Month


PublishedKind = Literal["bulletin", "annual", "final", "appraisal"]

DocumentName = tuple[str, str, str]
"""What a published document is known by: its kind, the area or plan it is of, and the last month in it."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What an area's reviewer publishes: the bulletin of a month; of a ``plan`` the evaluation of the year that the
    month ends (``annual``) or of the whole plan (``final``); or the bulletin of points of the quarter that it ends."""

    area: str
    period: Month
    kind: PublishedKind = "bulletin"
    plan: str = ""

    @property
    def name(self) -> DocumentName:
        """What it is known by once it is out."""
        return self.kind, self.plan or self.area, str(self.period)


@dataclass
class PlayStep:
    """What happens at one instant of the simulated time; ``settles``: then everybody catches up."""

    instant: datetime
    submissions: list[ReportToPost] = field(default_factory=list)
    returns: list[SendingBack] = field(default_factory=list)
    acceptances: list[Acceptance] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    years: list[YearTarget] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)
    said: list[PlayedWords] = field(default_factory=list)
    settles: bool = False

    @property
    def has_work(self) -> bool:
        """Whether anything is sent."""
        decided = self.returns or self.acceptances or self.closings
        return bool(self.submissions or decided or self.years or self.publications or self.said)


def by_area(acceptances: Iterable[Acceptance]) -> dict[str, list[Acceptance]]:
    """The decisions of each area's reviewer."""
    found: dict[str, list[Acceptance]] = defaultdict(list)
    for acceptance in acceptances:
        found[acceptance.area].append(acceptance)
    return dict(found)
