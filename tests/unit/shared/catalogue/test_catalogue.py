"""Who is part of whom, who owes what, who answers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.duties import reported_by_area
from shared.catalogue.model import Region
from shared.periods import Month

MARCH = Month(2023, 3)


def test_the_ancestors_of_a_unit_are_told_nearest_first_with_the_groups(catalogue: Catalogue) -> None:
    assert catalogue.ancestors("510104") == ("510100", "510000-cp", "510000")
    assert catalogue.ancestors("500240") == ("500000-dn", "500000")
    assert catalogue.ancestors("433101") == ("433100",)
    assert catalogue.ancestors("500000") == ()


def test_units_under_a_region_are_those_whose_ancestors_it_is_among(catalogue: Catalogue) -> None:
    for code in catalogue.regions:
        expected = [unit for unit in catalogue.units() if code == unit or code in catalogue.ancestors(unit)]
        assert list(catalogue.units_under(code)) == expected


def test_the_medical_indicators_of_a_district_make_no_total_of_the_municipality(catalogue: Catalogue) -> None:
    assert catalogue.rollup_nodes("500107", "medical_insurance_coverage_rate") == ()
    assert catalogue.expected_units("500107", "medical_insurance_coverage_rate", MARCH) == 1
    assert catalogue.expected_units("500000", "medical_insurance_coverage_rate", MARCH) == 0
    assert "medical_insurance_coverage_rate" not in catalogue.owed("500106")


def test_a_unit_level_figure_rolls_up_through_groups_to_the_area(catalogue: Catalogue) -> None:
    assert catalogue.rollup_nodes("510104", "urban_new_employment") == ("510100", "510000-cp", "510000")
    assert catalogue.expected_units("500000", "urban_new_employment", MARCH) == 38
    assert catalogue.expected_units("500000-zc", "urban_new_employment", MARCH) == 21
    assert catalogue.expected_units("433100", "public_institution_recruits", MARCH) == 8
    assert catalogue.expected_units("510000", "public_institution_recruits", MARCH) == 0


def test_an_area_level_figure_is_owed_by_the_area_alone(catalogue: Catalogue) -> None:
    assert catalogue.area_reporters == ("500000", "510000", "433100")
    assert catalogue.owed("433100") == ("surveyed_unemployment_rate",)
    assert catalogue.owed("500000") == ("surveyed_unemployment_rate", "resident_pension_entrusted_investment")
    assert catalogue.rollup_nodes("500107", "surveyed_unemployment_rate") == ()
    assert catalogue.expected_units("500000", "surveyed_unemployment_rate", MARCH) == 1
    assert catalogue.expected_units("500107", "surveyed_unemployment_rate", MARCH) == 1
    assert catalogue.expected_units("500106", "surveyed_unemployment_rate", MARCH) == 0


def test_a_unit_owes_what_the_plans_at_or_above_it_want(catalogue: Catalogue) -> None:
    for unit in catalogue.units():
        areas = {unit, *catalogue.ancestors(unit)}
        wanted = {
            target.indicator
            for plan in catalogue.plans.values()
            for target in plan.targets
            if plan.region == unit
            or (plan.region in areas and not reported_by_area(catalogue.indicators[target.indicator]))
        }
        assert set(catalogue.owed(unit)) == wanted and wanted


def test_expected_units_count_exactly_the_units_that_roll_up(catalogue: Catalogue) -> None:
    there = [unit for unit in catalogue.units() if catalogue.valid_in(unit, MARCH)]
    for code in ("500000", "500000-dn", "510000", "510000-px", "510100", "433100"):
        for indicator in catalogue.indicators:
            units = [unit for unit in there if code in catalogue.rollup_nodes(unit, indicator)]
            own = indicator in catalogue.owed(code)
            assert catalogue.expected_units(code, indicator, MARCH) == len(units) + own


def test_every_target_of_every_plan_has_a_department_of_its_own_area(catalogue: Catalogue) -> None:
    for plan in catalogue.plans.values():
        for target in plan.targets:
            department = catalogue.department_for(plan.id, target.row)
            assert department.region == plan.region
            assert department.mail and all(address.endswith(".example") for address in department.mail)
            assert set(department.im) == {"wecom", "dingtalk", "feishu"}
    assert catalogue.department_for("chongqing-2021-2025", 8).name.endswith("工伤保险处")
    assert "医疗保障局" in catalogue.department_for("jiulongpo-2021-2025", 14).name


def test_a_target_row_that_does_not_exist_has_no_department(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError):
        catalogue.department_for("chongqing-2021-2025", 21)


def test_a_target_belongs_to_the_region_of_its_plan(catalogue: Catalogue) -> None:
    (target,) = catalogue.targets_for("500107", "unemployment_insurance_insured")
    assert (target.plan, target.row, target.binding) == ("jiulongpo-2021-2025", 5, False)
    assert catalogue.targets_for("500106", "unemployment_insurance_insured") == ()


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("失业保险累计参保人数", "unemployment_insurance_insured"),
        (" 5.其中:农民工参加职业培训人次(万人次) ", "migrant_worker_training"),
        ("urban_new_employment", "urban_new_employment"),
    ],
)
def test_an_indicator_is_found_by_id_name_alias_or_printed_name(
    catalogue: Catalogue, text: str, indicator: str
) -> None:
    found = catalogue.resolve_indicator(text)
    assert found is not None and found.id == indicator


def test_an_unknown_name_resolves_to_nothing(catalogue: Catalogue) -> None:
    assert catalogue.resolve_indicator("人均住房面积") is None


def test_month_shares_add_up_to_one_and_are_told_only_where_known(catalogue: Catalogue) -> None:
    shares = catalogue.month_shares("urban_new_employment")
    assert shares is not None and len(shares) == 12
    assert sum(shares) == Fraction(1)
    assert catalogue.month_shares("subsidised_training") is None


def test_a_unit_that_ends_is_expected_only_while_it_is_valid(catalogue: Catalogue) -> None:
    regions = dict(catalogue.regions)
    old = regions["500240"]
    regions["500240"] = Region(old.code, old.name, old.level, old.parent, old.short_name, None, Month(2023, 3))
    split = Catalogue(
        regions.values(),
        catalogue.groups,
        catalogue.indicators.values(),
        catalogue.plans.values(),
        catalogue.departments,
        {},
    )
    assert split.expected_units("500000", "urban_new_employment", Month(2023, 3)) == 38
    assert split.expected_units("500000", "urban_new_employment", Month(2023, 4)) == 37
    assert split.expected_units("500240", "urban_new_employment", Month(2023, 4)) == 0
    assert split.expected_units("510000", "urban_new_employment", Month(2023, 4)) == 183
    assert "500240" not in split.units_under("500000-dn", Month(2023, 4))
    assert "500240" in split.units_under("500000-dn")


def test_who_owes_a_figure_is_counted_right_in_every_month(catalogue: Catalogue) -> None:
    """Against the regions one by one, around the months in which some of them come or go."""
    jobs = "urban_new_employment"
    for month in (Month(2021, 1), Month(2025, 11), Month(2025, 12), Month(2026, 1), Month(2026, 2)):
        for area in ("500000", "500000-zc", "510000", "500105", "500157"):
            units = [unit for unit in catalogue.units_under(area, month) if jobs in catalogue.owed(unit, month)]
            assert catalogue.expected_units(area, jobs, month) == len(units)


def test_regions_of_one_name_in_a_province_are_called_with_what_contains_them_beside_each_other(
    catalogue: Catalogue,
) -> None:
    apart = catalogue.regions_apart
    assert {apart["511102"].name, apart["511002"].name} == {"市中区（乐山市）", "市中区（内江市）"}
    assert apart.keys() == catalogue.regions.keys()
    assert all(each.name == catalogue.name_apart(code) for code, each in apart.items())
    assert catalogue.regions["511102"].name == "市中区", "what it is called by itself stays"
