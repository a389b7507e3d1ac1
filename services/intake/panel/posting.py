"""The one way in for what sample enterprises report, by whichever door."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from starlette.concurrency import run_in_threadpool

from services.intake.panel.bodies import PanelReportBody
from services.intake.panel.checking import WrongReports, panel_events
from services.intake.panel.reading import PanelReading
from services.intake.panel.rights import may_report
from services.intake.reports.commands import CommandAnswer, ReportPanel
from services.intake.reports.submitting import Submitting
from shared.catalogue import Catalogue
from shared.periods import Clock, today_in_china
from shared.security.keys import Principal
from shared.web.bodies.reading import invalid


class PanelPosting:
    """Holds what is posted against the sample and what stands, and lets it be recorded: all of a body, or none."""

    def __init__(self, catalogue: Catalogue, reading: PanelReading, submitting: Submitting, clock: Clock) -> None:
        self._catalogue = catalogue
        self._reading = reading
        self._submitting = submitting
        self._clock = clock

    async def post(
        self, principal: Principal, key: str, digest: str, bodies: Sequence[PanelReportBody], correlation: str
    ) -> CommandAnswer:
        """Take them; a repetition is answered as the first time.

        Raises:
            Problem: 422 with every fault, 409 where another revision stands by now, 503 when the database is away.
        """
        known = await run_in_threadpool(self._reading.known, {each.enterprise for each in bodies})
        may = partial(may_report, principal)
        try:
            events = panel_events(bodies, self._catalogue, known.standing(), today_in_china(self._clock), may)
        except WrongReports as wrong:  # a repetition would be refused by now: what it reports stands already
            given = await run_in_threadpool(self._reading.kept, f"{principal.id}:{key}", digest)
            if given is None:
                raise invalid(wrong.faults, "用工报表有误", "panel-invalid") from None
            return given
        command = ReportPanel(tuple((event, known.versions.get(event.enterprise, 0)) for event in events))
        return await self._submitting.ask(principal, key, digest, command, correlation)
