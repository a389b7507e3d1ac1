"""What is owed, how often, and in the years of which plans: on a made-up catalogue."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from services.intake.forms.arranging import form_of
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue, load_catalogue
from shared.catalogue.files.measures.indicators import INDICATOR_COLUMNS, read_indicators
from shared.catalogue.files.tables import TableFile
from shared.catalogue.findings import Findings
from shared.catalogue.model import Frequency
from shared.periods import Month
from tests.unit.aggregator.progress_world import CITY, FLOW, PLAN, RATE, STOCK, UNITS, a_catalogue
from tests.unit.late_plans import taken_up
from tests.unit.units_of_measure import UNITS_OF_MEASURE


def a_quarterly_catalogue(**frequency: Frequency) -> Catalogue:
    """The city's catalogue with the flow reported by the quarter and the rate by the year."""
    made = a_catalogue()
    often = {FLOW: Frequency.QUARTER, RATE: Frequency.YEAR} | frequency
    indicators = [
        replace(item, frequency=often.get(item.id, item.frequency), part_unit="人", parts=("参保人数", "应参保人数"))
        for item in made.indicators.values()
    ]
    return Catalogue(made.regions.values(), {}, indicators, made.plans.values(), (), {})


def test_each_frequency_is_owed_in_the_months_that_end_its_span() -> None:
    catalogue = a_quarterly_catalogue()
    assert catalogue.owed(UNITS[0], Month(2021, 1)) == (STOCK,)
    assert catalogue.owed(UNITS[0], Month(2021, 3)) == (STOCK, FLOW)
    assert catalogue.owed(UNITS[0], Month(2021, 12)) == (STOCK, FLOW, RATE)
    assert catalogue.owed(UNITS[0]) == (STOCK, FLOW, RATE)
    owed = [catalogue.expected_units(CITY, FLOW, Month(2021, month)) for month in range(1, 7)]
    assert owed == [0, 0, 3, 0, 0, 3]


def test_nothing_is_owed_outside_the_years_of_a_plan() -> None:
    catalogue = a_quarterly_catalogue()
    for month in (Month(2020, 12), Month(2026, 3)):
        assert catalogue.owed(UNITS[0], month) == ()
        assert catalogue.expected_units(CITY, STOCK, month) == 0
    assert catalogue.stands_at(CITY, STOCK) and not catalogue.stands_at(CITY, "nobodys")


def test_a_later_plan_takes_over_and_units_of_different_plans_are_told_apart() -> None:
    made = a_catalogue()
    plan = made.plans[PLAN]
    later = replace(plan, id="later", first=Month(2026, 1), last=Month(2030, 12), targets=plan.targets[:1])
    own = replace(later, id="own", region=UNITS[0], first=Month(2024, 1), last=Month(2028, 12))
    catalogue = Catalogue(made.regions.values(), {}, made.indicators.values(), [plan, later, own], (), {})
    assert catalogue.owed(UNITS[1], Month(2026, 1)) == (STOCK,)
    assert catalogue.owed(UNITS[1], Month(2025, 12)) == (STOCK, FLOW, RATE)
    assert catalogue.expected_units(CITY, FLOW, Month(2026, 1)) == 0
    without = Catalogue(made.regions.values(), {}, made.indicators.values(), [plan, own], (), {})
    assert [without.expected_units(CITY, STOCK, Month(year, 6)) for year in (2023, 2026, 2029)] == [3, 1, 0]


def test_the_published_indicators_are_monthly() -> None:
    catalogue = load_catalogue()
    assert {item.frequency for item in catalogue.indicators.values()} == {Frequency.MONTH}
    assert catalogue.owed("500101", Month(2023, 2)) == catalogue.owed("500101")


def test_the_form_lists_what_is_owed_that_month() -> None:
    rulebook = Rulebook(a_quarterly_catalogue())
    form = form_of(rulebook, UNITS[0], Month(2021, 1))
    assert form is not None and [row.rule.id for row in form.rows] == [STOCK]
    form = form_of(rulebook, UNITS[0], Month(2021, 3))
    assert form is not None and [row.rule.id for row in form.rows] == [STOCK, FLOW]


def test_after_its_plan_the_form_keeps_what_the_plan_s_last_year_asked_in_that_month() -> None:
    rulebook = Rulebook(a_quarterly_catalogue())
    assert form_of(rulebook, UNITS[0], Month(2020, 12)) is None
    january, march = (form_of(rulebook, UNITS[0], month) for month in (Month(2026, 1), Month(2026, 3)))
    assert january is not None and [row.rule.id for row in january.rows] == [STOCK]
    assert march is not None and [row.rule.id for row in march.rows] == [STOCK, FLOW]


@pytest.mark.parametrize("word", ["week", "Quarter"])
def test_an_unknown_frequency_is_a_fault_with_its_line(tmp_path: Path, word: str) -> None:
    path = tmp_path / "indicators.csv"
    cells = ["x", "某指标", "flow", "人", "up", "unit", "", "", "", "", "", word]
    path.write_text(",".join((*INDICATOR_COLUMNS, "frequency")) + "\n" + ",".join(cells) + "\n", "utf-8")
    findings = Findings()
    read_indicators([TableFile(path, "indicators.csv")], {}, UNITS_OF_MEASURE, findings)
    assert [(each.code, each.line) for each in findings.items] == [("unknown_word", 2)]


def test_months_before_every_plan_asks_fill_in_the_past_and_are_still_taken() -> None:
    later = taken_up(a_catalogue(), Month(2023, 4))
    assert later.backfills(UNITS[0], Month(2023, 3))
    assert later.owed(UNITS[0], Month(2023, 3))
    assert not later.backfills(UNITS[0], Month(2023, 4))
    assert not later.backfills(UNITS[0], Month(2020, 12)), "no plan asks for it at all"
    assert not a_catalogue().backfills(UNITS[0], Month(2021, 1))
