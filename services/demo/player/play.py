"""Plays the simulated district systems over HTTP, month after month.

What is there already is read first and skipped, and every write carries an idempotency key made of
what it says: a second run starts from what is there, and a run that was killed goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.demo.people.people import SimulatedPeople
from services.demo.player.sending_bulletins import DOCUMENT_SECONDS, BulletinSender
from services.demo.player.sending_decisions import DecisionSender
from services.demo.player.sending_reports import ReportSender
from services.demo.player.sending_words import WordSender
from services.demo.player.stage import PlayKeys, PlayProgress, PlaySummary, Stage
from services.demo.player.standing import standing_reports
from services.demo.script.areas import areas_of
from services.demo.script.remaining import remaining_steps, steps_of
from services.demo.script.steps import PlayStep, by_area
from services.demo.transport.at_once import all_at_once
from services.demo.transport.client import Client
from services.demo.world.figures import Simulation
from shared.catalogue.catalogue import Catalogue
from shared.periods import CHINA, Month


async def play(
    base_url: str,
    catalogue: Catalogue,
    simulation: Simulation,
    keys: PlayKeys,
    stage: Stage,
    on_progress: Callable[[PlayProgress], None],
    first: Month | None = None,
    last: Month | None = None,
    patience_seconds: float = 0.0,
    people: SimulatedPeople | None = None,
    bulletins_url: str = "",
    script: Sequence[PlayStep] | None = None,
) -> PlaySummary:
    """Post, accept and close the months ``first`` to ``last`` of ``simulation`` (by default all), or what ``script``
    says instead.

    A service that is away is asked again for ``patience_seconds``. ``people`` act whenever all is settled. Bulletins
    are published at ``bulletins_url``, where the aggregator answers; without it there are none.

    Raises:
        PlayError: the service answered otherwise than expected, or not at all.
        KeyError: a key is missing.
    """
    _check_keys(keys, catalogue, simulation)
    started = time.perf_counter()
    summary = PlaySummary(deeds=people.deeds if people is not None else None)
    steps = script or steps_of(catalogue, simulation, first or simulation.first, last or simulation.last)
    async with (
        Client(base_url, patience_seconds) as client,
        Client(bulletins_url or base_url, patience_seconds, DOCUMENT_SECONDS) as board,
    ):
        reports, bulletins = (
            ReportSender(client, catalogue, simulation, keys, summary),
            BulletinSender(board, keys, summary),
        )
        run = _Play(
            reports,
            DecisionSender(client, keys, summary),
            WordSender(client, keys, summary),
            bulletins,
            stage,
            people,
        )
        standing = await standing_reports(client, catalogue, simulation, keys)
        published = await bulletins.published(areas_of(catalogue, simulation)) if bulletins_url else None
        remaining = remaining_steps(steps, standing, published)
        total = sum(len(step.submissions) for step in steps)
        begun = min((each.period for step in steps for each in step.submissions), default=None)
        done = summary.skipped = total - sum(len(step.submissions) for step in remaining)
        for step in remaining:
            await run.perform(step)
            done += len(step.submissions)
            on_progress(PlayProgress(done, total, str(month_reached(step.instant, begun)), step.instant))
    summary.seconds = time.perf_counter() - started
    return summary


def month_reached(instant: datetime, begun: Month | None) -> Month:
    """The month that is being reported at an instant: the last that has ended, and before the first one of the play has
    ended (``begun``; None: nothing is reported), that one."""
    ended = Month.of(instant.astimezone(CHINA).date()).shift(-1)
    return ended if begun is None else max(ended, begun)


def _check_keys(keys: PlayKeys, catalogue: Catalogue, simulation: Simulation) -> None:
    missing = [region for region in simulation.regions if region not in keys.reporters]
    missing += [area for area in areas_of(catalogue, simulation) if area not in keys.reviewers]
    if missing:
        raise KeyError(f"缺少密钥：{'、'.join(missing)}")


@dataclass(slots=True)
class _Play:
    """Who sends what, on which stage; ``people`` act whenever all is settled. ``stirred``: something was sent, or done,
    since that was so."""

    reports: ReportSender
    decisions: DecisionSender
    words: WordSender
    bulletins: BulletinSender
    stage: Stage
    people: SimulatedPeople | None
    stirred: bool = True

    async def perform(self, step: PlayStep) -> None:
        """Everything that happens at the step's instant."""
        if step.settles and self.stirred:
            await self.stage.settle()  # what came before is handled at its own time, before a due day passes
        self.stage.set_time(step.instant)
        self.stirred = self.stirred or step.has_work
        await all_at_once(step.years, self.decisions.set_year)
        await all_at_once(step.said, self.words.send)
        await all_at_once(step.submissions, self.reports.send)
        await all_at_once(step.returns, self.decisions.send_back)
        await all_at_once(by_area(step.acceptances).items(), self.decisions.accept)
        await all_at_once(step.closings, self.decisions.close)
        for publication in step.publications:
            await self.bulletins.publish(publication)
        if step.settles:
            await self.stage.settle()
            self.stirred = await self._act(step.instant)

    async def _act(self, instant: datetime) -> bool:
        """Let the people act; whether they did anything."""
        if self.people is None:
            return False
        before = self.people.deeds.all
        await self.people.act(instant)
        return self.people.deeds.all != before
