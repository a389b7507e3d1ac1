"""The player publishes bulletins, evaluation reports and bulletins of points, and asks which are out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from services.demo.player.stage import PlayKeys, PlaySummary
from services.demo.script.steps import DocumentName, Publication
from services.demo.transport.answers import rows_of
from services.demo.transport.client import Client
from shared.periods import Month

BULLETINS, EVALUATIONS, APPRAISALS = "/v1/bulletins", "/v1/evaluations", "/v1/appraisals"
DOCUMENT_SECONDS = 120.0
"""How long a document is waited for: an evaluation of five years takes seconds of a machine that does nothing else."""


class DocumentRequest(NamedTuple):
    """What is posted where, and by which key it is known that it was."""

    path: str
    body: dict[str, object]
    key: str


@dataclass(frozen=True, slots=True)
class BulletinSender:
    """Publishes each area's documents under its reviewer's key; what came of it is counted in ``summary``."""

    client: Client
    keys: PlayKeys
    summary: PlaySummary

    async def published(self, areas: Iterable[str]) -> frozenset[DocumentName]:
        """The bulletins and evaluations that are out. Of points nothing is asked: a quarter's are long out when a later
        play goes on, and what is published twice under one key is published once.

        Raises:
            PlayError: the service answered otherwise than expected, or not at all.
        """
        found: set[DocumentName] = set()
        for area in areas:
            answer = await self.client.get(BULLETINS, self.keys.reviewers[area], {"region": area})
            listed = rows_of(answer, "bulletins", "GET", BULLETINS)
            found |= {Publication(area, Month.parse(each["period"])).name for each in listed}
            answer = await self.client.get(EVALUATIONS, self.keys.reviewers[area], {})
            listed = rows_of(answer, "evaluations", "GET", EVALUATIONS)
            found |= {(each["kind"], each["plan"], each["period"]) for each in listed}
        return frozenset(found)

    async def publish(self, publication: Publication) -> None:
        """An area's reviewer publishes a document.

        Raises:
            PlayError: as :meth:`published`.
        """
        asked = _request_of(publication)
        await self.client.post(asked.path, self.keys.reviewers[publication.area], asked.body, asked.key)
        if publication.kind == "bulletin":
            self.summary.published += 1
        else:
            self.summary.evaluated += 1


def _request_of(publication: Publication) -> DocumentRequest:
    area, period, kind = publication.area, publication.period, publication.kind
    if kind == "bulletin":
        return DocumentRequest(BULLETINS, {"region": area, "period": str(period)}, f"demo-bulletin-{area}-{period}")
    if kind == "appraisal":
        quarter = f"{period.year}-Q{(period.month + 2) // 3}"
        return DocumentRequest(f"{APPRAISALS}/{area}/{quarter}/bulletin", {}, f"demo-appraisal-{area}-{quarter}")
    body: dict[str, object] = {"plan": publication.plan, "kind": kind}
    year = {"year": period.year} if kind == "annual" else {}
    return DocumentRequest(EVALUATIONS, body | year, f"demo-evaluation-{publication.plan}-{kind}-{period}")
