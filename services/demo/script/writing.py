"""How a district system writes its reports, and the figures that it is made to write instead. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from services.demo.world.noise import between, generator


@dataclass(frozen=True, slots=True)
class WritingStyle:
    """How a district system writes its reports."""

    year_to_date: bool
    printed_unit: bool
    chinese_names: bool


def style_of(region: str) -> WritingStyle:
    """The region's way of writing, always the same: about one in five posts the year to date."""
    random = generator("style", region)
    year_to_date = between(random, 1, 5) == 1
    printed_unit = between(random, 1, 2) == 1
    return WritingStyle(year_to_date, printed_unit, between(random, 1, 3) == 1)


class Override(NamedTuple):
    """A figure as it is posted instead of the true one, in base units; ``basis`` '' keeps the system's own."""

    value: int
    denominator: int | None = None
    basis: str = ""


Overrides = Mapping[str, Override]
"""Wrong figures by indicator."""
NO_OVERRIDES: Overrides = {}
