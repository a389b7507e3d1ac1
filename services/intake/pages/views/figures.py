"""A report's figures, each beside its history: the month before, the same month a year ago, the last months. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from services.intake.forms.layout import Form, FormRow
from services.intake.pages.views.findings import ShownFinding
from services.intake.pages.views.formats import BASES, DASH, amount_text, base_unit, change_text, measure, value_text
from services.intake.pages.views.spark import sparkline
from services.intake.units.month_amounts import MonthAmount
from shared.catalogue.model import Indicator
from shared.events import ReportLine
from shared.periods import Month

SPARK_MONTHS = 13
"""A year, and the month it is compared with."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One indicator. ``was`` is the figure of the revision before where that was another ('': the same); ``alone``
    is what the month itself amounts to where the figure is a year to date ('': it is none). ``before`` is the period
    before: of a quarter's figure the quarter."""

    number: int
    indicator: str
    name: str
    part: bool
    unit: str
    reported: bool
    now: str
    basis: str
    alone: str
    was: str
    before: str
    change: str
    year_ago: str
    year_change: str
    spark: Markup
    findings: tuple[ShownFinding, ...]


def figure_rows(
    form: Form,
    indicators: Mapping[str, Indicator],
    lines: Sequence[ReportLine],
    previous: Sequence[ReportLine],
    amounts: Mapping[str, Mapping[Month, MonthAmount]],
    findings: Sequence[ShownFinding] = (),
) -> list[FigureRow]:
    """The form's rows with the figures of ``lines``; ``amounts`` hold the months up to the form's own."""
    now = {line.indicator: line for line in lines}
    was = {line.indicator: line for line in previous}
    return [
        _row(
            row,
            indicators[row.rule.id],
            form.period,
            now.get(row.rule.id),
            was.get(row.rule.id),
            amounts.get(row.rule.id, {}),
            tuple(each for each in findings if each.indicator == row.rule.id),
        )
        for row in form.rows
    ]


def _row(
    row: FormRow,
    indicator: Indicator,
    period: Month,
    line: ReportLine | None,
    was: ReportLine | None,
    amounts: Mapping[Month, MonthAmount],
    findings: tuple[ShownFinding, ...],
) -> FigureRow:
    own, year_ago = amounts.get(period), amounts.get(period.shift(-12))
    before = amounts.get(period.shift(-indicator.frequency.months))
    here = _measure(indicator, own)
    months = [period.shift(step) for step in range(1 - SPARK_MONTHS, 1)]
    return FigureRow(
        number=row.number,
        indicator=indicator.id,
        name=indicator.name,
        part=row.whole_row is not None,
        unit=base_unit(indicator),
        reported=line is not None,
        now=DASH if line is None else value_text(indicator, line.value, line.denominator),
        basis="" if line is None or line.basis == "month" else BASES[line.basis],
        alone="" if line is None or line.basis == "month" else amount_text(indicator, own),
        was=_was(indicator, line, was),
        before=amount_text(indicator, before),
        change=change_text(indicator, here, _measure(indicator, before)),
        year_ago=amount_text(indicator, year_ago),
        year_change=change_text(indicator, here, _measure(indicator, year_ago)),
        spark=sparkline(
            [_measure(indicator, amounts.get(month)) for month in months],
            f"{indicator.name}：{months[0].chinese}至{period.chinese}",
        ),
        findings=findings,
    )


def _was(indicator: Indicator, line: ReportLine | None, was: ReportLine | None) -> str:
    if was is None or (line is not None and (was.value, was.denominator) == (line.value, line.denominator)):
        return ""
    return value_text(indicator, was.value, was.denominator)


def _measure(indicator: Indicator, amount: MonthAmount | None) -> Fraction | None:
    """What is compared, and drawn: one month's figure, never that of several."""
    if amount is None or not amount.comparable:
        return None
    return measure(indicator, amount.value, amount.denominator)
