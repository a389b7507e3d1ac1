"""Units and exact integers.

Every figure is an integer of a base unit: 万人 becomes persons, 亿元 becomes yuan. A rate is a
numerator and a denominator; a rate known only as a rate (a sample survey) is an integer of basis
points. No binary floating point stands between a report and a total.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction

from shared.numbers import NumberError, read_number

MAX_AMOUNT = 10**15
"""Largest amount accepted in a base unit: sums over every county and month still fit 64 bits."""

BASIS_POINTS = 10_000
"""Basis points in one (100 %): the base unit of a directly surveyed rate."""

PARTS_PER_MILLION = 1_000_000
"""Parts in one (100 %): the unit in which assessments state a rate."""


class QuantityError(ValueError):
    """A number that is no exact quantity of its unit. ``reason`` names which rule it breaks."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])
"""Refuses to round: what does not fit its digits is no whole number of a base unit anyway."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A printed unit: ``symbol`` as people write it, worth ``scale`` of ``base``.

    ``decimals`` is how many places a page shows when it writes an amount in this unit. ``sdmx`` and ``english`` are
    the code and the English name of its base for statistical offices ('' where the table of units has none).
    """

    symbol: str
    base: str
    scale: int
    decimals: int
    sdmx: str = ""
    english: str = ""

    @property
    def hundredths(self) -> bool:
        """Whether its base is nothing that people count in: an average of 11.7 年 is kept as 1170 hundredths."""
        return self.base == f"百分之一{self.symbol}"


class UnitsOfMeasure:
    """The units that plans and reports may use, by their symbols and by what else they are called.

    ``named`` gives a unit for each symbol and each other name; it is looked up, not copied.
    """

    __slots__ = ("named",)

    def __init__(self, named: Mapping[str, Unit]) -> None:
        self.named = named

    def __iter__(self) -> Iterator[Unit]:
        """Every unit once, in the order of the table."""
        return (unit for name, unit in self.named.items() if name == unit.symbol)

    def get(self, name: str) -> Unit | None:
        """The unit that is written so, or None."""
        return self.named.get(name)

    def of(self, name: str) -> Unit:
        """The unit that is written so.

        Raises:
            QuantityError: reason ``unknown_unit``.
        """
        try:
            return self.named[name]
        except KeyError:
            raise QuantityError("unknown_unit", f"未知的计量单位“{name}”") from None

    def of_base(self, base: str) -> tuple[Unit, ...]:
        """Every unit of a base, in the order of the table."""
        return tuple(unit for unit in self if unit.base == base)


def units_in(units: Iterable[Unit]) -> UnitsOfMeasure:
    """These units and their bases: what a catalogue that was given no table knows."""
    named: dict[str, Unit] = {}
    for unit in units:
        if not unit.hundredths:
            named.setdefault(unit.base, Unit(unit.base, unit.base, 1, 2 if unit.base == "%" else 0))
        named[unit.symbol] = unit
    return UnitsOfMeasure(named)


def to_decimal(number: object, symbol: str = "") -> Decimal:
    """Read an exact decimal from an int, a Decimal or a text such as ``"1,234.5"``.

    ``symbol`` is the unit that may stand behind a text's number (:func:`shared.numbers.read_number`).

    Raises:
        QuantityError: ``not_a_number`` (NaN, infinity, true/false, binary float, nothing at all), or the
            reasons of :class:`shared.numbers.NumberError` for a text.
    """
    if isinstance(number, (bool, float)):
        raise QuantityError("not_a_number", f"“{number}”不是可精确表示的数")
    if isinstance(number, str):
        return _of_text(number, symbol)
    if not isinstance(number, int | Decimal):
        raise QuantityError("not_a_number", "应为数字")
    value = Decimal(number)
    if not value.is_finite():
        raise QuantityError("not_a_number", f"“{str(number)[:40]}”不是数字")
    return value


def _of_text(text: str, symbol: str) -> Decimal:
    try:
        read = read_number(text, symbol)
    except NumberError as error:
        raise QuantityError(error.reason, str(error)) from None
    if read is None:
        raise QuantityError("not_a_number", "没有填数字")
    return Decimal(read)


def to_base(number: object, unit: Unit) -> int:
    """The exact integer of ``unit.base`` that ``number`` of ``unit`` is.

    Raises:
        QuantityError: as :func:`to_decimal`; ``negative``, ``not_whole`` (for example 0.00001 万人,
            a tenth of a person) or ``too_large``.
    """
    value = to_decimal(number, unit.symbol)
    if value < 0:
        raise QuantityError("negative", "不能为负数")
    if value.adjusted() > 20:
        raise QuantityError("too_large", "数值超出允许范围")
    try:
        scaled = _EXACT.multiply(value, Decimal(unit.scale))
        whole = int(scaled)
    except Inexact:
        scaled, whole = value, -1
    if scaled != whole:
        raise QuantityError("not_whole", f"{value}{unit.symbol}折合后不是整数{unit.base}")
    if whole > MAX_AMOUNT:
        raise QuantityError("too_large", "数值超出允许范围")
    return whole


def percent_to_basis_points(number: object) -> int:
    """Basis points of a rate written in per cent: 5.45 becomes 545.

    Raises:
        QuantityError: as :func:`to_base`, ``not_whole`` for more than two decimals,
            ``too_large`` for more than 100 %.
    """
    points = to_base(number, Unit("%", "‱", 100, 2))
    if points > BASIS_POINTS:
        raise QuantityError("too_large", "比率不能大于100%")
    return points


def round_half_even(value: Fraction) -> int:
    """The integer nearest to ``value``; a tie goes to the even one (as :func:`round`)."""
    return round(value)


def format_amount(amount: int, unit: Unit) -> str:
    """``amount`` of the base unit as people write it in ``unit``: 7060000 → ``"706.00"``."""
    text = f"{Decimal(amount) / unit.scale:,.{unit.decimals}f}"
    return text.replace("-0.00", "0.00") if text == "-0.00" else text


_COUNTED = frozenset({"人", "人次"})
"""What people count one by one: few of them are written so."""


def written_amount(amount: int, unit: Unit) -> str:
    """``amount`` of the base unit with the unit that people write it in: ``"706.00 万人"``; fewer than 10,000 persons
    are no fraction of 万: ``"63 人"``. The one place for every sentence, letter and page that names a unit."""
    if unit.base in _COUNTED and unit.scale > 1 and abs(amount) < unit.scale:
        return f"{amount:,} {unit.base}"
    return f"{format_amount(amount, unit)} {unit.symbol}"


def format_rate(rate: Fraction) -> str:
    """A rate in per cent with two decimals, half to even: 5.45 % → ``"5.45"``."""
    hundredths = round_half_even(rate * 10_000)
    sign = "-" if hundredths < 0 else ""
    whole, cents = divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{cents:02d}"


def apportion(total: int, weights: list[int]) -> list[int]:
    """Share ``total`` out by ``weights``, exactly: the parts are integers that add up to it.

    Largest remainder (Hare quota); a tie goes to the earlier part. ``total`` may be negative.
    With every weight zero the parts are as even as they can be.

    Raises:
        ValueError: no weights, or one below zero.
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights must be given and not negative")
    if total < 0:
        return [-part for part in apportion(-total, weights)]
    scale = sum(weights)
    if scale == 0:
        weights, scale = [1] * len(weights), len(weights)
    parts = [total * weight // scale for weight in weights]
    remainders = [total * weight % scale for weight in weights]
    missing = total - sum(parts)
    for index in sorted(range(len(weights)), key=lambda i: (-remainders[i], i))[:missing]:
        parts[index] += 1
    return parts
