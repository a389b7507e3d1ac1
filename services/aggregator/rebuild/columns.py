"""Lines as arrays of exact integers; running sums taken apart into the months' own, a year at a time. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from services.aggregator.rebuild.replaying.folding import NONE, Integers, Truths
from services.aggregator.rebuild.replaying.lines import NO_DENOMINATOR, LineColumns

MONTHS = 12


@dataclass(frozen=True, slots=True)
class ReplayedColumns:
    """All lines as arrays, and where those of each report begin. A line without a denominator has NO_DENOMINATOR."""

    indicators: npt.NDArray[np.int32]
    values: Integers
    denominators: Integers
    to_date: npt.NDArray[np.int8]
    starts: Integers
    marks: npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class OwnLines:
    """What months come to by themselves, of every line the ``owner`` (a place among the months that were asked for),
    the indicator's number, and the amounts; without a denominator 0."""

    owner: Integers
    indicators: Integers
    values: Integers
    denominators: Integers


class RowTurn(NamedTuple):
    """From a month on a row continues the rows ``sources``; without any its running sums are not known."""

    row: int
    sources: tuple[int, ...]


RowTurns = Mapping[int, Sequence[RowTurn]]
"""By month, from 0 on, the turns that take effect in it, in their order."""


def columns_of(lines: LineColumns) -> ReplayedColumns:
    """The lines as arrays over the same memory: none may be added while these are there."""
    return ReplayedColumns(
        np.frombuffer(lines.indicators, dtype=np.int32),
        np.frombuffer(lines.values, dtype=np.int64),
        np.frombuffer(lines.denominators, dtype=np.int64),
        np.frombuffer(lines.to_date, dtype=np.int8),
        np.frombuffer(lines.starts, dtype=np.int64),
        np.frombuffer(lines.marks, dtype=np.int8),
    )


def refuse_overflow(columns: ReplayedColumns, regions: int) -> None:
    """A year's running sum has twelve months, a figure at most every region."""
    denominators = columns.denominators[columns.denominators != NO_DENOMINATOR]
    for column in (columns.values, denominators):
        if column.size and max(int(column.max()), -int(column.min())) * MONTHS * regions >= 2**63:
            raise OverflowError("the figures are too large to be added up in 64 bits")


def own_lines(columns: ReplayedColumns, reports: Integers, indicators: int) -> OwnLines:
    """The lines of months that say nothing of other months; ``reports`` tells what stands of each, NONE nothing."""
    owner, lines = _stretches(columns, reports)
    known = columns.indicators[lines] < indicators
    if not known.all():
        owner, lines = owner[known], lines[known]
    denominators = columns.denominators[lines]
    denominators[denominators == NO_DENOMINATOR] = 0
    return OwnLines(owner, columns.indicators[lines].astype(np.int64), columns.values[lines], denominators)


def parted_lines(
    columns: ReplayedColumns,
    reports: Integers,
    where: tuple[Integers, Integers],
    rows: int,
    adds: Truths,
    turns: RowTurns,
) -> OwnLines:
    """As :func:`own_lines`, of months whose lines may be running sums: they stand ``where`` (row, month from 0 on), and
    ``adds`` tells which indicators add up over months. A row's months must all be there."""
    owner, lines = _stretches(columns, reports)
    whose = np.full((rows, MONTHS), NONE, dtype=np.int64)
    whose[where] = np.arange(len(reports))
    shape = (rows, MONTHS, len(adds))
    known = columns.indicators[lines] < len(adds)
    owner, lines = owner[known], lines[known]
    place: Any = (where[0][owner], where[1][owner], columns.indicators[lines])
    values, denominators = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    reported, to_date = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    values[place] = columns.values[lines]
    denominators[place] = np.where(columns.denominators[lines] == NO_DENOMINATOR, 0, columns.denominators[lines])
    reported[place], to_date[place] = True, columns.to_date[lines] != 0
    to_date &= adds
    if to_date.any():
        void = _void(to_date, turns)
        reported &= ~void
        to_date &= ~void
        values[void] = denominators[void] = 0
        _take_apart(values, reported, to_date, turns)
        _take_apart(denominators, reported, to_date, turns)
    found = np.nonzero(reported)
    return OwnLines(whose[found[0], found[1]], found[2], values[found], denominators[found])


def _stretches(columns: ReplayedColumns, reports: Integers) -> tuple[Integers, Integers]:
    """The places of the reports' lines, and for each whose it is among the reports."""
    places = np.flatnonzero(reports != NONE)
    standing = reports[places]
    begins = columns.starts[standing]
    lengths = columns.starts[standing + 1] - begins
    before = np.cumsum(lengths) - lengths
    return np.repeat(places, lengths), np.arange(lengths.sum()) + np.repeat(begins - before, lengths)


def _void(to_date: Truths, turns: RowTurns) -> Truths:
    """The year-to-date lines that say nothing of a month: of rows whose running sums are not known any more."""
    void = np.zeros_like(to_date)
    for at, month in turns.items():
        for turn in month:
            if not turn.sources:
                void[turn.row, at:] = to_date[turn.row, at:]
    return void


def _take_apart(amounts: Integers, reported: Truths, to_date: Truths, turns: RowTurns) -> None:
    """Replace year-to-date amounts by the month's own, in place, January to December."""
    running = np.zeros((amounts.shape[0], amounts.shape[2]), dtype=np.int64)
    for at in range(MONTHS):
        for turn in turns.get(at, ()):
            if turn.sources:
                running[turn.row] = running[list(turn.sources)].sum(axis=0)
        own = np.where(to_date[:, at], amounts[:, at] - running, amounts[:, at])
        running += np.where(reported[:, at], own, 0)
        amounts[:, at] = own
