from __future__ import annotations

from services.demo.world.reporting_units import lasting
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month


def test_only_units_that_are_there_the_whole_time_are_played(catalogue: Catalogue) -> None:
    units = ("500109", "500112", "500157", "500101")
    assert lasting(catalogue, units, Month(2021, 1), Month(2025, 12)) == ("500109", "500112", "500101")
    assert lasting(catalogue, units, Month(2025, 12), Month(2026, 1)) == ("500109", "500101")
    assert lasting(catalogue, units, Month(2026, 1), Month(2030, 12)) == ("500109", "500157", "500101")
