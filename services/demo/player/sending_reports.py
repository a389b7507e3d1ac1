"""The player sends reports, with the explanations that the review rules then ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.demo.player.stage import PlayKeys, PlaySummary
from services.demo.script.areas import area_of
from services.demo.script.planted_faults import EXPLANATION, Story
from services.demo.script.reports import Body, report_body
from services.demo.script.steps import ReportToPost
from services.demo.script.writing import NO_OVERRIDES
from services.demo.transport.answers import rows_of
from services.demo.transport.client import Client, PlayError
from services.demo.world.figures import Simulation
from shared.catalogue.catalogue import Catalogue

REPORTS = "/v1/reports"


@dataclass(frozen=True, slots=True)
class ReportSender:
    """Sends each region's reports under its key; what came of it is counted in ``summary``."""

    client: Client
    catalogue: Catalogue
    simulation: Simulation
    keys: PlayKeys
    summary: PlaySummary

    async def send(self, submission: ReportToPost) -> None:
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
        queries = _queries(await self._send(region, body, key))
        if queries:
            said = [{"indicator": each["indicator"], "rule": each["rule"], "text": EXPLANATION} for each in queries]
            await self._send(region, body | {"explanations": said}, f"{key}-explained")
            self.summary.explained += 1
        self._count(submission, len(queries))

    def _body(self, submission: ReportToPost, story: Story | None = None) -> Body:
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
        if code not in {each["code"] for each in rows_of(problem, "faults", "POST", REPORTS)}:
            raise PlayError("POST", REPORTS, 422, f"应指出“{code}”：{problem}")
        self.summary.refused += 1

    def _signer(self, region: str) -> str:
        return self.keys.signers.get(area_of(self.catalogue, region), "")

    def _count(self, submission: ReportToPost, queries: int) -> None:
        self.summary.queries += queries
        self.summary.lines += len(self.simulation.series[submission.region])
        if submission.corrects:
            self.summary.corrected += 1
        elif submission.revision == 1:
            self.summary.posted += 1


def _queries(answer: Any) -> list[dict[str, str]]:
    """What the review rules ask for an explanation of, as the receipt tells."""
    receipt = answer.get("receipt") if isinstance(answer, dict) else None
    found = receipt.get("review", []) if isinstance(receipt, dict) else []
    return [each for each in found if each["action"] == "query"]
