"""A printed number in the unit of its row: ``300万人`` in a row of 人, ``1.2亿`` in a row of 万人. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal
from fractions import Fraction

from shared.catalogue.printed.cell import Printed
from shared.quantities import QuantityError, Unit, UnitsOfMeasure, to_base

_SCALES: Mapping[str, int] = {"万亿": 10**12, "亿": 10**8, "万": 10**4}
_WIDE = Context(prec=200)


def amount_in(printed: Printed, unit: Unit, units: UnitsOfMeasure) -> Decimal | None:
    """The cell's number in ``unit``; None where it has none, or one of something else (元 in a row of 人)."""
    return None if printed.number is None else converted(printed.number, printed.unit, unit, units)


def converted(number: Decimal, written: str, unit: Unit, units: UnitsOfMeasure) -> Decimal | None:
    """``number`` of what is ``written`` behind it, in ``unit``; 万 and 亿 alone count the base unit of the row."""
    if not written or written == unit.symbol:
        return number
    scale = _scale(written, unit, units)
    if scale is None:
        return None
    return plain(Fraction(number) * scale / unit.scale)


def plain(number: Fraction) -> Decimal:
    """A number whose denominator is a product of twos and fives, digit by digit and without needless zeros."""
    places, tens = 0, 1
    while tens % number.denominator:
        places, tens = places + 1, tens * 10
    return Decimal(number.numerator * (tens // number.denominator)).scaleb(-places, _WIDE)


def _scale(written: str, unit: Unit, units: UnitsOfMeasure) -> int | None:
    """How many base units of ``unit`` one of what is written holds."""
    known = units.get(written)
    if known is not None:
        return known.scale if known.base == unit.base else None
    for mark, scale in _SCALES.items():
        if written.startswith(mark):
            rest = units.get(written.removeprefix(mark)) if written != mark else None
            if written == mark:
                return None if unit.base == "%" else scale
            return scale * rest.scale if rest is not None and rest.base == unit.base else None
    return None


def is_whole(number: Decimal, unit: Unit) -> bool:
    """Whether ``number`` of ``unit`` can be a figure: a whole, not negative number of base units (a rate: any)."""
    if number < 0:
        return False
    if unit.base == "%":
        return True
    try:
        to_base(number, unit)
    except QuantityError:
        return False
    return True
