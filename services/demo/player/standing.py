"""What the service holds already of the months to play."""

from __future__ import annotations

from typing import Any

from services.demo.player.sending_reports import REPORTS
from services.demo.player.stage import PlayKeys
from services.demo.script.areas import areas_of
from services.demo.script.remaining import StandingReport
from services.demo.transport.answers import rows_of
from services.demo.transport.client import Client
from services.demo.world.figures import Simulation
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month


async def standing_reports(
    client: Client, catalogue: Catalogue, simulation: Simulation, keys: PlayKeys
) -> dict[tuple[str, Month], StandingReport]:
    """Every report that is there, by region and month.

    Raises:
        PlayError: the service answered otherwise than expected, or not at all.
    """
    found: dict[tuple[str, Month], StandingReport] = {}
    span = {"from": str(simulation.first), "to": str(simulation.last)}
    for area in areas_of(catalogue, simulation):
        answer = await client.get(REPORTS, keys.reviewers[area], {"area": area, **span})
        for row in rows_of(answer, "reports", "GET", REPORTS):
            found[row["region"], Month.parse(row["period"])] = _standing(row)
    return found


def _standing(row: dict[str, Any]) -> StandingReport:
    return StandingReport(
        row["status"],
        row["revision"],
        row.get("accepted_revision") is not None,
        row.get("revised", 0),
        row.get("findings", {}).get("standing", 0),
    )
