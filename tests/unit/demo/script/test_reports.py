from __future__ import annotations

from fractions import Fraction

import msgspec
import pytest

from services.demo.script.mistakes import Mistake, borne_out, correction_of
from services.demo.script.reports import report_body
from services.demo.script.writing import WritingStyle, style_of
from services.demo.world.simulation import Simulation
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month
from shared.quantities import percent_to_basis_points, to_base
from tests.unit.units_of_measure import unit_of

MARCH = Month(2023, 3)


def unit_with(simulation: Simulation, wanted: WritingStyle) -> str:
    return next(region for region in simulation.regions[:229] if style_of(region) == wanted)


def lines(
    catalogue: Catalogue, simulation: Simulation, region: str, period: Month = MARCH
) -> dict[str, dict[str, object]]:
    body = report_body(catalogue, simulation, region, period)
    found = {}
    for line in body["lines"]:  # type: ignore[attr-defined]
        indicator = catalogue.resolve_indicator(line["indicator"])
        assert indicator is not None
        found[indicator.id] = line
    return found


def test_every_report_is_labelled_simulated(catalogue: Catalogue, simulation: Simulation) -> None:
    body = report_body(catalogue, simulation, "500107", MARCH)
    assert (body["region"], body["period"], body["simulated"]) == ("500107", "2023-03", True)
    assert "模拟数据" in str(body["note"])
    assert "correction" not in body


def test_a_report_holds_every_line_the_unit_owes(catalogue: Catalogue, simulation: Simulation) -> None:
    for region in ("500107", "500240", "510104", "433101", "510000"):
        assert tuple(lines(catalogue, simulation, region)) == catalogue.owed(region)


def test_about_one_unit_in_five_posts_the_year_to_date(simulation: Simulation) -> None:
    posting = sum(style_of(region).year_to_date for region in simulation.regions)
    assert 30 <= posting <= 62


def test_a_printed_unit_is_exact_to_the_person(catalogue: Catalogue, simulation: Simulation) -> None:
    unit = unit_with(simulation, WritingStyle(False, True, False))
    line = lines(catalogue, simulation, unit)["unemployment_insurance_insured"]
    assert line["unit"] == "万人"
    assert isinstance(line["value"], str)
    figure = simulation.figure(unit, "unemployment_insurance_insured", MARCH)[0]
    assert to_base(line["value"], unit_of("万人")) == figure


def test_base_units_are_whole_numbers(catalogue: Catalogue, simulation: Simulation) -> None:
    unit = unit_with(simulation, WritingStyle(False, False, False))
    line = lines(catalogue, simulation, unit)["urban_new_employment"]
    figure = simulation.figure(unit, "urban_new_employment", MARCH)[0]
    assert line == {"indicator": "urban_new_employment", "value": figure, "unit": "人", "basis": "month"}


def test_a_year_to_date_is_the_sum_of_the_years_months(catalogue: Catalogue, simulation: Simulation) -> None:
    unit = unit_with(simulation, WritingStyle(True, False, False))
    found = lines(catalogue, simulation, unit)
    months = [simulation.figure(unit, "urban_new_employment", Month(2023, month))[0] for month in (1, 2, 3)]
    assert found["urban_new_employment"]["value"] == sum(months)
    assert found["urban_new_employment"]["basis"] == "year_to_date"
    cases = [simulation.figure(unit, "mediation_success_rate", Month(2023, month)) for month in (1, 2, 3)]
    assert found["mediation_success_rate"]["numerator"] == sum(value for value, _ in cases)
    assert found["mediation_success_rate"]["denominator"] == sum(whole or 0 for _, whole in cases)
    assert "basis" not in found["pension_coverage_rate"]
    assert "basis" not in found["unemployment_insurance_insured"]


def test_chinese_names_are_known_to_the_catalogue(catalogue: Catalogue, simulation: Simulation) -> None:
    unit = unit_with(simulation, WritingStyle(False, False, True))
    body = report_body(catalogue, simulation, unit, MARCH)
    assert body["lines"][0]["indicator"] == "城镇新增就业人数"  # type: ignore[index]


def test_a_surveyed_rate_is_written_in_per_cent(catalogue: Catalogue, simulation: Simulation) -> None:
    line = lines(catalogue, simulation, "500000")["surveyed_unemployment_rate"]
    assert line["value"] == "5.5"
    assert percent_to_basis_points(line["value"]) == 550


def test_no_value_is_a_binary_float(catalogue: Catalogue, simulation: Simulation) -> None:
    for region in simulation.regions[:60]:
        for line in lines(catalogue, simulation, region).values():
            numbers = [line.get(name) for name in ("value", "numerator", "denominator")]
            assert all(number is None or isinstance(number, int | str) for number in numbers)


@pytest.mark.parametrize(
    "style", [WritingStyle(True, True, False), WritingStyle(False, True, False), WritingStyle(False, False, False)]
)
def test_a_mistake_changes_one_line_by_its_part_of_the_months_figure(
    catalogue: Catalogue, simulation: Simulation, style: WritingStyle
) -> None:
    unit = unit_with(simulation, style)
    right = lines(catalogue, simulation, unit)
    body = report_body(catalogue, simulation, unit, MARCH, Mistake("urban_new_employment", 1_050_000))
    wrong = {line["indicator"]: line for line in body["lines"]}  # type: ignore[attr-defined]
    assert [name for name in wrong if wrong[name] != right[name]] == ["urban_new_employment"]
    scale = unit_of(str(right["urban_new_employment"]["unit"]))
    change = to_base(wrong["urban_new_employment"]["value"], scale) - to_base(
        right["urban_new_employment"]["value"], scale
    )
    month = simulation.figure(unit, "urban_new_employment", MARCH)[0]
    assert change == int(Fraction(month) * Fraction(5, 100))


def test_a_correction_says_why_and_what_bears_it_out(catalogue: Catalogue, simulation: Simulation) -> None:
    correction = correction_of(catalogue, Mistake("urban_new_employment", 1_050_000))
    reason = {"reason": "模拟数据：复核发现“城镇新增就业人数”录入有误，予以更正"}
    body = report_body(catalogue, simulation, "500107", MARCH, correction=correction)
    assert body["correction"] == reason
    with_evidence = report_body(catalogue, simulation, "500107", MARCH, correction=borne_out(correction, "第1号"))
    assert with_evidence["correction"] == reason | {"evidence": "第1号"}
    assert body["lines"] == report_body(catalogue, simulation, "500107", MARCH)["lines"]


def test_the_same_report_has_the_same_bytes_every_time(catalogue: Catalogue, simulation: Simulation) -> None:
    first, second = (msgspec.json.encode(report_body(catalogue, simulation, "500107", MARCH)) for _ in range(2))
    assert first == second
