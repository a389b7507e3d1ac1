"""What a unit's form of one month holds and where each thing stands. Pure.

A form is laid out anew from the catalogue each time: when it is issued, and again when it comes
back filled in. ``Form.digest`` tells whether the two are the same. Where things stand in a file that
came back is found by their heads; ``Form.moved`` is the form as it lies there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from services.intake.forms.last_report import LastReport, state_text
from services.intake.submission.parse import LONGEST_NOTE
from services.intake.units.indicator_rule import IndicatorRule
from services.intake.units.month_amounts import MonthAmount
from shared.catalogue.model import Frequency
from shared.events import Basis
from shared.periods import Month
from shared.quantities import Unit

FORM_VERSION = 1
"""Counts changes of the layout below; a form of another version is refused."""

NUMBER, NAME, UNIT, BASIS, VALUE, NUMERATOR, DENOMINATOR, BEFORE, YEAR_AGO, EXPLANATION = "ABCDEFGHIJ"
"""The columns, each by the letter that it is issued in."""

ISSUED: Mapping[str, str] = MappingProxyType({column: column for column in "ABCDEFGHIJ"})
"""Where the columns stand in a form as it is issued: the letter of each."""

FIRST_ROW = 7
"""The row of the first indicator; above it stand title, unit, month and the column heads."""

SHEET_TITLE = "月报表"
LONGEST_EXPLANATION = LONGEST_NOTE
"""Characters of one line's explanation: as many as at every other door, or what came in there would not fit here."""

UNIT_CELL, MONTH_CELL = "A3", "E3"
YEAR_TO_DATE = "本年累计"
_PERIOD_WORDS = {Frequency.MONTH: "本月", Frequency.QUARTER: "本季", Frequency.YEAR: "本年"}
BASES: Mapping[str, Basis] = {YEAR_TO_DATE: "year_to_date", **dict.fromkeys(_PERIOD_WORDS.values(), "month")}
"""What stands in the column 口径: a quarter's report holds the quarter, a year's the year."""

POINT_IN_TIME = "时点数"


class Earlier(NamedTuple):
    """One figure of an earlier month: what the month alone amounts to, and on which basis it was reported."""

    amount: MonthAmount
    basis: Basis = "month"


class WholeCells(NamedTuple):
    """The cells that concern the whole form."""

    unit: str
    month: str
    note: str
    reason: str
    evidence: str


class Comparison(NamedTuple):
    """What the unit reported the month (the quarter, the year) before and in the same month a year before."""

    before: Mapping[str, Earlier]
    year_ago: Mapping[str, Earlier]
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class FormRow:
    """One indicator's row. ``whole_row`` is the row of the total that this one is a part of (其中);
    ``columns`` says in which letter each column stands."""

    row: int
    number: int
    rule: IndicatorRule
    unit: Unit
    parts: tuple[str, str] | None
    whole_row: int | None
    before: Earlier | None
    year_ago: Earlier | None
    columns: Mapping[str, str] = field(default_factory=lambda: ISSUED, hash=False)

    @property
    def unit_text(self) -> str:
        return f"{self.unit.symbol}\n（分子、分母）" if self.rule.ratio else self.unit.symbol

    @property
    def whole_numbers(self) -> bool:
        """Whether only whole numbers may be filled in."""
        return self.unit.scale == 1 and not self.rule.surveyed

    @property
    def name(self) -> str:
        """The indicator's name, with how often it is reported where that is not monthly."""
        often = self.rule.frequency
        return self.rule.name if often is Frequency.MONTH else f"{self.rule.name}（{often.chinese}）"

    @property
    def printed_name(self) -> str:
        """What stands in the column 指标: a part below its total says so, a ratio says what is divided by what."""
        name = f"　　其中：{self.name}" if self.whole_row is not None else self.name
        if self.parts is not None:
            name += f"\n　分子：{self.parts[0]}\n　分母：{self.parts[1]}"
        return name

    def bases(self) -> tuple[str, ...]:
        """The words that may stand in the column 口径."""
        if not self.rule.cumulates:
            return (POINT_IN_TIME,)
        period = _PERIOD_WORDS[self.rule.frequency]
        return (period, YEAR_TO_DATE) if self.rule.takes_year_to_date else (period,)

    def inputs(self) -> tuple[str, ...]:
        """The columns that numbers are filled into."""
        return (NUMERATOR, DENOMINATOR) if self.rule.ratio else (VALUE,)

    def cell(self, column: str) -> str:
        """The address of this row's cell in a column."""
        return f"{self.columns[column]}{self.row}"

    @property
    def whole_cell(self) -> str:
        """The address of the value of the total that this row is a part of; '' where it is none."""
        return "" if self.whole_row is None else f"{self.columns[VALUE]}{self.whole_row}"


@dataclass(frozen=True, slots=True)
class Form:
    """One unit's form of one month. ``simulated``: something that it shows is. ``last`` is what it is filled with
    (None: nothing was reported yet), ``not_asked`` the names of what that revision holds and the form has no row for.
    ``closed``: the month is; ``backfills``: it is before the first that a plan asks for. ``due`` is until when it is
    asked for, in words. ``found``: where the cells of
    the whole stand, in a form that came back; None in one as it is issued."""

    region: str
    region_name: str
    period: Month
    rows: tuple[FormRow, ...]
    simulated: bool
    found: WholeCells | None = None
    last: LastReport | None = None
    not_asked: tuple[str, ...] = ()
    closed: bool = False
    backfills: bool = False
    due: str = ""

    @property
    def sent_as_simulated(self) -> bool:
        """Whether what comes back is simulated: as the revision that it is filled with, or what it compares with."""
        return self.simulated if self.last is None else self.last.simulated

    @property
    def drawn_from(self) -> int:
        """The revision that the form is filled with (0: none was ever made)."""
        return self.last.state.revision if self.last is not None else 0

    @property
    def before_head(self) -> str:
        """What the figures of the period before are called: 上月, or 上期 where some are not monthly."""
        return "上期" if any(row.rule.frequency.months > 1 for row in self.rows) else "上月"

    @property
    def standing(self) -> str:
        """Which revision the form is filled with, what of that revision it has no row for, and what reporting is in a
        month that is closed; '' where there is nothing of all that to say."""
        text = state_text(self.last, self.closed)
        if self.not_asked:
            text += f"\n该版还报了本表没有的指标：{'、'.join(self.not_asked)}；用本表再报，即不再计入"
        return text

    @property
    def anew(self) -> str:
        """Why no figure may be the year to date in this month; '' where it may."""
        return next((row.rule.anew for row in self.rows if row.rule.anew), "")

    @property
    def last_row(self) -> int:
        return FIRST_ROW + len(self.rows) - 1

    @property
    def whole(self) -> WholeCells:
        """Where what concerns the whole form stands."""
        if self.found is not None:
            return self.found
        note, reason, evidence = (f"C{self.last_row + below}" for below in (2, 3, 4))
        return WholeCells(UNIT_CELL, MONTH_CELL, note, reason, evidence)

    @property
    def note_cell(self) -> str:
        return self.whole.note

    @property
    def reason_cell(self) -> str:
        return self.whole.reason

    @property
    def evidence_cell(self) -> str:
        return self.whole.evidence

    @property
    def end_row(self) -> int:
        return self.last_row + 6

    @property
    def digest(self) -> str:
        """Which indicators stand where, in which unit: 16 hexadecimal digits."""
        rows: list[tuple[object, ...]] = [(row.row, row.rule.id, row.unit.symbol, row.whole_row) for row in self.rows]
        return hashlib.sha256(repr((FORM_VERSION, rows)).encode()).hexdigest()[:16]

    def moved(self, rows: Mapping[int, int], columns: Mapping[str, str], whole: WholeCells) -> Form:
        """The form as it lies in a file: ``rows`` are the places of its rows by those that they are issued in
        (one that is not there keeps its own), ``columns`` the letters of its columns."""
        places = {row.row: rows.get(row.row, row.row) for row in self.rows}
        moved = tuple(
            replace(
                row,
                row=places[row.row],
                whole_row=None if row.whole_row is None else places[row.whole_row],
                columns=columns,
            )
            for row in self.rows
        )
        return replace(self, rows=moved, found=whole)
