"""Whose reviewer accepts a report: the outermost region with a plan around it. Pure."""

from __future__ import annotations

from services.demo.world.figures import Simulation
from shared.catalogue.catalogue import Catalogue


def area_of(catalogue: Catalogue, region: str) -> str:
    """The outermost region with a plan that contains ``region``: its reviewer accepts the report.

    Raises:
        KeyError: no plan covers the region.
    """
    carrying = [code for code in (region, *catalogue.ancestors(region)) if catalogue.plans_of(code)]
    if not carrying:
        raise KeyError(region)
    return carrying[-1]


def areas_of(catalogue: Catalogue, simulation: Simulation) -> list[str]:
    """The areas of all that is simulated, each once."""
    return list(dict.fromkeys(area_of(catalogue, region) for region in simulation.regions))
