"""Faults planted in the simulated reports: which unit tells which story, and when.

A simulated clerk sends a wrong report first. What is refused at once is sent again, right; what the
rules find is returned by the reviewer and sent again, right, before the month is due: in the end every
figure is what it would have been. All of it is made up, and labelled simulated. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from services.demo.script.plots import AREA, PLOTS, Scene
from services.demo.script.writing import Overrides, style_of
from services.demo.world.figures import Simulation
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month

RETURN_REASON = "模拟数据：{finding}，请核实后重新报送"
EXPLANATION = "模拟数据：已核对台账，数字属实"
EVIDENCE = "模拟数据：参保登记台账第{number}号"


@dataclass(frozen=True, slots=True)
class Story:
    """A fault of a unit's month: the ``rule`` that finds it, and the figures that are wrong.

    ``refused``: the service stores nothing and names the fault. Otherwise the report is returned, for ``reason``
    where that says more than the rule.
    """

    rule: str
    region: str
    period: Month
    overrides: Overrides
    refused: bool = False
    reason: str = ""

    @property
    def return_reason(self) -> str:
        """What the reviewer writes."""
        return self.reason or RETURN_REASON.format(finding=self.rule)


def stories(catalogue: Catalogue, simulation: Simulation) -> dict[tuple[str, Month], Story]:
    """Every story whose months are simulated, by region and period. Each has a unit of its own."""
    found: dict[tuple[str, Month], Story] = {}
    taken: set[str] = set()
    for plot in PLOTS:
        region = next((unit for unit in _units(catalogue, simulation, plot.to_date) if unit not in taken), None)
        if region is None or not simulation.first <= plot.period.shift(-1) < simulation.last:
            continue
        taken.add(region)
        overrides = plot.overrides(Scene(catalogue, simulation, region, plot.period))
        found[region, plot.period] = Story(plot.rule, region, plot.period, overrides, plot.refused)
    return found


def convenient_fix(catalogue: Catalogue, simulation: Simulation) -> tuple[str, Month] | None:
    """The report that is too low at first and corrected upwards while 重庆's 工伤保险 alert is open."""
    period = Month(2022, 5)
    units = [unit for unit in catalogue.units_under(AREA) if unit in simulation.series]
    return (units[-1], period) if units and simulation.first <= period < simulation.last else None


def _units(catalogue: Catalogue, simulation: Simulation, to_date: bool) -> Iterator[str]:
    """Units of the area, without plans of their own, that post flows in the way the story needs."""
    for unit in catalogue.units_under(AREA)[:-1]:
        if unit in simulation.series and style_of(unit).year_to_date is to_date and not catalogue.plans_of(unit):
            yield unit
