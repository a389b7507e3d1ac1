"""A row of a plan's table read: its printed cells first, and what a person has said of them on top. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from shared.catalogue.model import Bound, Horizon, Indicator, Unjudged
from shared.catalogue.printed.amounts import amount_in
from shared.catalogue.printed.grammar import read_printed
from shared.catalogue.printed.resolving import Reading, RowFacts, resolve
from shared.quantities import Unit, UnitsOfMeasure

UNTIL_SET = "另定目标前只跟踪，不评判"
"""What is done with a row that is not judged: by a reading, a revision or a year's target it will be."""

_WHY: Mapping[Unjudged, str] = {
    Unjudged.WORDS: "是文字表述",
    Unjudged.COMPOSITION: "是构成比例",
    Unjudged.CHANGE: "是相对数，无法折算成目标数",
    Unjudged.UNREAD: "未能读作一个数",
}


@dataclass(frozen=True, slots=True)
class RowCells:
    """A row as it stands in the file: what is printed, and what a person has written beside it (None or '': nothing).

    ``reading`` is written in the forms of a printed target and takes its place; ``confirmed_by`` answers for it.
    """

    printed_target: str
    printed_baseline: str
    horizon: Horizon | None = None
    bound: Bound | None = None
    value: Decimal | None = None
    baseline: Decimal | None = None
    baseline_bound: str = ""
    reading: str = ""
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What a row is judged by; ``note`` is the sentence that explains it where the print alone does not."""

    horizon: Horizon
    bound: Bound
    value: Decimal | None
    baseline: Decimal | None
    baseline_bound: str
    unjudged: Unjudged
    note: str


def read_row(cells: RowCells, indicator: Indicator, unit: Unit, units: UnitsOfMeasure, years: range) -> ReadRow:
    """The row as it is judged, in a plan of these ``years``."""
    printed = read_printed(cells.printed_baseline)
    started = cells.baseline if cells.baseline is not None else amount_in(printed, unit, units)
    facts = RowFacts(
        *(indicator.upward, indicator.kind, unit, units, started, years[0], years[-1], cells.horizon, cells.bound),
        totalled=printed.totals and cells.baseline is None,
    )
    reading = resolve(read_printed(cells.reading or cells.printed_target), facts)
    value = reading.value if cells.value is None else cells.value
    baseline, word = cells.baseline, cells.baseline_bound
    if reading.horizon is Horizon.PLAN:
        baseline = Decimal(0) if baseline is None else baseline
    elif baseline is None and started is not None and not printed.totals:
        baseline, word = started, word or printed.bound_word
    why = reading.unjudged or Unjudged.NOTHING
    return ReadRow(reading.horizon, reading.bound, value, baseline, word, why, _note(cells, reading, value))


def _note(cells: RowCells, reading: Reading, value: Decimal | None) -> str:
    printed = f"原文“{cells.printed_target.strip()}”"
    told = f"（{reading.told}）" if reading.told else ""
    if value is None:
        why = _WHY.get(reading.unjudged or Unjudged.NOTHING)
        return f"{printed}{why}{told}，{UNTIL_SET}" if why else ""
    if cells.reading:
        return f"{printed}，按{cells.confirmed_by}确认的读法“{cells.reading}”评判{told}"
    if cells.value is not None and cells.confirmed_by and reading.value != cells.value:
        return f"{printed}，按{cells.confirmed_by}确认的目标数评判"
    return f"{printed}，{reading.told}" if reading.told else ""
