"""What a planted fault looks like: for every review rule that speaks of a single report, one story's wrong figures.

All of it is made up, and labelled simulated. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from services.demo.script.writing import Override, Overrides
from services.demo.world.figures import Simulation
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Kind
from shared.periods import Month

AREA = "500000"
"""Whose units tell the stories."""

NEW_JOBS = "urban_new_employment"
WORK_INJURY = "work_injury_insurance_insured"
CARDS = "social_security_card_holders"

SLIP = 10_000
ZERO_TOO_MANY = 10
JUMP = 3
LEAST_ROUNDED = 1_000
ROUND_TO = 100


class Scene(NamedTuple):
    """What a story is made of."""

    catalogue: Catalogue
    simulation: Simulation
    region: str
    period: Month

    def before(self) -> Month:
        """The month before the story's."""
        return self.period.shift(-1)


def _slip(scene: Scene) -> Overrides:
    value, _ = scene.simulation.figure(scene.region, WORK_INJURY, scene.period)
    return {WORK_INJURY: Override(value * SLIP)}


def _part(scene: Scene) -> Overrides:
    part, whole = _pair(scene)
    value, _ = scene.simulation.figure(scene.region, whole, scene.period)
    return {part: Override(value + 10)}


def _pair(scene: Scene) -> tuple[str, str]:
    """A 其中 line of the area's plan that a unit owes, and its whole."""
    indicators = scene.catalogue.indicators
    for plan in scene.catalogue.plans_of(AREA):
        for target in plan.targets:
            whole = plan.target(target.part_of).indicator if target.part_of is not None else target.indicator
            kinds = {indicators[target.indicator].kind, indicators[whole].kind}
            if whole != target.indicator and len(kinds) == 1 and not indicators[whole].is_rate:
                return target.indicator, whole
    raise LookupError("the area's plan has no 其中 row")


def _ratio(scene: Scene) -> Overrides:
    _, denominator = scene.simulation.figure(scene.region, "mediation_success_rate", scene.period)
    assert denominator is not None
    return {"mediation_success_rate": Override(denominator + 1, denominator)}


def _falls(scene: Scene) -> Overrides:
    value, _ = scene.simulation.year_to_date(scene.region, NEW_JOBS, scene.before())
    return {NEW_JOBS: Override(value - 10)}


def _not_reset(scene: Scene) -> Overrides:
    december, _ = scene.simulation.year_to_date(scene.region, NEW_JOBS, scene.before())
    value, _ = scene.simulation.figure(scene.region, NEW_JOBS, scene.period)
    return {NEW_JOBS: Override(december + value)}


def _below_months(scene: Scene) -> Overrides:
    value, _ = scene.simulation.figure(scene.region, NEW_JOBS, scene.period)
    return {NEW_JOBS: Override(value + 1, basis="year_to_date")}


def _jump(scene: Scene) -> Overrides:
    value, _ = scene.simulation.figure(scene.region, NEW_JOBS, scene.period)
    return {NEW_JOBS: Override(value * JUMP)}


def _copied(scene: Scene) -> Overrides:
    return {NEW_JOBS: Override(*scene.simulation.figure(scene.region, NEW_JOBS, scene.before()))}


def _all_copied(scene: Scene) -> Overrides:
    series = scene.simulation.series[scene.region]
    return {each: Override(*scene.simulation.figure(scene.region, each, scene.before())) for each in series}


def _rounded(scene: Scene) -> Overrides:
    found = {}
    for indicator in scene.simulation.series[scene.region]:
        value, denominator = scene.simulation.figure(scene.region, indicator, scene.period)
        amount = scene.catalogue.indicators[indicator].kind in (Kind.FLOW, Kind.STOCK)
        if amount and denominator is None and value >= LEAST_ROUNDED:
            found[indicator] = Override(value // ROUND_TO * ROUND_TO)
    return found


def _digit(scene: Scene) -> Overrides:
    value, _ = scene.simulation.figure(scene.region, WORK_INJURY, scene.period)
    return {WORK_INJURY: Override(value * ZERO_TOO_MANY)}


def _swapped(scene: Scene) -> Overrides:
    first, second = (scene.simulation.figure(scene.region, each, scene.period)[0] for each in (WORK_INJURY, CARDS))
    return {WORK_INJURY: Override(second), CARDS: Override(first)}


class Plot(NamedTuple):
    """What happens when; ``to_date``: to a unit that posts the year to date."""

    rule: str
    period: Month
    overrides: Callable[[Scene], Overrides]
    refused: bool = False
    to_date: bool = False


PLOTS = (
    Plot("ten-thousand-slip", Month(2022, 3), _slip, refused=True),
    Plot("part-exceeds-whole", Month(2022, 4), _part, refused=True),
    Plot("numerator-exceeds", Month(2022, 6), _ratio, refused=True),
    Plot("ytd-falls", Month(2022, 7), _falls, to_date=True),
    Plot("ytd-not-reset", Month(2023, 1), _not_reset, to_date=True),
    Plot("ytd-below-months", Month(2022, 9), _below_months),
    Plot("jump", Month(2024, 5), _jump),
    Plot("flow-copied", Month(2022, 8), _copied),
    Plot("report-copied", Month(2023, 5), _all_copied),
    Plot("round", Month(2023, 8), _rounded),
    Plot("off-scale", Month(2021, 5), _digit),
    Plot("rows-swapped", Month(2021, 6), _swapped),
)
"""One plot a rule. The screens look at years of figures: no single report shows them, and their tests plant
their own."""
