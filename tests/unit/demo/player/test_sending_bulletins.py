"""Each kind of document is asked for where it is published, and what is out is not asked for again."""

from __future__ import annotations

import asyncio

from services.demo.player.sending_bulletins import BulletinSender
from services.demo.player.stage import PlayKeys, PlaySummary
from services.demo.script.steps import DocumentName, Publication
from services.demo.transport.client import Client
from shared.periods import Month
from tests.unit.demo.fake_intake import FakeIntake, served

CITY, PLAN, DECEMBER = "500000", "chongqing-2021-2025", Month(2025, 12)
BULLETIN = Publication(CITY, DECEMBER)
YEAR = Publication(CITY, Month(2024, 12), "annual", PLAN)
FINAL = Publication(CITY, DECEMBER, "final", PLAN)
POINTS = Publication(CITY, Month(2025, 9), "appraisal")


async def sent(url: str, summary: PlaySummary) -> frozenset[DocumentName]:
    """Publish one of each kind; what is out then."""
    async with Client(url) as client:
        sender = BulletinSender(client, PlayKeys({}, {CITY: "reviewer"}), summary)
        assert await sender.published([CITY]) == frozenset()
        for publication in (BULLETIN, YEAR, FINAL, POINTS):
            await sender.publish(publication)
        return await sender.published([CITY])


def test_each_kind_of_document_is_published_where_it_is_asked_for_and_known_to_be_out() -> None:
    aggregator, summary = FakeIntake(), PlaySummary()
    with served(aggregator) as url:
        out = asyncio.run(sent(url, summary))
    assert out == {BULLETIN.name, YEAR.name, FINAL.name}
    assert aggregator.evaluations == {
        f"demo-evaluation-{PLAN}-annual-2024-12": {"plan": PLAN, "kind": "annual", "year": 2024},
        f"demo-evaluation-{PLAN}-final-2025-12": {"plan": PLAN, "kind": "final"},
    }
    assert aggregator.points == [f"/v1/appraisals/{CITY}/2025-Q3/bulletin"]
    assert (summary.published, summary.evaluated) == (1, 3)
