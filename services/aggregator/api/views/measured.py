"""Measures as answers hold them: an exact integer beside the text that people read. Pure."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from services.aggregator.wording.formats import difference_text, with_unit
from shared.catalogue.model import Target
from shared.quantities import Unit


class Measured(msgspec.Struct, frozen=True):
    """A measure: its integer (base units, or parts per million of a rate) and its text in the printed unit."""

    value: int
    text: str


RATE_UNIT = "ppm"
"""The unit of a rate's ``value``: parts per million of one, so that 95.2 % is 952000."""


def value_unit(unit: Unit) -> str:
    """The unit of every ``value`` of a figure whose ``text`` is in ``unit``."""
    return RATE_UNIT if unit.base == "%" else unit.base


def measured(value: int | None, target: Target) -> Measured | None:
    """A figure of the target; None where there is none."""
    return None if value is None else Measured(value, with_unit(value, target.unit))


def difference(value: int, target: Target) -> Measured:
    """A difference of two figures of the target: rates differ by 个百分点."""
    return Measured(value, difference_text(value, target.unit))


def decimal_text(value: int | None, scale: int) -> str | None:
    """``value`` in parts of ``scale`` (a power of ten) as decimal text: -42941 of 10⁴ → ``-4.2941``."""
    if value is None:
        return None
    return f"{Decimal(value) / scale:.{len(str(scale)) - 1}f}"
