"""Who is reminded of what a region owes that is there no more."""

from __future__ import annotations

from datetime import date

from services.alerts.reminders.contacts import contacts_of
from services.alerts.reminders.due import KnownOfReports, decide
from services.alerts.reminders.message import recipients
from shared.catalogue import Catalogue
from shared.catalogue.contacts import Contact
from shared.periods import Month
from tests.unit.aggregator.changing_city import FIRST, MERGED, NEW, OLD, STAYS, a_changing_city


def a_city(*codes: str) -> Catalogue:
    """The changing city with contacts of these codes."""
    plain = a_changing_city()
    contacts = {code: Contact(code, (f"{code}@x.example",), f"{code}局长", (f"l{code}@x.example",)) for code in codes}
    return Catalogue(
        plain.regions.values(),
        {},
        plain.indicators.values(),
        plain.plans.values(),
        [],
        {},
        changes=plain.changes,
        contacts=contacts,
    )


def told(catalogue: Catalogue, region: str, now: Month) -> tuple[str, ...]:
    return recipients(contacts_of(catalogue, region, now), "after_due")


def test_once_the_old_code_is_gone_its_months_are_asked_of_whom_it_became() -> None:
    city = a_city(OLD, NEW, FIRST, MERGED, STAYS)
    assert told(city, OLD, Month(2022, 5)) == (f"{OLD}@x.example",)
    assert told(city, OLD, Month(2022, 6)) == (f"{NEW}@x.example",)
    assert told(city, FIRST, Month(2022, 9)) == (f"{MERGED}@x.example",)
    assert told(city, STAYS, Month(2022, 9)) == (f"{STAYS}@x.example",)


def test_without_a_contact_of_the_successor_the_old_one_is_told_and_without_any_nobody() -> None:
    assert told(a_city(OLD), OLD, Month(2022, 6)) == (f"{OLD}@x.example",)
    assert told(a_city(STAYS), OLD, Month(2022, 6)) == ()


def test_the_last_month_of_a_code_without_a_contact_of_its_own_is_asked_for_too() -> None:
    """Due in June, when the old code is gone."""
    known = KnownOfReports({}, {OLD: Month(2022, 1)})
    found = decide(a_city(NEW), known, date(2022, 6, 10))
    assert [(each.region, [str(owed.period) for owed in each.months]) for each in found] == [(OLD, ["2022-05"])]
