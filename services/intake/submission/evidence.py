"""A correction for the better while an alert on the figure is open asks for evidence, and is picked for checking."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool

from services.intake.faults import fault
from services.intake.review.convenient import FigureAlert, convenient_fix
from services.intake.review.outcomes import open_alerts
from services.intake.submission.parse import Submission
from services.intake.submission.validate import Validated
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.database.engine import Database
from shared.periods import Month


class Evidence:
    """Looks at corrections only: they are few."""

    def __init__(self, database: Database, rulebook: Rulebook) -> None:
        self._database = database
        self._rulebook = rulebook

    async def asked_for(self, submission: Submission, validated: Validated, history: UnitHistory) -> Validated:
        """``validated`` with what the rule finds, or with the fault that the evidence is missing.

        The alerts are those that this service has heard of by now.
        """
        correction, rules = submission.correction, self._rulebook.unit(submission.region)
        if correction is None or validated.faults or rules is None:
            return validated
        alerts = await run_in_threadpool(self._open, rules.areas)
        if not alerts:
            return validated
        checks, month = rules.checks.indicators, Month.parse(submission.period).ordinal
        upward = {indicator: check.upward for indicator, check in checks.items()}
        names = {indicator: check.name for indicator, check in checks.items()}
        found = convenient_fix(history.by_indicator(month), validated.lines, alerts, upward, names)
        if found and not correction.evidence.strip():
            message = f"{found[0].message}：请在 evidence 中写明凭据（文号、台账或附件名）"
            return validated._replace(faults=[fault("evidence-missing", "/correction/evidence", message)])
        return validated._replace(review=validated.review + found)

    def _open(self, areas: tuple[str, ...]) -> list[FigureAlert]:
        with self._database.read() as connection:
            found = open_alerts(connection, areas)
        names = self._rulebook.names
        return [each._replace(area=names.get(each.area, each.area)) for each in found]
