"""指标: one target in full."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from services.aggregator.board.target.chart import chart_view
from services.aggregator.board.target.detail import Detail, detail
from services.aggregator.board.target.makers import GroupFigure
from shared.catalogue import Catalogue
from shared.periods import Month
from tests.unit.aggregator.board import sample

MARCH = Month(2025, 3)


def _detail(catalogue: Catalogue, row: int = 8, period: Month = MARCH, **extra: object) -> Detail:
    plan = catalogue.plans["chongqing-2021-2025"]
    target = plan.target(row)
    found = sample.assessments(catalogue, plan, target, MARCH)
    return detail(plan, target, catalogue.indicators[target.indicator], catalogue.regions, found, period, **extra)  # type: ignore[arg-type]


def test_the_page_answers_what_it_holds_where_from_and_what_should_be(catalogue: Catalogue) -> None:
    shown = _detail(catalogue)
    assert [fact.text for fact in shown.holds] == ["658.60 万人", "初步", "13680"]
    assert [fact.text for fact in shown.comes_from] == ["38 个", "38 个", "37 个"]
    assert [fact.text for fact in shown.should_be] == ["747.00 万人", "750.00 万人", "−88.40 万人"]


def test_contributors_stand_largest_first_and_the_rest_last(catalogue: Catalogue) -> None:
    names = [part.name for part in _detail(catalogue).contributors]
    assert names[0] == "万州区"
    assert names[-1] == "其余 32 个"
    gaps = [float(part.gap) for part in _detail(catalogue).contributors[:-1]]
    assert gaps == sorted(gaps, reverse=True)


def test_a_figure_is_of_several_units_where_they_can_be_held_against_a_line(catalogue: Catalogue) -> None:
    assert _detail(catalogue).of_several
    assert not _detail(catalogue, period=MARCH.shift(1)).of_several
    plan = catalogue.plans["chongqing-2021-2025"]
    target = plan.target(8)
    found = sample.assessments(catalogue, plan, target, MARCH)
    for changed in ({"expected_units": 1}, {"gap": None}):
        only = found | {MARCH: msgspec.structs.replace(found[MARCH], **changed)}
        indicator = catalogue.indicators[target.indicator]
        assert not detail(plan, target, indicator, catalogue.regions, only, MARCH).of_several


def test_months_stand_newest_first_with_the_chosen_one_marked(catalogue: Catalogue) -> None:
    rows = _detail(catalogue, period=Month(2023, 3)).months
    assert (rows[0].period, rows[-1].period) == ("2025-03", "2021-01")
    assert [row.period for row in rows if row.current] == ["2023-03"]


def test_the_source_row_is_shown_as_printed_with_its_oddities(catalogue: Catalogue) -> None:
    source = _detail(catalogue, row=1, oddities=["合计从0起算"]).source
    texts = {fact.label: fact.text for fact in source}
    assert texts["印出的基期"] == "【362】"
    assert texts["印出的目标"] == "【>300】"
    assert texts["提示"] == "合计从0起算"


def test_a_group_nobody_reported_for_is_a_dash(catalogue: Catalogue) -> None:
    groups = [GroupFigure("主城都市区", 3_293_000, 22, 22), GroupFigure("渝东南", None, 0, 6)]
    rows = _detail(catalogue, groups=groups).groups
    assert [(row.amount, row.share, row.coverage) for row in rows] == [("329.30", "50.0%", "22/22"), ("–", "–", "0/6")]


def test_a_month_that_was_not_assessed_still_has_its_target(catalogue: Catalogue) -> None:
    shown = _detail(catalogue, period=Month(2025, 9))
    assert shown.mark.level == "unassessed"
    assert [fact.text for fact in shown.should_be] == ["750.00 万人"]


def test_the_chart_covers_the_whole_plan_and_marks_what_is_provisional(catalogue: Catalogue) -> None:
    plan = catalogue.plans["chongqing-2021-2025"]
    target = plan.target(8)
    found = sample.assessments(catalogue, plan, target, MARCH)
    first = plan.first
    found[first] = msgspec.structs.replace(found[first], accepted_units=38)
    shown = chart_view(plan, target, catalogue.indicators[target.indicator], found, {Month(2025, 12): 7_500_000})
    assert (len(shown.months), shown.target, shown.baseline) == (60, 7_500_000, 7_300_000)
    assert shown.expected[Month(2025, 12)] == 7_500_000
    assert [month for month, point in shown.actual.items() if point.accepted] == [first]


def test_the_chart_keeps_a_baseline_that_the_plan_does_not_print_while_a_month_is_still_reported(
    catalogue: Catalogue,
) -> None:
    plan = catalogue.plans["chongqing-2021-2025"]
    target = replace(plan.target(8), baseline=None)
    found = sample.assessments(catalogue, plan, target, MARCH)
    found |= {month: msgspec.structs.replace(item, baseline=7_310_000) for month, item in found.items()}
    found[MARCH] = msgspec.structs.replace(found[MARCH], level="reporting", rule="none", baseline=None)
    indicator = catalogue.indicators[target.indicator]
    assert chart_view(plan, target, indicator, found).baseline == 7_310_000
    assert chart_view(plan, target, indicator, {MARCH: found[MARCH]}).baseline is None


def test_a_line_to_keep_stands_over_a_month_that_was_not_judged(catalogue: Catalogue) -> None:
    plan = catalogue.plans["chongqing-2021-2025"]
    target = plan.target(2)
    found = sample.assessments(catalogue, plan, target, MARCH)
    held = {month: msgspec.structs.replace(item, expected=55_000) for month, item in found.items()}
    unjudged = Month(2024, 11)
    held[unjudged] = msgspec.structs.replace(found[unjudged], level="missing", actual=None, expected=None, gap=None)
    shown = chart_view(plan, target, catalogue.indicators[target.indicator], held, {})
    assert shown.expected == dict.fromkeys(shown.months, 55_000)
