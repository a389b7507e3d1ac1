"""A report held against its unit's rules and history, and against its relatives where it has any."""

from __future__ import annotations

from services.intake.reports.proposals.decide import JudgedAgain
from services.intake.review.report import NOBODY, Around, Report, review
from services.intake.submission.evidence import Evidence
from services.intake.submission.lines import SLIP
from services.intake.submission.parse import Correction, Parsed, Submission
from services.intake.submission.validate import Validated, asked_for, validate
from services.intake.units.history import UnitHistory
from services.intake.units.recent.histories import Histories
from services.intake.units.rulebook import Rulebook
from shared.events import CorrectionProposed
from shared.periods import Clock, Month


class Judging:
    """Validates reports. Hot: of most units the history is in memory, and nothing is awaited."""

    def __init__(self, clock: Clock, histories: Histories, rulebook: Rulebook, evidence: Evidence) -> None:
        self._clock = clock
        self._histories = histories
        self._rulebook = rulebook
        self._evidence = evidence

    async def validate(self, parsed: Parsed) -> Validated:
        """The report judged at this moment; ``parsed.submission`` must be there.

        Faults that a history finds are found in one that was read just now.
        """
        submission = parsed.submission
        assert submission is not None
        region, period = submission.region, submission.period
        if (found := self.at_once(parsed)) is not None and not _slipped(found):
            return found
        now = self._clock.now()
        history = await self._history(region, period)
        around = await self._around(region, period)
        validated = validate(submission, self._rulebook, history, now, parsed.broken, around)
        if _slipped(validated):
            self._histories.forget([region])
            history = await self._history(region, period)
            validated = validate(submission, self._rulebook, history, now, parsed.broken, around)
        if not validated.faults and (submission.correction is not None or history.lines(Month.parse(period).ordinal)):
            validated = await self._evidence.asked_for(submission, validated, history)
        explained = asked_for(validated.explanations, submission.note, validated.review)  # once all is asked
        return validated._replace(explanations=explained)

    def at_once(self, parsed: Parsed) -> Validated | None:
        """The same of a report for which nothing has to be read; None: something has. That a figure has slipped may be
        found by what is old."""
        submission = parsed.submission
        assert submission is not None
        rules = self._rulebook.unit(submission.region)
        if rules is None or rules.checks.families or submission.correction is not None:
            return None
        try:
            month = Month.parse(submission.period)
        except ValueError:
            return None
        history = self._histories.ready(submission.region, month)
        if history is None or history.lines(month.ordinal):
            return None
        validated = validate(submission, self._rulebook, history, self._clock.now(), parsed.broken)
        explained = asked_for(validated.explanations, submission.note, validated.review)  # nothing more is asked
        return validated._replace(explanations=explained)

    async def again(self, proposed: CorrectionProposed) -> JudgedAgain:
        """What the rules say now of a correction that waits for a signature, by what is stored at this moment."""
        region, month = proposed.region, Month.parse(proposed.period)
        rules = self._rulebook.in_month(region, month)
        if rules is None or not rules.missing:
            return JudgedAgain(faults=("这个地区不再报送月报",))
        self._histories.forget([region])
        history, around = await self._history(region, proposed.period), await self._around(region, proposed.period)
        report = Report(region, month.ordinal, proposed.lines)
        found = review(report, history, rules.checks, around, self._rulebook.names)
        submission = Submission(region, proposed.period, [], correction=Correction(proposed.reason, proposed.evidence))
        judged = await self._evidence.asked_for(submission, Validated(proposed.lines, (), [], found), history)
        return JudgedAgain(judged.review, tuple(each.message for each in judged.faults))

    async def _around(self, region: str, period: str) -> Around:
        """What the regions above and below that report the same have reported: few regions have any."""
        rules = self._rulebook.unit(region)
        if rules is None or not rules.checks.families:
            return NOBODY
        relatives = {each for family in rules.checks.families for each in (family.parent, *family.children)} - {region}
        try:
            month = Month.parse(period).ordinal
        except ValueError:
            return NOBODY
        return {each: (await self._history(each, period)).by_indicator(month) for each in sorted(relatives)}

    async def _history(self, region: str, period: str) -> UnitHistory:
        try:
            month = Month.parse(period)
        except ValueError:
            return UnitHistory(0)  # the month is at fault: nothing is held against it
        if self._rulebook.unit(region) is None:
            return UnitHistory(0)
        return self._histories.ready(region, month) or await self._histories.load(region, month)


def _slipped(validated: Validated) -> bool:
    return any(each.code == SLIP for each in validated.faults)
