"""The units that a simulation plays: those that are there the whole time. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from shared.catalogue.catalogue import Catalogue
from shared.periods import Month


def lasting(catalogue: Catalogue, units: Iterable[str], first: Month, last: Month) -> tuple[str, ...]:
    """Those of ``units`` that are there from ``first`` to ``last``, in their order.

    A unit that comes or goes in between is not made up: its part of the area's total is the others'.
    """
    return tuple(unit for unit in units if catalogue.valid_in(unit, first) and catalogue.valid_in(unit, last))
