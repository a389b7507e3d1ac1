"""The player sends what reviewers decide: acceptances, returns, and the closing of months."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import msgspec

from services.demo.player.stage import PlayKeys, PlaySummary
from services.demo.script.remaining import ACCEPTED, RETURNED
from services.demo.script.steps import Acceptance, Closing, SendingBack
from services.demo.script.year_targets import YearTarget
from services.demo.transport.answers import rows_of
from services.demo.transport.client import Client, PlayError

REVIEWS = "/v1/reviews"
CLOSINGS = "/v1/periods/closings"
ANNUAL_TARGETS = "/v1/targets/annual"
ALREADY_ACCEPTED = "already-accepted"


@dataclass(frozen=True, slots=True)
class DecisionSender:
    """Sends each area's decisions under its reviewer's key; what came of it is counted in ``summary``."""

    client: Client
    keys: PlayKeys
    summary: PlaySummary

    async def send_back(self, returned: SendingBack) -> None:
        """A reviewer returns a planted fault; the answer is kept under the key, as every decision's is."""
        story = returned.story
        decision = {
            "region": story.region,
            "period": str(story.period),
            "decision": "return",
            "reason": story.return_reason,
        }
        key = f"demo-return-{story.region}-{story.period}"
        answer = await self.client.post(REVIEWS, self.keys.reviewers[returned.area], {"decisions": [decision]}, key)
        (result,) = rows_of(answer, "results", "POST", REVIEWS)
        if result["status"] != RETURNED:
            raise PlayError("POST", REVIEWS, 200, f"{story.region} {story.period}：{result}")
        self.summary.returned += 1

    async def accept(self, decided: tuple[str, list[Acceptance]]) -> None:
        """An area's reviewer accepts several reports at once; one that was accepted before stays so,
        and figures that a unit has left blank are ticked as seen."""
        area, acceptances = decided
        decision = {"decision": "accept", "with_blanks": True}
        decisions = [{"region": it.region, "period": str(it.period)} | decision for it in acceptances]
        body = {"decisions": decisions}
        digest = hashlib.sha256(msgspec.json.encode(body)).hexdigest()[:16]
        answer = await self.client.post(REVIEWS, self.keys.reviewers[area], body, f"demo-review-{area}-{digest}")
        for result in rows_of(answer, "results", "POST", REVIEWS):
            if result["status"] != ACCEPTED and result.get("code") != ALREADY_ACCEPTED:
                raise PlayError("POST", REVIEWS, 200, f"{result['region']} {result['period']}：{result}")
        self.summary.accepted += len(decisions)

    async def set_year(self, target: YearTarget) -> None:
        """An area's reviewer enters what a document sets for a year; its second signer signs."""
        key = f"demo-annual-{target.plan}-{target.year}"
        signer = self.keys.signers.get(target.area, "")
        await self.client.post(ANNUAL_TARGETS, self.keys.reviewers[target.area], target.body, key, signer)

    async def close(self, closing: Closing) -> None:
        """An area's reviewer closes a month."""
        body = {"area": closing.area, "period": str(closing.period)}
        key = f"demo-closing-{closing.area}-{closing.period}"
        await self.client.post(CLOSINGS, self.keys.reviewers[closing.area], body, key)
        self.summary.closed += 1
