"""The player publishes bulletins, and asks which are out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.demo.player.stage import PlayKeys, PlaySummary
from services.demo.script.steps import Publication
from services.demo.transport.answers import rows_of
from services.demo.transport.client import Client
from shared.periods import Month

BULLETINS = "/v1/bulletins"


@dataclass(frozen=True, slots=True)
class BulletinSender:
    """Publishes each area's bulletins under its reviewer's key; what came of it is counted in ``summary``."""

    client: Client
    keys: PlayKeys
    summary: PlaySummary

    async def published(self, areas: Iterable[str]) -> frozenset[tuple[str, Month]]:
        """The areas and months whose bulletin is out.

        Raises:
            PlayError: the service answered otherwise than expected, or not at all.
        """
        found: set[tuple[str, Month]] = set()
        for area in areas:
            answer = await self.client.get(BULLETINS, self.keys.reviewers[area], {"region": area})
            listed = rows_of(answer, "bulletins", "GET", BULLETINS)
            found |= {(each["region"], Month.parse(each["period"])) for each in listed}
        return frozenset(found)

    async def publish(self, publication: Publication) -> None:
        """An area's reviewer publishes a month's bulletin.

        Raises:
            PlayError: as :meth:`published`.
        """
        area, period = publication.area, str(publication.period)
        body = {"region": area, "period": period}
        await self.client.post(BULLETINS, self.keys.reviewers[area], body, f"demo-bulletin-{area}-{period}")
        self.summary.published += 1
