"""The months that district systems would report: exact, repeatable, made up between known points.

Every area's total runs exactly through what was published of it; its units share each month's total out among
themselves to the person, by how many people live in each (``residents.csv``), towns weighing more where work
counts. A unit with a plan or published figures of its own keeps to those, and the others share the rest.
Deterministic: the same catalogue gives the same figures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from services.demo.world.anchors import read_anchors
from services.demo.world.area import AreaSimulator
from services.demo.world.census.residents import residents_by_region
from services.demo.world.context import WorldContext
from services.demo.world.figures import SimulatedSeries, Simulation
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.published import read_published
from shared.catalogue.model import Plan
from shared.catalogue.published import PublishedFigure
from shared.periods import Month

__all__ = ["Simulation", "simulate"]


def simulate(
    catalogue: Catalogue,
    first: Month,
    last: Month,
    published: Iterable[PublishedFigure] | None = None,
    areas: Collection[str] | None = None,
) -> Simulation:
    """The figures of every reporting region from ``first`` to ``last``, both included.

    ``published`` are the rows to run through; without them, the catalogue's file is read. ``areas``: of these outermost
    regions with a plan alone.

    Raises:
        ValueError: no plan covers the months, or published figures contradict one another.
    """
    span = _span(catalogue, first, last)
    rows = read_published() if published is None else published
    anchors = read_anchors(rows, catalogue.indicators, catalogue.units_of_measure)
    context = WorldContext(catalogue, span, anchors, residents_by_region())
    found: dict[str, dict[str, SimulatedSeries]] = {}
    for area in _areas(catalogue) if areas is None else areas:
        found.update(AreaSimulator(context, area).run())
    start, end = first.ordinal - span.first.ordinal, last.ordinal - span.first.ordinal + 1
    reporting = [region for region in (*catalogue.units(), *catalogue.area_reporters) if found.get(region)]
    cut = {
        region: {indicator: _cut(found[region][indicator], start, end) for indicator in catalogue.owed(region)}
        for region in reporting
    }
    return Simulation(first, last, cut)


def covered(catalogue: Catalogue, first: Month, last: Month) -> bool:
    """Whether a plan holds these months, so that there is something to simulate."""
    return any(plan.first <= first <= last <= plan.last for plan in catalogue.plans.values())


def _span(catalogue: Catalogue, first: Month, last: Month) -> Plan:
    for plan in catalogue.plans.values():
        if plan.first <= first <= last <= plan.last:
            return plan
    raise ValueError(f"没有覆盖 {first} 至 {last} 的规划，无法生成模拟数据")


def _areas(catalogue: Catalogue) -> list[str]:
    """The outermost regions that carry a plan."""
    carrying = {plan.region for plan in catalogue.plans.values()}
    return [code for code in catalogue.regions if code in carrying and not carrying & set(catalogue.ancestors(code))]


def _cut(series: SimulatedSeries, start: int, end: int) -> SimulatedSeries:
    denominators = series.denominators
    return SimulatedSeries(series.values[start:end], denominators[start:end] if denominators else None)
