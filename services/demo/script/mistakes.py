"""About a dozen reports whose first figure is wrong, and what sets a report right. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.demo.script.days import MONTH_LATE
from services.demo.script.planted_faults import convenient_fix, stories
from services.demo.script.plots import WORK_INJURY
from services.demo.world.figures import Simulation
from services.demo.world.noise import between, generator
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Kind
from shared.periods import Month
from shared.quantities import PARTS_PER_MILLION

MISTAKES = 12
CONVENIENT_PERCENT = 3
CORRECTION_REASON = "模拟数据：复核发现“{name}”录入有误，予以更正"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong first figure: ``factor`` in parts per million of the month's true one."""

    indicator: str
    factor: int


@dataclass(frozen=True, slots=True)
class PlayedCorrection:
    """A corrected report: why, and what bears it out."""

    reason: str
    evidence: str = ""


LATE_REPORT = PlayedCorrection("模拟数据：逾期未报，关账后补报")
"""What a report carries that comes only after its month was closed."""


def borne_out(correction: PlayedCorrection, evidence: str) -> PlayedCorrection:
    """The correction with its evidence."""
    return replace(correction, evidence=evidence)


def correction_of(catalogue: Catalogue, mistake: Mistake) -> PlayedCorrection:
    """The correction that sets ``mistake`` right."""
    return PlayedCorrection(CORRECTION_REASON.format(name=catalogue.indicators[mistake.indicator].name))


def mistakes(catalogue: Catalogue, simulation: Simulation) -> dict[tuple[str, Month], Mistake]:
    """About a dozen reports whose first figure is modestly wrong, by region and period.

    Only amounts outside 其中 relations are mistaken, so that the wrong report is still consistent.
    """
    entangled = _entangled(catalogue)
    planted = stories(catalogue, simulation)
    periods = simulation.periods[:-2]
    found: dict[tuple[str, Month], Mistake] = {}
    for number in range(MISTAKES if periods else 0):
        random = generator("mistake", str(number))
        region = random.choice(simulation.regions)
        period = periods[between(random, 0, len(periods) - 1)]
        amounts = [each for each in _amounts(catalogue, simulation, region, period) if each not in entangled]
        if amounts and (region, period) not in MONTH_LATE and (region, period) not in planted:
            percent = between(random, 2, 6) * random.choice((-1, 1))
            factor = PARTS_PER_MILLION * (100 + percent) // 100
            found[region, period] = Mistake(random.choice(amounts), factor)
    if (place := convenient_fix(catalogue, simulation)) is not None:
        found[place] = Mistake(WORK_INJURY, PARTS_PER_MILLION * (100 - CONVENIENT_PERCENT) // 100)
    return found


def _amounts(catalogue: Catalogue, simulation: Simulation, region: str, period: Month) -> list[str]:
    """The amounts that are large enough to be a few hundredths wrong."""
    return [
        indicator
        for indicator in simulation.series[region]
        if catalogue.indicators[indicator].kind in (Kind.FLOW, Kind.STOCK)
        and simulation.figure(region, indicator, period)[0] >= 100
    ]


def _entangled(catalogue: Catalogue) -> set[str]:
    found: set[str] = set()
    for plan in catalogue.plans.values():
        for target in plan.targets:
            if target.part_of is not None:
                found |= {target.indicator, plan.target(target.part_of).indicator}
    return found
