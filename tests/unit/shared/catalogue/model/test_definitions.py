"""What an indicator's explanation says: what is printed, else that nothing is; and how it is counted."""

from __future__ import annotations

from dataclasses import replace

from shared.catalogue import Catalogue
from shared.catalogue.model import Definition
from shared.catalogue.model.definitions import UNPRINTED


def said(catalogue: Catalogue, indicator: str) -> dict[str, str]:
    return {line.label: line.text for line in catalogue.indicators[indicator].explained}


def test_a_printed_definition_is_told_with_its_scope_and_where_it_is_printed(catalogue: Catalogue) -> None:
    lines = said(catalogue, "surveyed_unemployment_rate")
    assert list(lines) == ["定义", "单位", "口径", "填报", "来源"]
    assert lines["定义"].startswith("城镇调查失业人数占城镇调查劳动力")
    assert lines["口径"].startswith("16周岁及以上城镇常住人口") and lines["来源"].startswith("国家统计局")
    assert lines["填报"] == "只由规划所属地区本级填报；每月报"


def test_where_none_is_printed_that_is_said_and_how_it_is_counted_all_the_same(catalogue: Catalogue) -> None:
    lines = said(catalogue, "mediation_success_rate")
    assert lines["定义"].startswith(UNPRINTED) and "来源" not in lines
    assert lines["算法"] == "调解成功案件数 ÷ 调解结案案件数"
    assert lines["单位"] == "%；分子、分母按件填"
    assert "逐月相加" in lines["口径"]


def test_every_indicator_is_explained_and_only_what_is_printed_has_a_definition(catalogue: Catalogue) -> None:
    printed = {each.id for each in catalogue.indicators.values() if each.definition is not None}
    assert printed == {
        "urban_new_employment",
        "surveyed_unemployment_rate",
        "registered_unemployment_rate",
        "unemployment_insurance_insured",
        "work_injury_insurance_insured",
        "highly_skilled_personnel",
    }
    for each in catalogue.indicators.values():
        assert all(line.text for line in each.explained), each.id


def test_the_unit_is_the_one_that_is_filled_in_beside_the_one_of_plans(catalogue: Catalogue) -> None:
    assert said(catalogue, "urban_new_employment")["单位"] == "按人填；规划和总览按万人"
    assert said(catalogue, "provincial_hr_service_parks")["单位"] == "个"
    assert said(catalogue, "surveyed_unemployment_rate")["单位"] == "%"


def test_another_wording_is_no_other_indicator(catalogue: Catalogue) -> None:
    known = catalogue.indicators["urban_new_employment"]
    other = replace(known, definition=Definition("别的说法", "", "本单位"))
    assert other == known and other.explained != known.explained
