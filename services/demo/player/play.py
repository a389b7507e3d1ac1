"""Plays the simulated district systems over HTTP, month after month.

What is there already is read first and skipped, and every write carries an idempotency key made of
what it says: a second run starts from what is there, and a run that was killed goes on.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import msgspec

from services.demo.player.calendar import Acceptance, Closing, Return, Step, Submission, area_of, by_area, schedule
from services.demo.player.client import Client, PlayError, all_at_once
from services.demo.player.people import Deeds, People
from services.demo.player.planted_faults import EXPLANATION, RETURN_REASON, Story
from services.demo.player.reports import NO_OVERRIDES, Body, report_body
from services.demo.world.figures import Simulation
from shared.catalogue.catalogue import Catalogue
from shared.periods import CHINA, Month

REPORTS = "/v1/reports"
REVIEWS = "/v1/reviews"
CLOSINGS = "/v1/periods/closings"
ACCEPTED = "accepted"
RETURNED = "returned"
ALREADY_ACCEPTED = "already-accepted"


class Stage(Protocol):
    """What the player needs of the place it plays on."""

    def set_time(self, instant: datetime) -> None:
        """Put the simulated clock at ``instant`` (aware)."""
        ...

    async def settle(self) -> None:
        """Wait until every consumer has caught up and the sweeps that time drives have run."""
        ...


@dataclass(frozen=True, slots=True)
class Keys:
    """API keys: each reporting region's own, each area's reviewer's and second signer's, and the operator's."""

    reporters: Mapping[str, str]
    reviewers: Mapping[str, str]
    ops: str = ""
    signers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the play is: reports ``done`` (also those found there) of ``total``, and the month reached."""

    done: int
    total: int
    period: str
    instant: datetime


@dataclass(slots=True)
class PlaySummary:
    """What this run did; ``skipped`` reports were there already.

    ``queries`` counts what the review rules asked of right reports, of so many ``lines``; each was ``explained``.
    ``deeds`` is what the departments and reviewers did about alerts; None where they took no part.
    """

    posted: int = 0
    corrected: int = 0
    refused: int = 0
    returned: int = 0
    explained: int = 0
    queries: int = 0
    lines: int = 0
    accepted: int = 0
    closed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    deeds: Deeds | None = None


@dataclass(frozen=True, slots=True)
class _Standing:
    """What a report's state is: its status, the revision that stands, whether one was ever accepted, how many
    came after that, and how many findings keep it from being accepted."""

    status: str = ""
    revision: int = 0
    accepted: bool = False
    revised: int = 0
    findings: int = 0

    def has(self, submission: Submission) -> bool:
        """Whether nothing of a submission is left to do. What is in doubt is sent again, under the same key."""
        there = self.revised > 0 if submission.corrects else self.revision >= submission.revision
        return (there and self.findings == 0) or (self.accepted and not submission.corrects)

    def decided(self, acceptance: Acceptance) -> bool:
        """Whether an acceptance has been given."""
        return self.accepted and (not acceptance.corrected or (self.revised > 0 and self.status == ACCEPTED))


@dataclass
class _Play:
    client: Client
    catalogue: Catalogue
    simulation: Simulation
    keys: Keys
    summary: PlaySummary = field(default_factory=PlaySummary)

    async def post_report(self, submission: Submission) -> None:
        """Send a report, and what the review rules then ask for: an explanation, sent with the report once more."""
        region, story = submission.region, submission.story
        key = f"demo-{region}-{submission.period}-{submission.revision}"
        if story is not None:
            wrong = self._body(submission, story)
            if not story.refused:
                await self._send(region, wrong, key)
                self.summary.posted += 1
                return
            await self._expect_refusal(region, wrong, f"{key}-wrong", story.rule)
        body = self._body(submission)
        answer = await self._send(region, body, key)
        queries = [each for each in _review(answer) if each["action"] == "query"]
        if queries:
            said = [{"indicator": each["indicator"], "rule": each["rule"], "text": EXPLANATION} for each in queries]
            await self._send(region, body | {"explanations": said}, f"{key}-explained")
            self.summary.explained += 1
        self._count(submission, len(queries))

    async def send_back(self, returned: Return) -> None:
        """A reviewer returns a planted fault; the answer is kept under the key, as every decision's is."""
        story = returned.story
        reason = RETURN_REASON.format(finding=story.rule)
        decision = {"region": story.region, "period": str(story.period), "decision": "return", "reason": reason}
        key = f"demo-return-{story.region}-{story.period}"
        answer = await self.client.post(REVIEWS, self.keys.reviewers[returned.area], {"decisions": [decision]}, key)
        (result,) = _rows(answer, "results", "POST", REVIEWS)
        if result["status"] != RETURNED:
            raise PlayError("POST", REVIEWS, 200, f"{story.region} {story.period}：{result}")
        self.summary.returned += 1

    def _body(self, submission: Submission, story: Story | None = None) -> Body:
        place = (self.catalogue, self.simulation, submission.region, submission.period)
        overrides = story.overrides if story is not None else NO_OVERRIDES
        return report_body(*place, submission.mistake, submission.correction, overrides)

    async def _send(self, region: str, body: Body, key: str) -> Any:
        signer = self._signer(region) if "correction" in body else ""
        return await self.client.post(REPORTS, self.keys.reporters[region], body, key, signer)

    async def _expect_refusal(self, region: str, body: Body, key: str, code: str) -> None:
        """Send a report that the service must refuse for ``code``."""
        signer = self._signer(region) if "correction" in body else ""
        problem = await self.client.post_refused(REPORTS, self.keys.reporters[region], body, key, signer)
        if code not in {each["code"] for each in _rows(problem, "faults", "POST", REPORTS)}:
            raise PlayError("POST", REPORTS, 422, f"应指出“{code}”：{problem}")
        self.summary.refused += 1

    def _signer(self, region: str) -> str:
        return self.keys.signers.get(area_of(self.catalogue, region), "")

    def _count(self, submission: Submission, queries: int) -> None:
        self.summary.queries += queries
        self.summary.lines += len(self.simulation.series[submission.region])
        if submission.corrects:
            self.summary.corrected += 1
        elif submission.revision == 1:
            self.summary.posted += 1

    async def accept(self, decided: tuple[str, list[Acceptance]]) -> None:
        area, acceptances = decided
        decisions = [{"region": it.region, "period": str(it.period), "decision": "accept"} for it in acceptances]
        body = {"decisions": decisions}
        digest = hashlib.sha256(msgspec.json.encode(body)).hexdigest()[:16]
        answer = await self.client.post(REVIEWS, self.keys.reviewers[area], body, f"demo-review-{area}-{digest}")
        for result in _rows(answer, "results", "POST", REVIEWS):
            if result["status"] != ACCEPTED and result.get("code") != ALREADY_ACCEPTED:
                raise PlayError("POST", REVIEWS, 200, f"{result['region']} {result['period']}：{result}")
        self.summary.accepted += len(decisions)

    async def close(self, closing: Closing) -> None:
        body = {"area": closing.area, "period": str(closing.period)}
        key = f"demo-closing-{closing.area}-{closing.period}"
        await self.client.post(CLOSINGS, self.keys.reviewers[closing.area], body, key)
        self.summary.closed += 1

    async def standing(self) -> dict[tuple[str, Month], _Standing]:
        """What the service holds already of the months to play."""
        found: dict[tuple[str, Month], _Standing] = {}
        span = {"from": str(self.simulation.first), "to": str(self.simulation.last)}
        for area in _areas(self.catalogue, self.simulation):
            answer = await self.client.get(REPORTS, self.keys.reviewers[area], {"area": area, **span})
            for row in _rows(answer, "reports", "GET", REPORTS):
                key = (row["region"], Month.parse(row["period"]))
                found[key] = _Standing(
                    row["status"],
                    row["revision"],
                    row.get("accepted_revision") is not None,
                    row.get("revised", 0),
                    row.get("findings", {}).get("standing", 0),
                )
        return found


async def play(
    base_url: str,
    catalogue: Catalogue,
    simulation: Simulation,
    keys: Keys,
    stage: Stage,
    on_progress: Callable[[Progress], None],
    first: Month | None = None,
    last: Month | None = None,
    patience_seconds: float = 0.0,
    people: People | None = None,
) -> PlaySummary:
    """Post, accept and close the months ``first`` to ``last`` of ``simulation`` (by default all).

    A service that is away is asked again for ``patience_seconds``. ``people`` act whenever all is settled.

    Raises:
        PlayError: the service answered otherwise than expected, or not at all.
        KeyError: a key is missing.
    """
    _check_keys(keys, catalogue, simulation)
    started = time.perf_counter()
    first, last = first or simulation.first, last or simulation.last
    steps = _steps(catalogue, simulation, first, last)
    async with Client(base_url, patience_seconds) as client:
        run = _Play(client, catalogue, simulation, keys)
        standing = await run.standing()
        remaining = _remaining(steps, standing)
        total = sum(len(step.submissions) for step in steps)
        done = total - sum(len(step.submissions) for step in remaining)
        run.summary.skipped = done
        for step in remaining:
            await _perform(run, step, stage, people)
            done += len(step.submissions)
            reached = Month.of(step.instant.astimezone(CHINA).date()).shift(-1)
            on_progress(Progress(done, total, str(reached), step.instant))
    run.summary.deeds = people.deeds if people is not None else None
    run.summary.seconds = time.perf_counter() - started
    return run.summary


def _check_keys(keys: Keys, catalogue: Catalogue, simulation: Simulation) -> None:
    missing = [region for region in simulation.regions if region not in keys.reporters]
    missing += [area for area in _areas(catalogue, simulation) if area not in keys.reviewers]
    if missing:
        raise KeyError(f"缺少密钥：{'、'.join(missing)}")


async def _perform(run: _Play, step: Step, stage: Stage, people: People | None) -> None:
    if step.settles:
        await stage.settle()  # what came before is handled at its own time, before a due day passes
    stage.set_time(step.instant)
    await all_at_once(step.submissions, run.post_report)
    await all_at_once(step.returns, run.send_back)
    await all_at_once(by_area(step.acceptances).items(), run.accept)
    await all_at_once(step.closings, run.close)
    if step.settles:
        await stage.settle()
        if people is not None:
            await people.act(step.instant)


def _steps(catalogue: Catalogue, simulation: Simulation, first: Month, last: Month) -> list[Step]:
    """The steps of these months; steps before and after their first and last work fall away."""
    steps = [
        Step(
            step.instant,
            [it for it in step.submissions if first <= it.period <= last],
            [it for it in step.returns if first <= it.story.period <= last],
            [it for it in step.acceptances if first <= it.period <= last],
            [it for it in step.closings if first <= it.period <= last],
            step.settles,
        )
        for step in schedule(catalogue, simulation)
    ]
    working = [place for place, step in enumerate(steps) if _has_work(step)]
    return steps[working[0] : working[-1] + 1] if working else []


def _remaining(steps: Iterable[Step], standing: Mapping[tuple[str, Month], _Standing]) -> list[Step]:
    """The steps with what is still to do; closings before the last thing done are known to be done.

    The step of the last thing done comes again, empty perhaps, so that it is settled.
    """
    whole = list(steps)
    left = [_undone(step, standing) for step in whole]
    begun = [
        step.instant
        for step, rest in zip(whole, left, strict=True)
        if len(rest.submissions) < len(step.submissions) or len(rest.acceptances) < len(step.acceptances)
    ]
    reached = max(begun, default=None)
    if reached is None:
        return [step for step in left if _has_work(step) or step.settles]
    for step in left:
        if step.instant < reached:
            step.closings.clear()
    return [step for step in left if _has_work(step) or (step.settles and step.instant >= reached)]


def _undone(step: Step, standing: Mapping[tuple[str, Month], _Standing]) -> Step:
    nothing = _Standing()

    def there(item: Submission | Acceptance | Story) -> _Standing:
        return standing.get((item.region, item.period), nothing)

    return Step(
        step.instant,
        [it for it in step.submissions if not there(it).has(it)],
        [it for it in step.returns if there(it.story).revision < 2 and there(it.story).status != RETURNED],
        [it for it in step.acceptances if not there(it).decided(it)],
        list(step.closings),
        step.settles,
    )


def _has_work(step: Step) -> bool:
    return bool(step.submissions or step.returns or step.acceptances or step.closings)


def _review(answer: Any) -> list[dict[str, str]]:
    """What the review rules found, as the receipt tells."""
    receipt = answer.get("receipt") if isinstance(answer, dict) else None
    return receipt.get("review", []) if isinstance(receipt, dict) else []


def _areas(catalogue: Catalogue, simulation: Simulation) -> list[str]:
    return list(dict.fromkeys(area_of(catalogue, region) for region in simulation.regions))


def _rows(answer: Any, name: str, method: str, path: str) -> list[dict[str, Any]]:
    rows = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise PlayError(method, path, 200, f"应答中没有“{name}”")
    return rows
