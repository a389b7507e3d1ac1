from __future__ import annotations

import pytest

from services.demo.world.simulation import Simulation, simulate
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month


@pytest.fixture(scope="session")
def simulation(catalogue: Catalogue) -> Simulation:
    return simulate(catalogue, Month(2021, 1), Month(2025, 12))
