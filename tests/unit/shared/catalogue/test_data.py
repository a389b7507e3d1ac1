"""The catalogue's data files hold what was published: counts, codes, groups, traps."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.published import read_published
from shared.catalogue.files.tables import DATA
from shared.catalogue.model import Attribute, Bound, CompletedTarget, Horizon, Kind, Target
from shared.periods import Month

AREAS = ("500000", "510000", "433100")
PLANS = {"chongqing": (20, 20), "sichuan": (27, 13), "xiangxi": (17, 0), "jiulongpo": (23, 14), "shizhu": (17, 16)}


LAST, NEXT = Month(2025, 12), Month(2026, 1)
"""The last month of the plans and of their map; the first of the redrawn 重庆."""


def test_there_are_exactly_229_county_level_units_and_one_less_from_2026(catalogue: Catalogue) -> None:
    assert len(catalogue.units()) == len(set(catalogue.units())) == 230
    counts = {area: [len(catalogue.units_under(area, month)) for month in (LAST, NEXT)] for area in AREAS}
    assert counts == {"500000": [38, 37], "510000": [183, 183], "433100": [8, 8]}
    assert len(catalogue.children("510000")) == 21


def test_every_line_of_the_region_file_is_a_region_of_its_own(catalogue: Catalogue) -> None:
    lines = (DATA / "regions.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert len(lines) == len(catalogue.regions)
    for code, region in catalogue.regions.items():
        assert (region.level == "group") == ("-" in code)
        assert code[:6].isdigit() and region.name and region.short_name


def test_a_units_code_begins_with_the_digits_of_its_parent(catalogue: Catalogue) -> None:
    for unit in catalogue.units():
        parent = catalogue.regions[unit].parent
        digits = 2 if parent.endswith("0000") else 4
        assert unit[:digits] == parent[:digits]


@pytest.mark.parametrize(
    ("area", "sizes"),
    [("500000", {"zc": 21, "db": 11, "dn": 6}), ("510000", {"cp": 8, "cn": 4, "db": 5, "px": 2, "xb": 2})],
)
def test_the_groups_of_an_area_partition_it(catalogue: Catalogue, area: str, sizes: dict[str, int]) -> None:
    groups = {
        code: [each for each in members if catalogue.valid_in(each, LAST)]
        for code, members in catalogue.groups.items()
        if code.startswith(area)
    }
    assert {code.partition("-")[2]: len(members) for code, members in groups.items()} == sizes
    members = [member for group in groups.values() for member in group]
    assert sorted(members) == sorted(each for each in catalogue.children(area) if catalogue.valid_in(each, LAST))


def test_chongqing_is_redrawn_from_2026_on(catalogue: Catalogue) -> None:
    old, new = (set(catalogue.units_under("500000-zc", month)) for month in (LAST, NEXT))
    assert (old - new, new - old) == ({"500105", "500112"}, {"500157"})
    (change,) = catalogue.changes.items
    assert (str(change.announced), change.effective) == ("2025-11-06", NEXT)
    assert {(flow.old, flow.new) for flow in change.flows if flow.whole} == {("500105", "500157")}
    assert {(flow.old, flow.new) for flow in change.flows if not flow.whole} == {
        ("500112", "500157"),
        ("500112", "500109"),
        ("500109", "500157"),
        ("500109", "500109"),
    }
    assert [catalogue.changes.predecessors(code, LAST, NEXT) for code in ("500157", "500109")] == [(), ()]
    assert catalogue.changes.predecessors("500109", Month(2024, 3), LAST) == ("500109",)
    assert catalogue.changes.trace(["500157", "500109"], LAST).splits == ()


def test_no_year_to_date_is_cut_in_two_by_a_change_in_january(catalogue: Catalogue) -> None:
    assert not catalogue.year(2026).turns
    assert all(catalogue.year(2026).anew(unit, month) is None for unit in catalogue.units() for month in range(1, 13))


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("500000-dn", {"黔江", "武隆", "石柱", "秀山", "酉阳", "彭水"}),
        ("510000-cp", {"成都", "德阳", "绵阳", "眉山", "资阳", "遂宁", "乐山", "雅安"}),
        ("510000-px", {"攀枝花", "凉山州"}),
    ],
)
def test_a_group_holds_the_regions_its_government_names(catalogue: Catalogue, group: str, names: set[str]) -> None:
    assert {catalogue.regions[code].short_name for code in catalogue.children(group)} == names


def test_the_plans_hold_104_targets_and_63_completed_rows(catalogue: Catalogue) -> None:
    counts = {
        name.removesuffix("-2021-2025"): (len(p.targets), len(p.completed)) for name, p in catalogue.plans.items()
    }
    assert counts == PLANS
    assert sum(targets for targets, _ in counts.values()) == 104


def test_every_row_cites_its_document_table_and_row(catalogue: Catalogue) -> None:
    for plan in catalogue.plans.values():
        rows: tuple[Target | CompletedTarget, ...] = (*plan.targets, *plan.completed)
        for row in rows:
            assert row.source.row == row.row
            assert row.source.document == plan.document
            assert row.source.table.startswith("专栏")
    assert catalogue.plans["chongqing-2021-2025"].targets[0].source.number == "渝府办发〔2021〕109号"


def test_the_binding_targets_are_the_published_ones(catalogue: Catalogue) -> None:
    binding = {
        plan.id.partition("-")[0]: [target.row for target in plan.targets if target.attribute is Attribute.BINDING]
        for plan in catalogue.plans.values()
    }
    assert binding == {
        "chongqing": [7, 8],
        "sichuan": [9, 10],
        "xiangxi": [7, 8],
        "jiulongpo": [7, 14],
        "shizhu": [5, 6],
    }


@pytest.mark.parametrize(
    ("plan", "rows"),
    [
        ("shizhu", {3: 2, 8: 7, 12: 11, 17: 16}),
        ("chongqing", {5: 4, 11: 10, 15: 14, 20: 19}),
        ("sichuan", {5: 4, 7: 6, 15: 14, 19: 18, 22: 21, 27: 26}),
        ("xiangxi", {5: 4, 10: 9, 14: 13}),
        ("jiulongpo", {}),
    ],
)
def test_a_part_row_names_the_row_it_is_part_of(catalogue: Catalogue, plan: str, rows: dict[int, int]) -> None:
    targets = catalogue.plans[f"{plan}-2021-2025"].targets
    assert {target.row: target.part_of for target in targets if target.part_of is not None} == rows


Reading = tuple[str, int, str, str, str, str, str | None, str, str | None, str]
READINGS: list[Reading] = [
    # plan, row, printed baseline, printed target, horizon, bound, baseline, its bound, value, unit
    ("chongqing", 1, "【362】", "【>300】", "plan", "more_than", "0", "", "300", "万人"),
    ("chongqing", 6, ">95", ">95", "throughout", "more_than", "95", "more_than", "95", "%"),
    ("chongqing", 8, "730", "750", "end", "at_least", "730", "", "750", "万人"),
    ("chongqing", 13, "806", "1000", "year", "at_least", "806", "", "1000", "人"),
    ("chongqing", 18, "100", "97", "throughout", "at_least", "100", "", "97", "%"),
    ("sichuan", 6, "2573", "2400", "throughout", "at_least", "2573", "", "2400", "万人"),
    ("sichuan", 11, "—", "[≥100]", "plan", "at_least", "0", "", "100", "亿元"),
    ("sichuan", 12, "—", "2500", "year", "at_least", None, "", "2500", "亿元"),
    ("xiangxi", 2, "—", "5.5%", "throughout", "at_most", None, "", "5.5", "%"),
    ("xiangxi", 5, "2.0", "[10]", "plan", "at_least", "0", "", "10", "万人次"),
    ("xiangxi", 17, "—", "96%", "throughout", "at_least", None, "", "96", "%"),
    ("jiulongpo", 7, ">95", "≥ 95", "throughout", "at_least", "95", "more_than", "95", "%"),
    ("jiulongpo", 8, "83 左右", "85", "end", "at_least", "83", "about", "85", "%"),
    ("jiulongpo", 14, "—", "100", "end", "at_least", None, "", "100", "%"),
    ("jiulongpo", 16, "350", "<[1700]", "plan", "at_least", "0", "", "1700", "人"),
    ("shizhu", 1, "【0.5139】", "【2】", "plan", "at_least", "0", "", "2", "万人"),
    ("shizhu", 2, "0.6356", "0.66", "year", "at_least", "0.6356", "", "0.66", "万人次"),
    ("shizhu", 10, "—", "—", "year", "at_least", None, "", None, "人"),
    ("shizhu", 16, "56.44", "50", "throughout", "at_least", "56.44", "", "50", "万人"),
]


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: f"{reading[0]}-{reading[1]}")
def test_a_printed_row_is_kept_and_read_as_decided(catalogue: Catalogue, reading: Reading) -> None:
    plan, row, printed_baseline, printed_target, horizon, bound, baseline, baseline_bound, value, unit = reading
    target = catalogue.plans[f"{plan}-2021-2025"].target(row)
    assert (target.printed_baseline, target.printed_target) == (printed_baseline, printed_target)
    assert (target.horizon, target.bound) == (Horizon(horizon), Bound(bound))
    assert target.baseline == (None if baseline is None else Decimal(baseline))
    assert target.value == (None if value is None else Decimal(value))
    assert (target.baseline_bound, target.unit.symbol) == (baseline_bound, unit)


def test_targets_of_one_indicator_share_its_base_unit(catalogue: Catalogue) -> None:
    for plan in catalogue.plans.values():
        for target in plan.targets:
            assert target.unit.base == catalogue.indicators[target.indicator].unit.base


def test_every_printed_name_of_every_plan_resolves_to_its_indicator(catalogue: Catalogue) -> None:
    for plan in catalogue.plans.values():
        for target in plan.targets:
            for text in (target.printed_name, target.name, target.indicator):
                found = catalogue.resolve_indicator(text)
                assert found is not None and found.id == target.indicator


def test_no_row_of_a_plan_uses_an_indicator_twice(catalogue: Catalogue) -> None:
    for plan in catalogue.plans.values():
        assert max(Counter(target.indicator for target in plan.targets).values()) == 1


COMPARED = {
    "unemployment_benefit_recipients",
    "urban_newly_employed",
    "natural_attrition",
    "urban_new_employment_named",
}
"""What is only held beside other indicators (比对分析): an office whose plan asks for it has it compared."""


def test_every_indicator_is_used_by_a_plan_and_every_ratio_names_its_parts(catalogue: Catalogue) -> None:
    used = {target.indicator for plan in catalogue.plans.values() for target in plan.targets}
    assert used == set(catalogue.indicators) - COMPARED
    assert not any(catalogue.stands_at(region, each) for region in catalogue.regions for each in COMPARED)
    for indicator in catalogue.indicators.values():
        assert (indicator.kind is Kind.RATIO) == (indicator.parts is not None)


def test_the_published_figures_keep_their_source_and_mark_the_doubtful_ones() -> None:
    figures = read_published()
    assert len(figures) == 252
    assert all(figure.source_title for figure in figures)
    doubtful = {(figure.region, str(figure.period)) for figure in figures if figure.doubt}
    assert doubtful == {("500000", "2022-03"), ("500000", "2025-03")}
    injury = {str(f.period): f.value for f in figures if f.indicator == "工伤保险参保人数" and f.region == "500000"}
    assert injury == {"2023-03": Decimal(706), "2025-03": Decimal(657)}
