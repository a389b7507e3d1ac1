"""What a revision changes on a figure under an open alert: for the better, or by leaving it out.

A correction for the better is not taken without evidence, and is picked for checking with it. What leaves the figure
out is taken, and cannot be accepted until the figure stands again, or a correction brings evidence along.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool

from services.intake.faults import fault
from services.intake.review.convenient import FigureAlert, convenient_fix
from services.intake.review.left_out import Stood, alerted, borne_out, left_out, question
from services.intake.review.outcomes import open_alerts
from services.intake.review.rules import LEFT_OUT
from services.intake.submission.parse import Submission
from services.intake.submission.validate import Validated
from services.intake.units.checks import Checks
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.database.engine import Database
from shared.events import ReportLine
from shared.periods import Month

AskStood = Callable[[str, str], Stood]
"""What has stood for a region's month. Called in a thread."""


class Evidence:
    """Looks at revisions of a month that was reported before only: they are few.

    ``stood`` tells what they may have lost, and what a correction moves from; without it, both are what stands in the
    unit's history.
    """

    def __init__(self, database: Database, rulebook: Rulebook, stood: AskStood | None = None) -> None:
        self._database = database
        self._rulebook = rulebook
        self._stood = stood

    async def asked_for(self, submission: Submission, validated: Validated, history: UnitHistory) -> Validated:
        """``validated`` with what the rule finds, or with the fault that the evidence is missing.

        The alerts are those that this service has heard of by now.
        """
        correction, rules = submission.correction, self._rulebook.unit(submission.region)
        if validated.faults or rules is None:
            return validated
        checks, lines = rules.checks, history.by_indicator(Month.parse(submission.period).ordinal)
        stood = Stood(lines, lines)
        if self._stood is not None:
            stood = await run_in_threadpool(self._stood, submission.region, submission.period)
            validated = _asking(validated, stood.last, checks)
        alerts = await run_in_threadpool(self._open, rules.areas)
        if not alerts:
            return validated
        missing = alerted(left_out(stood.last, validated.lines), alerts, checks.names)
        proven = correction is not None and bool(correction.evidence.strip())
        review = validated.review + (borne_out(missing) if proven else missing)
        if correction is None:
            return validated._replace(review=review)
        upward = {indicator: check.upward for indicator, check in checks.indicators.items()}
        found = convenient_fix(stood.settled, validated.lines, alerts, upward, checks.names)
        if found and not proven:
            message = f"{found[0].message}：请在 evidence 中写明凭据（文号、台账或附件名）"
            return validated._replace(faults=[fault("evidence-missing", "/correction/evidence", message)])
        return validated._replace(review=review + found)

    def _open(self, areas: tuple[str, ...]) -> list[FigureAlert]:
        with self._database.read() as connection:
            found = open_alerts(connection, areas)
        names = self._rulebook.names
        return [each._replace(area=names.get(each.area, each.area)) for each in found]


def _asking(validated: Validated, stood: Mapping[str, ReportLine], checks: Checks) -> Validated:
    """``validated`` with the question for all that stood and is left out, in place of that for the last revision."""
    asked = question(left_out(stood, validated.lines), checks.names)
    others = tuple(each for each in validated.review if each.rule != LEFT_OUT.name)
    return validated._replace(review=others if asked is None else (*others, asked))
