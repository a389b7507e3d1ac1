"""How a year against its own target is written: the target, what of it is completed, the change on a year ago. Pure."""

from __future__ import annotations

from typing import NamedTuple

from services.aggregator.wording import formats
from shared.events import YearStanding
from shared.quantities import Unit


class YearWords(NamedTuple):
    """The parts that stand side by side; a dash for what is not known, and of a rate for what is completed."""

    target: str
    completed: str
    change: str
    before: str


def year_words(year: YearStanding, unit: Unit) -> YearWords:
    """A year's standing in words, in the row's unit."""
    return YearWords(
        target=formats.with_unit(year.target, unit),
        completed=formats.basis_points_text(year.completed),
        change=change_text(year.change, unit),
        before=formats.with_unit(year.before, unit),
    )


def change_text(change: int | None, unit: Unit) -> str:
    """A change on a year ago with its sign: ``+8.3%``, of a rate ``−0.20 个百分点``."""
    if change is None:
        return formats.DASH
    text = formats.difference_text(change, unit) if unit.base == "%" else formats.basis_points_text(change)
    return f"+{text}" if change > 0 else text


def year_line(year: YearStanding | None, unit: Unit) -> str:
    """In one line, without what is not known; '' where nothing was set for the year."""
    if year is None:
        return ""
    words = year_words(year, unit)
    parts = [f"年度目标 {words.target}"]
    parts += [f"完成 {words.completed}"] if year.completed is not None else []
    parts += [f"同比 {words.change}"] if year.change is not None else []
    return "，".join(parts)
