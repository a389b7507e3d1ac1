"""What a printed target asks for, or why it is followed and not judged. Pure.

The print comes first; what it leaves open is settled by what is known of the row (docs/decisions/0136): a flow counts
by years, a stock or rate that has to climb is to be reached at the end, one that is there already is to be kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from shared.catalogue.model import Bound, Horizon, Kind, Unjudged
from shared.catalogue.printed.amounts import amount_in, converted, is_whole, plain
from shared.catalogue.printed.cell import ChangedBy, Printed, PrintedChange, PrintedSpan
from shared.quantities import Unit, UnitsOfMeasure

SEVERAL_YEARS = 3
"""So many times what a year brought is hardly the target of a year: it may be that of several together."""


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What is known of a row beside its printed target. ``baseline`` is in ``unit``; ``first`` and ``last`` are the
    plan's first and last year. ``horizon`` and ``bound`` are what a person has said of the row (None: read them);
    ``totalled``: the printed baseline is a total of years."""

    upward: bool
    kind: Kind
    unit: Unit
    units: UnitsOfMeasure
    baseline: Decimal | None
    first: int
    last: int
    horizon: Horizon | None = None
    bound: Bound | None = None
    totalled: bool = False

    @property
    def years(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Reading:
    """A printed target as it is judged: ``value`` is in the row's unit, None where it is not judged, and then
    ``unjudged`` says why. ``told`` names how the value was come by ('' where it is the printed number itself), and
    what is wrong with a print that is not judged."""

    horizon: Horizon
    bound: Bound
    value: Decimal | None
    unjudged: Unjudged | None = None
    told: str = ""


def resolve(printed: Printed, row: RowFacts) -> Reading:
    """The reading of a printed cell in its row."""
    match printed.form:
        case "missing":
            return _unjudged(row, Unjudged.NOTHING, "")
        case "words":
            return _unjudged(row, Unjudged.WORDS, "")
        case "ratio":
            return _unjudged(row, Unjudged.COMPOSITION, "")
        case "unreadable":
            return _unjudged(row, Unjudged.UNREAD, "")
        case "change":
            return _of_change(printed, row)
        case _:
            return _of_number(printed, row)


def _unjudged(row: RowFacts, why: Unjudged, told: str) -> Reading:
    horizon = row.horizon or (Horizon.YEAR if row.kind is Kind.FLOW else Horizon.END)
    return Reading(horizon, row.bound or _direction(row.upward), None, why, told)


def _direction(upward: bool) -> Bound:
    return Bound.AT_LEAST if upward else Bound.AT_MOST


def _of_number(printed: Printed, row: RowFacts) -> Reading:
    bound = row.bound or printed.bound or _direction(row.upward)
    value, told = _asked(printed, bound, row)
    if value is None:
        return _unjudged(row, Unjudged.UNREAD, f"“{printed.unit}”不能折合成{row.unit.symbol}")
    horizon = row.horizon or _horizon(printed, value, row)
    doubt = _doubt(printed, bound, value, row)
    if horizon is None or doubt:
        unfit = "累计数、年均数只用于当期发生的数，这一项是时点数或比率"
        return _unjudged(row, Unjudged.UNREAD, doubt or unfit)
    if printed.span is PrintedSpan.MEAN and horizon is Horizon.PLAN:
        value, told = value * row.years, f"{row.years}年合计，不要求每一年都达到"
    elif _taken_by_years(printed, row):
        told = "；".join(part for part in ("未写明是每年还是累计，按每年读", told) if part)
    if not is_whole(value, row.unit):
        return _unjudged(row, Unjudged.UNREAD, f"不是整数{row.unit.base}")
    return Reading(horizon, bound, value, told=_with_about(told, printed))


def _doubt(printed: Printed, bound: Bound, value: Decimal, row: RowFacts) -> str:
    """What makes a number uncertain in its row; '' where nothing does."""
    if bound.upward != row.upward and row.bound is None:
        return "界限与指标方向相反"
    if printed.year not in (None, row.last):
        return f"{printed.year}年不是规划的末年"
    return _may_be_a_total(value, row) if _taken_by_years(printed, row) else ""


def _taken_by_years(printed: Printed, row: RowFacts) -> bool:
    """Whether neither the print nor a person says over which time a flow counts."""
    said = printed.totals or printed.span is not None or printed.kept or row.horizon is not None
    return row.kind is Kind.FLOW and not said


def _may_be_a_total(value: Decimal, row: RowFacts) -> str:
    """Why a number of which no time is printed is no year's for certain; '' where nothing speaks against it."""
    if row.totalled:
        return "基期是累计数，目标未写明是每年还是累计"
    if row.baseline and value >= SEVERAL_YEARS * row.baseline:
        return f"未写明是每年还是累计，而目标是基期一年数的{SEVERAL_YEARS}倍以上"
    return ""


def _asked(printed: Printed, bound: Bound, row: RowFacts) -> tuple[Decimal | None, str]:
    """The number that the bound is put to: of a range the end that is reached first."""
    if printed.upper is None:
        return amount_in(printed, row.unit, row.units), ""
    end = printed.number if bound.upward else printed.upper
    assert end is not None, "a range has both ends"
    return converted(end, printed.unit, row.unit, row.units), f"印为区间，取{'下' if bound.upward else '上'}限"


def _with_about(told: str, printed: Printed) -> str:
    about = "是约数，按所印的数判" if printed.about else ""
    return "；".join(part for part in (told, about) if part)


def _horizon(printed: Printed, value: Decimal, row: RowFacts) -> Horizon | None:
    """Over which time the number counts; None where the print says it of a figure that has no such time."""
    if row.kind is Kind.FLOW:
        return Horizon.PLAN if printed.totals or printed.span is PrintedSpan.MEAN else Horizon.YEAR
    if printed.totals or printed.span is PrintedSpan.MEAN:
        return None
    if printed.span is PrintedSpan.EACH:
        return Horizon.YEAR
    climbs = row.upward and (row.baseline is None or value > row.baseline)
    return Horizon.END if climbs and not printed.kept else Horizon.THROUGHOUT


def _of_change(printed: Printed, row: RowFacts) -> Reading:
    change, bound = printed.change, row.bound or printed.bound or _direction(row.upward)
    assert change is not None, "the form says so"
    if why := _not_workable(change, bound, printed, row):
        return _unjudged(row, Unjudged.CHANGE, why)
    assert row.baseline is not None, "a change without a start is not workable"
    outcome = _outcome(change, row.baseline, row)
    if outcome is None or outcome < 0:
        return _unjudged(row, Unjudged.CHANGE, "折算不出目标数")
    told = f"由基期{row.baseline:f}按{row.years}年折算" if change.yearly else f"由基期{row.baseline:f}折算"
    return Reading(
        row.horizon or Horizon.END,
        bound,
        _rounded(outcome, row.unit),
        told=_with_about(told, printed),
    )


def _not_workable(change: PrintedChange, bound: Bound, printed: Printed, row: RowFacts) -> str:
    """Why a change comes to no number; '' where it does."""
    rate, measure = row.unit.base == "%", change.measure
    against = change.up != row.upward or bound.upward != row.upward
    elsewhere = change.since not in (None, row.first - 1) or printed.year not in (None, row.last)
    faults = (
        (row.kind is Kind.FLOW, "只印了末年的增幅，其间各年没有数"),
        (row.baseline is None, "原文未印可以折算的基期"),
        (elsewhere, "相比的年份不是规划的基期年、末年"),
        (against, "变动的方向与指标方向相反"),
        (measure is ChangedBy.PERCENT and rate, "比率增减“%”，可指百分点，也可指幅度"),
        (measure is ChangedBy.POINTS and not rate, "百分点只用于比率"),
        (measure is ChangedBy.FACTOR and change.yearly, "每年若干倍不能确定"),
    )
    return next((said for found, said in faults if found), "")


def _outcome(change: PrintedChange, baseline: Decimal, row: RowFacts) -> Fraction | None:
    """The value at the plan's end, exact; None where the change is of another unit than the row."""
    start, sign = Fraction(baseline), 1 if change.up else -1
    times = row.years if change.yearly else 1
    match change.measure:
        case ChangedBy.FACTOR:
            return start * Fraction(change.number)
        case ChangedBy.PERCENT:
            return start * (1 + sign * Fraction(change.number) / 100) ** times
        case ChangedBy.POINTS:
            return start + sign * times * Fraction(change.number)
        case ChangedBy.AMOUNT:
            amount = converted(change.number, change.unit, row.unit, row.units)
            return None if amount is None else start + sign * times * Fraction(amount)


def _rounded(outcome: Fraction, unit: Unit) -> Decimal:
    """What was worked out, to a whole base unit (a rate: to 0.01 %), half to even, once at the end."""
    parts = 100 if unit.base == "%" else unit.scale
    return plain(Fraction(round(outcome * parts), parts))
