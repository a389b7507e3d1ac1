"""A row of a table of completion read: its printed cells first, and what a person has said of them on top. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shared.catalogue.model import Bound, Horizon
from shared.catalogue.printed.amounts import amount_in
from shared.catalogue.printed.cell import Printed, PrintedSpan
from shared.catalogue.printed.grammar import read_printed
from shared.quantities import Unit, UnitsOfMeasure


@dataclass(frozen=True, slots=True)
class CompletedCells:
    """A row as it stands in the file: what is printed, and what a person has written beside it (None or '': none)."""

    printed_target: str
    printed_outcome: str
    horizon: Horizon | None = None
    bound: Bound | None = None
    value: Decimal | None = None
    outcome: Decimal | None = None
    outcome_bound: str = ""


@dataclass(frozen=True, slots=True)
class CompletedRow:
    """What a row is judged by; a value or outcome that nobody can be sure of is None, and then it is not judged."""

    horizon: Horizon
    bound: Bound
    value: Decimal | None
    outcome: Decimal | None
    outcome_bound: str


def read_completed_row(cells: CompletedCells, upward: bool, unit: Unit, units: UnitsOfMeasure) -> CompletedRow:
    """The row as it is judged; ``upward`` is the way of its indicator, where its target prints no sign."""
    target, outcome = read_printed(cells.printed_target), read_printed(cells.printed_outcome)
    came = cells.outcome if cells.outcome is not None else single_amount(outcome, unit, units)
    printed_word = outcome.bound_word if cells.outcome is None and came is not None else ""
    return CompletedRow(
        cells.horizon or (Horizon.PLAN if target.totals else Horizon.END),
        cells.bound or target.bound or (Bound.AT_LEAST if upward else Bound.AT_MOST),
        cells.value if cells.value is not None else single_amount(target, unit, units),
        came,
        cells.outcome_bound or printed_word,
    )


def single_amount(printed: Printed, unit: Unit, units: UnitsOfMeasure) -> Decimal | None:
    """The cell's one number; None for a mean of years, a range or a change, which say another thing than an outcome."""
    if printed.form != "number" or printed.span is PrintedSpan.MEAN:
        return None
    number = amount_in(printed, unit, units)
    return None if number is None or number < 0 else number
