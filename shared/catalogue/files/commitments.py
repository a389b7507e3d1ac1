"""Reading ``commitments.csv``: what a plan promises beyond its table of main indicators, one row a number."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from shared.catalogue.files.tables import FileRow, Places, read_table
from shared.catalogue.findings import Findings
from shared.catalogue.model import Commitment, CommitmentBound, CommitmentHorizon, PrintedAmount

COLUMNS = ("row", "place", "subject", "bound", "value", "value_max", "unit", "horizon", "printed")
"""What the table has."""
OPTIONAL = ("department", "indicator", "target_row")
"""What it may have besides."""


@dataclass(frozen=True, slots=True)
class CommitmentContext:
    """What a row is checked against: the plan's id, its years, the numbers of its targets, and the indicators."""

    plan: str
    years: range
    target_rows: Container[int]
    indicators: Container[str]


def read_commitments(path: Path, file: str, context: CommitmentContext, findings: Findings) -> tuple[Commitment, ...]:
    """The rows in the order of their numbers; every fault goes to ``findings``."""
    rows = list(read_table(path, file, COLUMNS, findings, OPTIONAL))
    _check_numbers(rows)
    found = (_commitment(row, context) for row in rows)
    return tuple(sorted((each for each in found if each is not None), key=lambda each: each.row))


def _check_numbers(rows: Iterable[FileRow]) -> None:
    places = Places()
    for row in rows:
        if row.integer("row") is None:
            row.error("row_number", "缺少序号")
        else:
            places.taken(row.text("row"), row, "duplicate_row", f"序号{row.text('row')}重复")


def _commitment(row: FileRow, context: CommitmentContext) -> Commitment | None:
    number = row.integer("row")
    bound = row.choice("bound", CommitmentBound)
    horizon, year = _horizon(row, context)
    texts = {column: row.text(column, required=True) for column in ("place", "subject", "printed")}
    value, value_max = _amounts(row, bound)
    indicator, target_row = _followed(row, context)
    if number is None or bound is None or horizon is None:
        return None
    return Commitment(
        plan=context.plan,
        row=number,
        bound=bound,
        value=value,
        value_max=value_max,
        unit=row.text("unit"),
        horizon=horizon,
        year=year,
        department=row.text("department"),
        indicator=indicator,
        target_row=target_row,
        **texts,
    )


def _horizon(row: FileRow, context: CommitmentContext) -> tuple[CommitmentHorizon | None, int | None]:
    """A word, or the year that is named in its place."""
    word = row.text("horizon")
    if not (word.isascii() and word.isdecimal()):
        return row.choice("horizon", CommitmentHorizon), None
    if int(word[:9]) not in context.years:
        row.error("bad_year", f"“{word}”年不在规划期 {context.years[0]} 至 {context.years[-1]} 之内")
        return None, None
    return CommitmentHorizon.YEAR, int(word)


_FRACTION = re.compile(r"[0-9]{1,9}/[1-9][0-9]{0,8}")


def _amounts(row: FileRow, bound: CommitmentBound | None) -> tuple[PrintedAmount | None, PrintedAmount | None]:
    value, value_max = _amount(row, "value"), _amount(row, "value_max")
    if bound is None:
        return value, value_max
    if bound.numbered and not row.text("value"):
        row.error("empty_cell", f"“{bound}”须有“value”")
    if value and not row.text("unit"):  # nought (动态清零) is printed without one
        row.error("empty_cell", "有数值的须写明“unit”（照原文）")
    if (bound is CommitmentBound.RANGE) != bool(row.text("value_max")):
        row.error("bad_range", "“range”须有“value_max”，其余的不填")
    elif value is not None and value_max is not None and Fraction(value_max) <= Fraction(value):
        row.error("bad_range", f"“value_max”{value_max} 应大于“value”{value}")
    return value, value_max


def _amount(row: FileRow, column: str) -> PrintedAmount | None:
    written = row.text(column)
    return Fraction(written) if _FRACTION.fullmatch(written) else row.decimal(column)


def _followed(row: FileRow, context: CommitmentContext) -> tuple[str, int | None]:
    """What its progress follows from: a reported indicator, a row of the main table."""
    indicator, target_row = row.text("indicator"), row.integer("target_row")
    if indicator and indicator not in context.indicators:
        row.error("unknown_indicator", f"没有指标“{indicator}”")
    if target_row is not None and target_row not in context.target_rows:
        row.error("unknown_row", f"指标表没有序号{target_row}")
    return indicator, target_row
