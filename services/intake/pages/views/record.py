"""One unit's report for one month with everything that happened to it, as the pages see it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.intake.forms.last_report import LastReport, last_report
from services.intake.pages.views.month_strip import StripReport
from services.intake.pages.views.timeline import History
from services.intake.reports.standing import GivenBack, given_back
from services.intake.reports.state import NOTHING, ReportState
from services.intake.reports.streams import LinesEvent
from shared.events import ReportLine
from shared.periods import Month
from shared.store.model import Recorded


@dataclass(frozen=True, slots=True)
class Record:
    """One unit's report for one month with everything that happened to it; ``closed``: the month is."""

    region: str
    period: Month
    history: History = ()
    closed: bool = False
    state: ReportState = field(default=NOTHING)

    @property
    def revisions(self) -> list[tuple[Recorded, LinesEvent]]:
        """Every submission and correction, the first one first."""
        return [(recorded, event) for recorded, event in self.history if isinstance(event, LinesEvent)]

    @property
    def last(self) -> LastReport | None:
        """The last revision, as the month's form is filled with it."""
        return last_report(event for _, event in self.history)

    @property
    def given_back(self) -> GivenBack | None:
        """Since when and why the report has to be made again; None where it stands."""
        return given_back(self.state, reversed(self.history))

    @property
    def standing(self) -> tuple[ReportLine, ...]:
        """The lines that count: none when the report was returned or withdrawn."""
        made = self.revisions
        return made[-1][1].lines if made and self.state.status in ("submitted", "accepted") else ()

    @property
    def accepted(self) -> tuple[ReportLine, ...]:
        """The lines of the revision that was accepted last, while the report counts at all."""
        number = self.state.accepted_revision
        if number is None or self.state.status not in ("submitted", "accepted"):
            return ()
        return self.revisions[number - 1][1].lines

    @property
    def simulated(self) -> bool:
        """Whether the last revision is simulated."""
        made = self.revisions
        return bool(made) and made[-1][1].simulated

    @property
    def reported(self) -> StripReport:
        """What the strip needs of it."""
        made = self.revisions
        return StripReport(self.state, made[0][0].recorded_at if made else None)
