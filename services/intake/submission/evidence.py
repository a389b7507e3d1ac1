"""What a revision changes on a figure under an open alert: for the better, or by leaving it out.

A correction then asks for evidence, and is picked for checking; before acceptance the figure may not be left out.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool

from services.intake.faults import fault
from services.intake.review.convenient import FigureAlert, convenient_fix
from services.intake.review.left_out import alerted, left_out
from services.intake.review.outcomes import open_alerts
from services.intake.submission.parse import Submission
from services.intake.submission.validate import Validated
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.database.engine import Database
from shared.periods import Month


class Evidence:
    """Looks at corrections and at revisions that leave something out only: they are few."""

    def __init__(self, database: Database, rulebook: Rulebook) -> None:
        self._database = database
        self._rulebook = rulebook

    async def asked_for(self, submission: Submission, validated: Validated, history: UnitHistory) -> Validated:
        """``validated`` with what the rule finds, or with the fault that the evidence is missing.

        The alerts are those that this service has heard of by now.
        """
        correction, rules = submission.correction, self._rulebook.unit(submission.region)
        if validated.faults or rules is None:
            return validated
        alerts = await run_in_threadpool(self._open, rules.areas)
        if not alerts:
            return validated
        checks, stood = rules.checks, history.by_indicator(Month.parse(submission.period).ordinal)
        missing = alerted(left_out(stood, validated.lines), alerts, checks.names)
        if correction is None:
            return validated._replace(review=validated.review + missing)
        upward = {indicator: check.upward for indicator, check in checks.indicators.items()}
        found = convenient_fix(stood, validated.lines, alerts, upward, checks.names)
        if (found or missing) and not correction.evidence.strip():
            message = f"{(*found, *missing)[0].message}：请在 evidence 中写明凭据（文号、台账或附件名）"
            return validated._replace(faults=[fault("evidence-missing", "/correction/evidence", message)])
        return validated._replace(review=validated.review + found)

    def _open(self, areas: tuple[str, ...]) -> list[FigureAlert]:
        with self._database.read() as connection:
            found = open_alerts(connection, areas)
        names = self._rulebook.names
        return [each._replace(area=names.get(each.area, each.area)) for each in found]
