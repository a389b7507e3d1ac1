"""What a unit's form is compared with: the months' own figures of what it reported before. Pure.

Months are compared with months: a year to date is shown by what its month alone comes to, and where a month before
it was not reported, with the months that are in it.
"""

from __future__ import annotations

from collections.abc import Mapping

from services.intake.forms.layout import Comparison, Earlier
from services.intake.reports.streams import LinesEvent
from services.intake.units.month_amounts import month_amounts
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.periods import Month

YEAR = 12


def first_compared(period: Month) -> Month:
    """From which month on reports are needed: the year before, whole, to take its years to date apart."""
    return Month(period.year - 1, 1)


def report_steps(catalogue: Catalogue) -> dict[str, int]:
    """How many months one report holds, of the indicators that are not reported every month."""
    return {each.id: each.frequency.months for each in catalogue.indicators.values() if each.frequency.months > 1}


def comparison(rulebook: Rulebook, region: str, period: Month, reports: Mapping[Month, LinesEvent]) -> Comparison:
    """What stands of the period before (of a quarter's figure that is three months back) and of the year before.

    ``reports`` are those that stand, from :func:`first_compared` on.
    """
    steps = report_steps(rulebook.catalogue)
    amounts = month_amounts({month: event.lines for month, event in reports.items()}, steps)
    bases = {(month, line.indicator): line.basis for month, event in reports.items() for line in event.lines}

    def of(indicator: str, month: Month) -> Earlier | None:
        amount = amounts.get(indicator, {}).get(month)
        return None if amount is None else Earlier(amount, bases[month, indicator])

    asked = rulebook.asked(region, period)
    back = {each: steps.get(each, 1) for each in asked}
    before = {each: found for each in asked if (found := of(each, period.shift(-back[each]))) is not None}
    year_ago = {each: found for each in asked if (found := of(each, period.shift(-YEAR))) is not None}
    compared = {period.shift(-months) for months in {*back.values(), YEAR}}
    return Comparison(before, year_ago, any(reports[month].simulated for month in compared if month in reports))
