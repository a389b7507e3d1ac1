from __future__ import annotations

from dataclasses import replace

from services.demo.world.fares import pace
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Attribute, Kind


def test_a_binding_target_is_always_reached_and_an_expected_one_within_its_fares(catalogue: Catalogue) -> None:
    target = catalogue.plans["chongqing-2021-2025"].targets[0]
    regions = [f"5001{number:02d}" for number in range(1, 60)]
    binding = [pace(replace(target, attribute=Attribute.BINDING), Kind.STOCK, region) for region in regions]
    assert 1_040_000 <= min(binding) <= max(binding) <= 1_160_000
    flowing = [pace(replace(target, attribute=Attribute.EXPECTED), Kind.FLOW, region) for region in regions]
    assert 600_000 <= min(flowing) < 940_000 < max(flowing) <= 1_160_000
    climbing = [pace(replace(target, attribute=Attribute.EXPECTED), Kind.STOCK, region) for region in regions]
    assert -200_000 <= min(climbing) < 910_000 < max(climbing) <= 1_220_000


def test_the_same_target_fares_the_same_every_time(catalogue: Catalogue) -> None:
    target = catalogue.plans["chongqing-2021-2025"].targets[0]
    assert pace(target, Kind.FLOW, "500101") == pace(target, Kind.FLOW, "500101")
