"""Faults planted in the simulated reports, one story for every review rule that speaks of a single report.

A simulated clerk sends a wrong report first. What is refused at once is sent again, right; what the
rules find is returned by the reviewer and sent again, right, before the month is due: in the end every
figure is what it would have been. All of it is made up, and labelled simulated. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from services.demo.player.reports import Override, Overrides, style_of
from services.demo.world.figures import Simulation
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Kind
from shared.periods import Month

AREA = "500000"
"""Whose units tell the stories."""

NEW_JOBS = "urban_new_employment"
WORK_INJURY = "work_injury_insurance_insured"
RETURN_REASON = "模拟数据：{finding}，请核实后重新报送"
EXPLANATION = "模拟数据：已核对台账，数字属实"
EVIDENCE = "模拟数据：参保登记台账第{number}号"

SLIP = 10_000
JUMP = 3
LEAST_ROUNDED = 1_000
ROUND_TO = 100


@dataclass(frozen=True, slots=True)
class Story:
    """A fault of a unit's month: the ``rule`` that finds it, and the figures that are wrong.

    ``refused``: the service stores nothing and names the fault. Otherwise the report is returned.
    """

    rule: str
    region: str
    period: Month
    overrides: Overrides
    refused: bool = False


class _Scene(NamedTuple):
    """What a story is made of."""

    catalogue: Catalogue
    simulation: Simulation
    region: str
    period: Month

    def before(self) -> Month:
        return self.period.shift(-1)


def stories(catalogue: Catalogue, simulation: Simulation) -> dict[tuple[str, Month], Story]:
    """Every story whose months are simulated, by region and period. Each has a unit of its own."""
    found: dict[tuple[str, Month], Story] = {}
    taken: set[str] = set()
    for plot in PLOTS:
        region = next((unit for unit in _units(catalogue, simulation, plot.to_date) if unit not in taken), None)
        if region is None or not simulation.first <= plot.period.shift(-1) < simulation.last:
            continue
        taken.add(region)
        overrides = plot.overrides(_Scene(catalogue, simulation, region, plot.period))
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


def _slip(scene: _Scene) -> Overrides:
    value, _ = scene.simulation.figure(scene.region, WORK_INJURY, scene.period)
    return {WORK_INJURY: Override(value * SLIP)}


def _part(scene: _Scene) -> Overrides:
    part, whole = _pair(scene)
    value, _ = scene.simulation.figure(scene.region, whole, scene.period)
    return {part: Override(value + 10)}


def _pair(scene: _Scene) -> tuple[str, str]:
    """A 其中 line of the area's plan that a unit owes, and its whole."""
    indicators = scene.catalogue.indicators
    for plan in scene.catalogue.plans_of(AREA):
        for target in plan.targets:
            whole = plan.target(target.part_of).indicator if target.part_of is not None else target.indicator
            kinds = {indicators[target.indicator].kind, indicators[whole].kind}
            if whole != target.indicator and len(kinds) == 1 and not indicators[whole].is_rate:
                return target.indicator, whole
    raise LookupError("the area's plan has no 其中 row")


def _ratio(scene: _Scene) -> Overrides:
    _, denominator = scene.simulation.figure(scene.region, "mediation_success_rate", scene.period)
    assert denominator is not None
    return {"mediation_success_rate": Override(denominator + 1, denominator)}


def _falls(scene: _Scene) -> Overrides:
    value, _ = scene.simulation.year_to_date(scene.region, NEW_JOBS, scene.before())
    return {NEW_JOBS: Override(value - 10)}


def _not_reset(scene: _Scene) -> Overrides:
    december, _ = scene.simulation.year_to_date(scene.region, NEW_JOBS, scene.before())
    value, _ = scene.simulation.figure(scene.region, NEW_JOBS, scene.period)
    return {NEW_JOBS: Override(december + value)}


def _below_months(scene: _Scene) -> Overrides:
    value, _ = scene.simulation.figure(scene.region, NEW_JOBS, scene.period)
    return {NEW_JOBS: Override(value + 1, basis="year_to_date")}


def _jump(scene: _Scene) -> Overrides:
    value, _ = scene.simulation.figure(scene.region, NEW_JOBS, scene.period)
    return {NEW_JOBS: Override(value * JUMP)}


def _copied(scene: _Scene) -> Overrides:
    return {NEW_JOBS: Override(*scene.simulation.figure(scene.region, NEW_JOBS, scene.before()))}


def _all_copied(scene: _Scene) -> Overrides:
    series = scene.simulation.series[scene.region]
    return {each: Override(*scene.simulation.figure(scene.region, each, scene.before())) for each in series}


def _rounded(scene: _Scene) -> Overrides:
    found = {}
    for indicator in scene.simulation.series[scene.region]:
        value, denominator = scene.simulation.figure(scene.region, indicator, scene.period)
        amount = scene.catalogue.indicators[indicator].kind in (Kind.FLOW, Kind.STOCK)
        if amount and denominator is None and value >= LEAST_ROUNDED:
            found[indicator] = Override(value // ROUND_TO * ROUND_TO)
    return found


class _Plot(NamedTuple):
    """What happens when; ``to_date``: to a unit that posts the year to date."""

    rule: str
    period: Month
    overrides: Callable[[_Scene], Overrides]
    refused: bool = False
    to_date: bool = False


PLOTS = (
    _Plot("ten-thousand-slip", Month(2022, 3), _slip, refused=True),
    _Plot("part-exceeds-whole", Month(2022, 4), _part, refused=True),
    _Plot("numerator-exceeds", Month(2022, 6), _ratio, refused=True),
    _Plot("ytd-falls", Month(2022, 7), _falls, to_date=True),
    _Plot("ytd-not-reset", Month(2023, 1), _not_reset, to_date=True),
    _Plot("ytd-below-months", Month(2022, 9), _below_months),
    _Plot("jump", Month(2024, 5), _jump),
    _Plot("flow-copied", Month(2022, 8), _copied),
    _Plot("report-copied", Month(2023, 5), _all_copied),
    _Plot("round", Month(2023, 8), _rounded),
)
"""One plot a rule. The screens look at years of figures: no single report shows them, and their tests plant
their own."""
