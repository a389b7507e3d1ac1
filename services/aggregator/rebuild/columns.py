"""Replayed lines as arrays of exact integers, spread out over one year. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from services.aggregator.rebuild.replay import NO_DENOMINATOR, LineStretch, Replay

Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
MONTHS = 12


@dataclass(frozen=True, slots=True)
class ReplayedColumns:
    """The replayed lines as arrays, without those of indicators the catalogue does not know."""

    indicators: npt.NDArray[np.intp]
    values: Integers
    denominators: Integers
    to_date: Truths


@dataclass(frozen=True, slots=True)
class YearSide:
    """What stands as live, or as accepted, in one year: [unit, month, indicator]."""

    values: Integers
    denominators: Integers
    reported: Truths


def columns_of(replay: Replay) -> ReplayedColumns:
    """The lines of a replay as arrays; a line without a denominator has 0."""
    denominators: Integers = np.frombuffer(replay.denominators, dtype=np.int64)
    return ReplayedColumns(
        np.frombuffer(replay.indicators, dtype=np.int32).astype(np.intp),
        np.frombuffer(replay.values, dtype=np.int64),
        np.where(denominators == NO_DENOMINATOR, 0, denominators),
        np.frombuffer(replay.to_date, dtype=np.int8) != 0,
    )


def refuse_overflow(columns: ReplayedColumns, regions: int) -> None:
    """A year's running sum has twelve months, a figure at most every region."""
    for column in (columns.values, columns.denominators):
        if column.size and max(int(column.max()), -int(column.min())) * MONTHS * regions >= 2**63:
            raise OverflowError("the figures are too large to be added up in 64 bits")


class RowTurn(NamedTuple):
    """From a month on a row continues the rows ``sources``; without any its running sums are not known."""

    row: int
    sources: tuple[int, ...]


RowTurns = Mapping[int, Sequence[RowTurn]]
"""By month, from 0 on, the turns that take effect in it, in their order."""


def year_side(
    columns: ReplayedColumns,
    spans: Sequence[tuple[int, int, LineStretch | None]],
    shape: tuple[int, int, int],
    adds: Truths,
    turns: RowTurns,
) -> YearSide:
    """Spread the lines of ``spans`` (row, month, stretch) out, and take the months of running sums apart."""
    places = np.array([(row, at, *span) for row, at, span in spans if span], dtype=np.int64).reshape(-1, 4)
    lengths = places[:, 3] - places[:, 2]
    ends = np.cumsum(lengths)
    lines = np.arange(ends[-1] if len(ends) else 0) + np.repeat(places[:, 2] - (ends - lengths), lengths)
    known = columns.indicators[lines] < shape[2]
    lines, owner = lines[known], np.repeat(np.arange(len(places)), lengths)[known]
    where: Any = (places[owner, 0], places[owner, 1], columns.indicators[lines])
    values, denominators = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    reported, to_date = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    values[where], denominators[where] = columns.values[lines], columns.denominators[lines]
    reported[where], to_date[where] = True, columns.to_date[lines]
    to_date &= adds
    if to_date.any():
        void = _void(to_date, turns)
        values[void] = denominators[void] = 0
        reported &= ~void
        to_date &= ~void
        _take_apart(values, reported, to_date, turns)
        _take_apart(denominators, reported, to_date, turns)
    return YearSide(values, denominators, reported)


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
