"""What each sentence of a message says of an assessment, and when it says nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.alerts.messages import sentences
from services.alerts.messages.subject import MessageSubject
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Horizon
from shared.events import Contribution, Outlook, YearStanding
from tests.builders import an_assessment
from tests.unit.alerts.setting import an_assessed

INJURY, PENSION, JOBS, RECRUITS, MEDIATION = 8, 6, 1, 13, 16
UNITS = ("500112", "500113", "500236", "500101", "500102")


def subject(catalogue: Catalogue, row: int = INJURY, period: str = "2025-03", **changes: Any) -> MessageSubject:
    target = catalogue.plans["chongqing-2021-2025"].target(row)
    assessed = an_assessed(period, row=row, indicator=target.indicator, **changes)
    return MessageSubject.of(catalogue, assessed, period, assessed.assessment)


def parts(*gaps: int) -> tuple[Contribution, ...]:
    return tuple(Contribution(region=unit, gap=gap, share=gap // 90) for unit, gap in zip(UNITS, gaps, strict=False))


def test_a_figure_ahead_of_its_line_is_told_with_what_it_is_over(catalogue: Catalogue) -> None:
    assessment = an_assessment(actual=7_600_000, expected=7_470_000, gap=-130_000, gap_points=-6_500, months_behind=-3)
    assert sentences.standing(assessment, subject(catalogue)) == (
        "截至2025年3月末 **760.00 万人**，序时应达 747.00 万人，超出 13.00 万人；"
        "比2020年末（730.00 万人）净增 30.00 万人。"
    )


def test_a_figure_as_it_was_in_the_beginning_has_not_moved(catalogue: Catalogue) -> None:
    assessment = an_assessment(actual=7_300_000, expected=None, gap=None, months_behind=None)
    assert sentences.standing(assessment, subject(catalogue)) == (
        "截至2025年3月末 **730.00 万人**；比2020年末（730.00 万人）持平。"
    )


def test_a_floor_that_was_not_kept_is_told_with_how_often(catalogue: Catalogue) -> None:
    assessment = an_assessment(
        rule="floor",
        actual=940_000,
        expected=950_000,
        gap=10_000,
        gap_points=100,
        baseline=950_000,
        months_behind=None,
        breached_periods=2,
    )
    assert sentences.standing(assessment, subject(catalogue, PENSION)) == (
        "2025年3月 **94.00%**，应不低于 95.00%，已连续 2 期未守住，**相差 1.00 个百分点**。"
    )


@pytest.mark.parametrize(("level", "came"), [("normal", "完成"), ("blue", "完成"), ("red", "**未完成**")])
def test_at_the_end_the_target_itself_is_held_against_the_figure(catalogue: Catalogue, level: str, came: str) -> None:
    assessment = an_assessment(rule="final", level=level, actual=7_500_000, gap=0, months_behind=None)
    told = sentences.standing(assessment, subject(catalogue, period="2025-12"))
    assert told.startswith(f"截至2025年12月末 **750.00 万人**，规划目标 750.00 万人，{came}；")


def test_at_the_end_of_a_year_that_has_a_target_of_its_own_that_is_what_is_told(catalogue: Catalogue) -> None:
    changes: dict[str, Any] = {"rule": "final", "target": 600_000, "actual": 580_000, "expected": None, "gap": None}
    year = YearStanding(year=2025, target=600_000, actual=580_000)
    of_the_plan = subject(catalogue, JOBS, "2025-12", year=year, **changes)  # set to what the plan says itself
    of_a_year = replace(of_the_plan, target=replace(of_the_plan.target, horizon=Horizon.YEAR))
    assessment = an_assessment(year=year, **changes)
    assert "，年度目标 60.00 万人，**未完成**" in sentences.standing(assessment, of_a_year)
    assert "，规划目标 60.00 万人，**未完成**" in sentences.standing(assessment, of_the_plan)


@pytest.mark.parametrize(
    ("row", "said"),
    [(RECRUITS, "2025年1—3月 **"), (JOBS, "截至2025年3月末累计 **"), (MEDIATION, "2025年3月 **")],
)
def test_the_month_of_a_figure_is_said_by_what_it_adds_up(catalogue: Catalogue, row: int, said: str) -> None:
    assessment = an_assessment(actual=600_000, baseline=None)
    assert sentences.standing(assessment, subject(catalogue, row)).startswith(said)


def test_without_a_figure_or_a_target_nothing_is_said_of_it(catalogue: Catalogue) -> None:
    assert sentences.standing(an_assessment(actual=None), subject(catalogue)) == ""
    assert sentences.ahead(an_assessment(target=None), subject(catalogue)) == ""
    assert sentences.contributors(an_assessment(contributions=()), subject(catalogue)) == ""
    assert sentences.gathers(()) == ""


def test_in_the_last_month_no_pace_is_asked_for(catalogue: Catalogue) -> None:
    assessment = an_assessment(recent_pace=30_000, recent_months=7)
    assert sentences.ahead(assessment, subject(catalogue, period="2025-12")) == (
        "2025年末目标 750.00 万人：规划期已满；近 7 个月月均净增 3.00 万人。"
    )


def test_a_years_target_ends_with_the_year_and_a_flow_can_only_grow(catalogue: Catalogue) -> None:
    assessment = an_assessment(target=1_000, required_pace=90, recent_pace=None)
    assert sentences.ahead(assessment, subject(catalogue, RECRUITS, "2023-03")) == (
        "2023年末目标 1,000 人：剩 9 个月，需月均新增 90 人。"
    )


def test_how_likely_a_target_is_reached_is_said_where_it_was_foreseen(catalogue: Catalogue) -> None:
    outlook = Outlook(period="2025-12", p10=1, p50=2, p90=3)
    likely = sentences.ahead(an_assessment(probability=1_250, outlook=outlook), subject(catalogue))
    assert likely.endswith("；按目前走势，到2025年12月末**达标概率 13%**。")
    assert "概率" not in sentences.ahead(an_assessment(probability=1_250), subject(catalogue))


def test_three_units_are_named_and_all_others_added_up(catalogue: Catalogue) -> None:
    contributions = parts(450_000, 180_000, 90_000, 45_000, 9_000)
    assessment = an_assessment(contributions=contributions, rest_gap=126_000, rest_units=33)
    assert sentences.contributors(assessment, subject(catalogue, contributions=contributions)) == (
        "缺口主要在：渝北区 45.00 万人（占 50.00%）、巴南区 18.00 万人（占 20.00%）、奉节县 9.00 万人（占 10.00%），"
        "其余 35 个区县合计 18.00 万人。"
    )
    few = an_assessment(contributions=contributions[:1], rest_gap=0, rest_units=0)
    assert sentences.contributors(few, subject(catalogue, contributions=contributions)) == (
        "缺口主要在：渝北区 45.00 万人（占 50.00%）。"
    )


def test_alerts_inside_the_area_are_named_with_their_levels() -> None:
    assert sentences.gathers((("石柱县", "SZ-06", "red"), ("九龙坡区", "JLP-06", "missing"))) == (
        "同一指标区县预警 2 件：石柱县 SZ-06（红）、九龙坡区 JLP-06（缺报）；其级别变化并入本预警，不另行通知。"
    )


def test_why_an_alert_stands_still_is_what_is_missing(catalogue: Catalogue) -> None:
    few = an_assessment(level="missing", reported_units=30)
    assert sentences.frozen(few, subject(catalogue)).startswith("2025年3月只有 30/38 个报送单位已报，")
    earlier = an_assessment(level="missing", reason="earlier_months_missing")
    assert sentences.frozen(earlier, subject(catalogue)).startswith("2025年3月以前有月份缺报，累计数不完整，")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (6_570_000, 7_480_000, "数据由 657.00 万人 更正为 748.00 万人"),
        (7_480_000, 7_480_000, "数据 748.00 万人 的判定因前后月份更正而改变"),
        (None, 7_480_000, "数据补报为 748.00 万人"),
        (6_570_000, None, "数据由 657.00 万人 更正为 （无）"),
    ],
)
def test_what_a_correction_did_is_told_with_both_figures(
    catalogue: Catalogue, old: int | None, new: int | None, said: str
) -> None:
    told = sentences.corrected(old, an_assessment(actual=new), subject(catalogue))
    assert told.startswith(f"**更正销警**：2025年3月{said}。")


def test_who_let_a_day_pass_is_told_it_and_the_leader_is_asked_to_urge_them(catalogue: Catalogue) -> None:
    day, about = date(2025, 4, 16), subject(catalogue)
    office = "重庆市人力社保局工伤保险处"
    assert sentences.overdue("unsigned", day, about, leader=False) == (
        f"{office}应于 2025年4月16日前签收，至今未签收。**请即签收**。"
    )
    assert sentences.overdue("unanswered", day, about, leader=True) == (
        f"{office}已过反馈期限，到 2025年4月16日仍未反馈原因和措施。**现报请局领导（分管）督促**。"
    )
    assert sentences.returned("措施不具体", about, day) == (
        f"**反馈已退回**：措施不具体。请{office}于 2025年4月16日前**重新反馈**。"
    )


def test_a_reason_that_ends_in_a_full_stop_is_quoted_with_one(catalogue: Catalogue) -> None:
    assert "：措施不具体。请" in sentences.returned("措施不具体。\n", subject(catalogue), date(2025, 4, 16))


@pytest.mark.parametrize(("gap_points", "said"), [(10_000, "（100.00 个百分点）"), (10_001, "")])
def test_a_gap_beyond_the_whole_way_to_the_target_is_not_told_in_points_of_it(
    catalogue: Catalogue, gap_points: int, said: str
) -> None:
    assessment = an_assessment(actual=7_270_000, expected=7_470_000, gap=200_000, gap_points=gap_points)
    assert f"**相差 20.00 万人**{said}，" in sentences.standing(assessment, subject(catalogue))


def test_what_is_asked_of_the_department_depends_on_whether_the_episode_goes_on(catalogue: Catalogue) -> None:
    about = subject(catalogue)
    days = (date(2025, 4, 11), date(2025, 4, 16))
    assert "请于 2025年4月11日前**签收**，2025年4月16日前**反馈**" in sentences.request(about, days, closed=False)
    assert sentences.request(about, None, closed=True).endswith("本期预警到此结束，无需再反馈。")
    assert sentences.request(about, None, closed=False).endswith(
        "本号不要求另行签收、反馈；此前尚未办结的，仍按原期限。"
    )


def test_units_of_another_month_and_of_an_older_catalogue_are_named(catalogue: Catalogue) -> None:
    """A correction of an earlier month can bring a later one to be told, in which others make up the gap."""
    earlier = subject(catalogue, contributions=parts(60_000))
    told = an_assessment(contributions=(Contribution("500236", 90_000, 9_000), Contribution("599999", 10_000, 1_000)))
    assert sentences.contributors(told, earlier).startswith(
        "缺口主要在：奉节县 9.00 万人（占 90.00%）、599999 1.00 万人"
    )


@pytest.mark.parametrize(
    ("row", "year", "said"),
    [
        (JOBS, YearStanding(year=2025, target=650_000), "2025年度目标 65.00 万人。"),
        (
            JOBS,
            YearStanding(year=2025, target=650_000, actual=195_000, completed=3_000, before=180_000, change=833),
            "2025年度目标 65.00 万人，完成 30.00%，同比增长 8.33%。",
        ),
        (JOBS, YearStanding(year=2025, target=650_000, change=0), "2025年度目标 65.00 万人，同比持平。"),
        (
            MEDIATION,
            YearStanding(year=2025, target=600_000, actual=610_000, before=612_000, change=-2_000),
            "2025年度目标 60.00%，同比下降 0.20 个百分点。",
        ),
        (JOBS, None, ""),
    ],
)
def test_the_year_is_told_beside_the_plan(catalogue: Catalogue, row: int, year: YearStanding | None, said: str) -> None:
    assert sentences.of_the_year(an_assessment(year=year), subject(catalogue, row)) == said
