"""Which indicator stands in which row of a unit's form, laid out anew from the catalogue each time. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.intake.forms.last_report import LastReport
from services.intake.forms.layout import FIRST_ROW, Comparison, Form, FormRow
from services.intake.units.indicator_rule import IndicatorRule
from services.intake.units.rulebook import Rulebook
from shared.catalogue.model import Indicator
from shared.periods import Month
from shared.quantities import Unit
from shared.work_calendar import WorkCalendar

NOTHING_EARLIER = Comparison({}, {})


def form_of(
    rulebook: Rulebook,
    region: str,
    period: Month,
    earlier: Comparison = NOTHING_EARLIER,
    last: LastReport | None = None,
    closed: bool = False,
) -> Form | None:
    """The form of ``region`` for ``period``; None for a code that is unknown or owes nothing for that month.

    It is filled with the ``last`` revision of the month's report, and says so where the month is ``closed``.
    In a month without any plan in force it holds the indicators that were owed last.
    """
    rules = rulebook.in_month(region, period)
    due = rulebook.asked(region, period)
    if rules is None or not due:
        return None
    catalogue = rulebook.catalogue
    wholes = {part: whole for part, whole in rules.parts if whole in due}
    order = _parts_after_wholes(due, wholes)
    places = {indicator: FIRST_ROW + index for index, indicator in enumerate(order)}
    rows = tuple(
        FormRow(
            row=places[each],
            number=index,
            rule=rules.owed[each],
            unit=_unit(rules.owed[each], catalogue.indicators[each]),
            parts=catalogue.indicators[each].parts if rules.owed[each].ratio else None,
            whole_row=places.get(wholes.get(each, "")),
            before=earlier.before.get(each),
            year_ago=earlier.year_ago.get(each),
        )
        for index, each in enumerate(order, 1)
    )
    simulated = earlier.simulated or (last is not None and last.simulated)
    reported = () if last is None else tuple(last.lines)
    not_asked = tuple(catalogue.indicator_name(each) for each in reported if each not in places)
    backfills = catalogue.backfills(region, period)
    return Form(
        region,
        rules.region.name,
        period,
        rows,
        simulated,
        last=last,
        not_asked=not_asked,
        closed=closed,
        backfills=backfills,
        due="补录，不计迟报" if backfills else _due(catalogue.calendar_of(region), period),
    )


def _due(calendar: WorkCalendar, period: Month) -> str:
    day = calendar.due_day(period)
    note = calendar.month_note(period)
    return f"{day.year}年{day.month}月{day.day}日{f'（{note}）' if note else ''}"


def _parts_after_wholes(owed: Sequence[str], wholes: Mapping[str, str]) -> list[str]:
    """The owed indicators in the catalogue's order, each 其中 right below its total."""
    under: dict[str, list[str]] = {}
    for part in owed:
        if part in wholes:
            under.setdefault(wholes[part], []).append(part)
    ordered: list[str] = []

    def add(indicator: str) -> None:
        if indicator not in ordered:
            ordered.append(indicator)
            for part in under.get(indicator, ()):
                add(part)

    for each in owed:
        if each not in wholes:
            add(each)
    for each in owed:  # parts of each other, which no plan prints
        add(each)
    return ordered


def _unit(rule: IndicatorRule, indicator: Indicator) -> Unit:
    """The unit a row is filled in with: persons and cases whole, money and averages as the plans print them."""
    if not rule.ratio and indicator.unit.base == "元":
        return indicator.unit
    return rule.units[None]
