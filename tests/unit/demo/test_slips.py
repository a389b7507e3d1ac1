"""Of slips planted in the first year of a new instance nine in ten are noticed, and few right lines are asked about."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.slips import FACTORS, SWAPPED, first_year, published, told
from services.demo.world.simulation import Simulation
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue

SOME = 12
"""Every so manieth unit is tried here; the benchmark tries all."""


def test_nine_slips_in_ten_are_noticed_in_the_first_year(catalogue: Catalogue, simulation: Simulation) -> None:
    some = {region: simulation.series[region] for region in list(simulation.series)[::SOME]}
    found = first_year(Rulebook(catalogue), replace(simulation, series=some))
    assert set(found.planted) == {*FACTORS, SWAPPED}
    for kind, planted in found.planted.items():
        assert planted >= 100
        assert found.noticed[kind] >= 0.9 * planted, kind
    assert found.asked < 0.01 * found.lines
    assert any("aim ≥ 90 %" in line for line in told("x", found))


def test_nine_slips_in_ten_are_noticed_in_what_was_published(catalogue: Catalogue) -> None:
    found = published(catalogue)
    assert found.planted.total() > 2_000
    for kind, planted in found.planted.items():
        assert found.noticed[kind] >= 0.9 * planted, kind
    assert found.lines > 600
    assert found.asked < 0.01 * found.lines
