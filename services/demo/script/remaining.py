"""What of the play is still to do, by what the service holds already. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from services.demo.script.planted_faults import Story
from services.demo.script.schedule import schedule
from services.demo.script.steps import Acceptance, DocumentName, PlayStep, ReportToPost
from services.demo.world.figures import Simulation
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month

ACCEPTED = "accepted"
RETURNED = "returned"


def steps_of(catalogue: Catalogue, simulation: Simulation, first: Month, last: Month) -> list[PlayStep]:
    """The steps of these months; steps before and after their first and last work fall away."""
    steps = [
        PlayStep(
            step.instant,
            [it for it in step.submissions if first <= it.period <= last],
            [it for it in step.returns if first <= it.story.period <= last],
            [it for it in step.acceptances if first <= it.period <= last],
            [it for it in step.closings if first <= it.period <= last],
            [it for it in step.years if first <= Month(it.year, 1) <= last],
            [it for it in step.publications if first <= it.period <= last],
            [it for it in step.said if first <= it.period <= last],
            step.settles,
        )
        for step in schedule(catalogue, simulation)
    ]
    working = [place for place, step in enumerate(steps) if step.has_work]
    return steps[working[0] : working[-1] + 1] if working else []


@dataclass(frozen=True, slots=True)
class StandingReport:
    """What a report's state is: its status, the revision that stands, whether one was ever accepted, how many
    came after that, and how many findings keep it from being accepted."""

    status: str = ""
    revision: int = 0
    accepted: bool = False
    revised: int = 0
    findings: int = 0

    def has(self, submission: ReportToPost) -> bool:
        """Whether nothing of a submission is left to do. What is in doubt is sent again, under the same key."""
        there = self.revised > 0 if submission.corrects else self.revision >= submission.revision
        planted = (
            submission.story is not None and not submission.story.refused
        )  # nobody explains what is wrong on purpose
        return (there and (planted or self.findings == 0)) or (self.accepted and not submission.corrects)

    def decided(self, acceptance: Acceptance) -> bool:
        """Whether an acceptance has been given."""
        return self.accepted and (not acceptance.corrected or (self.revised > 0 and self.status == ACCEPTED))


def remaining_steps(
    steps: Iterable[PlayStep],
    standing: Mapping[tuple[str, Month], StandingReport],
    published: Collection[DocumentName] | None = None,
) -> list[PlayStep]:
    """The steps with what is still to do; closings before the last thing done are known to be done.

    The step of the last thing done comes again, empty perhaps, so that it is settled. What is ``published``
    is out already; None: nobody publishes anything.
    """
    whole = list(steps)
    left = [_undone(step, standing, published) for step in whole]
    begun = [
        step.instant
        for step, rest in zip(whole, left, strict=True)
        if len(rest.submissions) < len(step.submissions) or len(rest.acceptances) < len(step.acceptances)
    ]
    reached = max(begun, default=None)
    if reached is None:
        return [step for step in left if step.has_work or step.settles]
    for step in left:
        if step.instant < reached:
            step.closings.clear()
            step.years.clear()
            step.publications.clear()
            step.said.clear()
    return [step for step in left if step.has_work or (step.settles and step.instant >= reached)]


def _undone(
    step: PlayStep,
    standing: Mapping[tuple[str, Month], StandingReport],
    published: Collection[DocumentName] | None,
) -> PlayStep:
    nothing = StandingReport()

    def there(item: ReportToPost | Acceptance | Story) -> StandingReport:
        return standing.get((item.region, item.period), nothing)

    return PlayStep(
        step.instant,
        [it for it in step.submissions if not there(it).has(it)],
        [it for it in step.returns if there(it.story).revision < 2 and there(it.story).status != RETURNED],
        [it for it in step.acceptances if not there(it).decided(it)],
        list(step.closings),
        list(step.years),
        [it for it in step.publications if published is not None and it.name not in published],
        list(step.said),
        step.settles,
    )
