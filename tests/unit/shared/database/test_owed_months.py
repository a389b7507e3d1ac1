from __future__ import annotations

from dataclasses import replace

from shared.catalogue import Catalogue, load_catalogue
from shared.catalogue.model import Frequency, Region
from shared.database.owed_months import OwedSpan, owed_spans
from shared.periods import Month, months
from tests.unit.aggregator.progress_world import CITY, FLOW, PLAN, RATE, STOCK, UNITS, a_catalogue
from tests.unit.late_plans import taken_up

FIRST, LAST = Month(2021, 1), Month(2025, 12)


def changed(made: Catalogue, *regions: Region, **frequency: Frequency) -> Catalogue:
    """The city's catalogue with other regions, and indicators that are reported more seldom."""
    known = dict(made.regions) | {region.code: region for region in regions}
    indicators = [replace(item, frequency=frequency.get(item.id, item.frequency)) for item in made.indicators.values()]
    return Catalogue(known.values(), {}, indicators, made.plans.values(), (), {})


def test_whoever_is_always_there_owes_every_month_of_the_plan_in_one_span() -> None:
    assert set(owed_spans(a_catalogue())) == {OwedSpan(PLAN, unit, FIRST, LAST) for unit in UNITS}


def test_the_spans_come_in_the_same_order_in_every_process() -> None:
    """What is written down of them is compared with what another process has written."""
    assert [span.region for span in owed_spans(a_catalogue())] == list(UNITS)


def test_a_unit_owes_nothing_before_it_is_there_and_nothing_after() -> None:
    made = a_catalogue()
    old = replace(made.regions[UNITS[0]], valid_to=Month(2023, 5))
    new = Region("110109", "某市", "county", CITY, valid_from=Month(2023, 6))
    found = {span.region: span for span in owed_spans(changed(made, old, new))}
    assert found[UNITS[0]] == OwedSpan(PLAN, UNITS[0], FIRST, Month(2023, 5))
    assert found["110109"] == OwedSpan(PLAN, "110109", Month(2023, 6), LAST)
    assert len(found) == 4


def test_where_everything_is_reported_by_the_quarter_the_months_between_are_not_owed() -> None:
    quarter = dict.fromkeys((STOCK, FLOW), Frequency.QUARTER) | {RATE: Frequency.YEAR}
    found = [span for span in owed_spans(changed(a_catalogue(), **quarter)) if span.region == UNITS[0]]
    ends = [Month(year, month) for year in range(2021, 2026) for month in (3, 6, 9, 12)]
    assert [span.first for span in found] == ends
    assert all(span.first == span.last for span in found)


def test_each_plan_is_owed_what_it_asks_for_in_its_own_years() -> None:
    made = a_catalogue()
    later = replace(made.plans[PLAN], id="later", first=Month(2026, 1), last=Month(2030, 12))
    own = replace(made.plans[PLAN], id="own", region=UNITS[0], first=Month(2024, 1), last=Month(2028, 12))
    catalogue = Catalogue(made.regions.values(), {}, made.indicators.values(), (made.plans[PLAN], later, own), (), {})
    found = set(owed_spans(catalogue))
    assert {span for span in found if span.plan == "own"} == {OwedSpan("own", UNITS[0], own.first, own.last)}
    assert {span.region for span in found if span.plan == "later"} == set(UNITS)


def test_the_spans_of_the_published_plans_say_what_the_catalogue_says() -> None:
    """Of each plan's area in each month: every unit that is there, and the area where it has figures of its own."""
    catalogue = load_catalogue()
    spans = list(owed_spans(catalogue))
    for plan in catalogue.plans.values():
        for month in months(plan.first, plan.last):
            owing = {span.region for span in spans if span.plan == plan.id and span.first <= month <= span.last}
            inside = {*catalogue.units_under(plan.region, month), plan.region}
            assert owing == {code for code in inside if catalogue.owed(code, month)}


def test_a_plan_that_was_taken_up_later_is_owed_from_there_on() -> None:
    found = set(owed_spans(taken_up(a_catalogue(), Month(2023, 4))))
    assert found == {OwedSpan(PLAN, unit, Month(2023, 4), LAST) for unit in UNITS}
