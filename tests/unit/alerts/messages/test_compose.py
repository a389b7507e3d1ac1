from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.alerts.episodes.events import AlertEvent
from services.alerts.messages.compose import compose
from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.subject import MessagePlace
from services.alerts.messages.wording import chance
from shared.catalogue.catalogue import Catalogue
from shared.events import (
    AlertClosedByCorrection,
    AlertFrozen,
    AlertLevelChanged,
    AlertRaised,
    AlertResolved,
    Contribution,
    EstimatedUnit,
    MissingRange,
    Outlook,
    ProgressAssessed,
)
from shared.work_calendar import LAST_ARRANGED_YEAR, WorkCalendar
from tests.builders import an_assessment
from tests.unit.alerts.setting import an_assessed

BASE: dict[str, Any] = {"alert": "CQ-08", "episode": 1, "period": "2025-03"}


def raised(assessed: ProgressAssessed, **changes: Any) -> AlertRaised:
    fields = {name: getattr(assessed, name) for name in ("plan", "row", "indicator", "region")}
    level = assessed.assessment.level
    more = {"level": level, "reason": "red_at_once", "assessment": assessed.assessment, **changes}
    return AlertRaised(**BASE, **fields, **more)


def told(
    catalogue: Catalogue, event: AlertEvent, assessed: ProgressAssessed | None = None, **place: Any
) -> ComposedMessage:
    where: dict[str, Any] = {
        "episode": 1,
        "sequence": 3,
        "previous_level": "orange",
        "today": date(2025, 4, 9),
        "calendar": WorkCalendar(),
        "public_url": "https://xushi.example/",
    }
    return compose(event, assessed or an_assessed(), catalogue, MessagePlace(**(where | place)))


def test_the_message_of_the_published_case_reads_as_designed(catalogue: Catalogue) -> None:
    contributions = (
        Contribution(region="500112", gap=120_000, share=1_333),
        Contribution(region="500113", gap=90_000, share=1_000),
        Contribution(region="500236", gap=60_000, share=667),
    )
    assessed = an_assessed(contributions=contributions, rest_gap=630_000, rest_units=35)
    message = told(catalogue, raised(assessed), assessed)
    assert message.title == "【红】重庆市 工伤保险参保人数（约束性）· 2025年3月 · 预警 CQ-08 第1期 第3号"
    assert message.text.split("\n\n")[1:] == [
        "截至2025年3月末 657.00 万人，序时应达 747.00 万人，相差 90.00 万人，落后约 51 个月；"
        "比2020年末（730.00 万人）净减 73.00 万人，未增反降。",
        "2025年末目标 750.00 万人：剩 9 个月，需月均净增 10.33 万人；近 12 个月月均净减 2.04 万人。",
        "缺口主要在：渝北区 12.00 万人（占 13.33%）、巴南区 9.00 万人（占 10.00%）、奉节县 6.00 万人（占 6.67%），"
        "其余 35 个区县合计 63.00 万人。",
        "数据：38/38 个报送单位已报，已审核 38；数据版本 12000，规则版本 1；本期首号：达到红色，立即预警。",
        "责任部门：重庆市人力社保局工伤保险处。请于 2025年4月11日前签收，2025年4月16日前反馈原因和措施。",
        "签收、反馈：https://xushi.example/alerts/CQ-08\n",
    ]


def test_with_a_unit_missing_the_figures_are_of_the_whole_area_and_it_is_said_how_the_unit_counts(
    catalogue: Catalogue,
) -> None:
    assessed = an_assessed(
        reported_units=37,
        accepted_units=36,
        reported_weight=9_712,
        estimated=(EstimatedUnit("500112", "2025-03", "last", "2025-02"),),
        missing_range=MissingRange(6_560_000, 6_580_000, "red", "red"),
    )
    message = told(catalogue, raised(assessed), assessed)
    assert "未增反降。38个单位中37个已报（占97.12%），渝北区按2025年2月末数计；其最好最坏情形均为红。" in message.text
    assert "37/38 个报送单位已报" in message.text
    assert message.facts["missing_units"] == {
        "reported_weight": 9_712,
        "estimated": [{"region": "500112", "period": "2025-03", "by": "last", "reference": "2025-02"}],
        "more_estimated": 0,
        "range": {"worst": 6_560_000, "best": 6_580_000, "worst_level": "red", "best_level": "red"},
    }


def test_the_subject_is_the_same_for_every_message_of_an_episode(catalogue: Catalogue) -> None:
    first = told(catalogue, raised(an_assessed()), sequence=1)
    later = told(catalogue, AlertResolved(**BASE, reason="caught_up", assessment=an_assessment()), sequence=2)
    assert first.subject == later.subject == "预警 CQ-08 第1期：重庆市 工伤保险参保人数（约束性）"
    assert first.title != later.title


def test_a_level_change_says_from_what_to_what(catalogue: Catalogue) -> None:
    event = AlertLevelChanged(
        **BASE, old_level="orange", level="red", reason="worsened", assessment=an_assessment(level="red")
    )
    assert "较上一号：由橙转红（级别上升）" in told(catalogue, event).text


def test_only_what_got_worse_asks_for_an_answer(catalogue: Catalogue) -> None:
    better = AlertLevelChanged(
        **BASE, old_level="red", level="orange", reason="improved", assessment=an_assessment(level="orange")
    )
    assert told(catalogue, better).facts["answer_by"] is None
    worse = AlertLevelChanged(
        **BASE, old_level="orange", level="red", reason="worsened", assessment=an_assessment(level="red")
    )
    assert told(catalogue, worse).facts["acknowledge_by"] == "2025-04-11"


def test_deadlines_skip_the_holidays_of_the_chinese_calendar(catalogue: Catalogue) -> None:
    # 1–5 May 2025 are holidays and Sunday 27 April is a working day
    facts = told(catalogue, raised(an_assessed()), today=date(2025, 4, 30)).facts
    assert (facts["acknowledge_by"], facts["answer_by"]) == ("2025-05-07", "2025-05-12")


def test_a_deadline_in_a_year_that_is_not_arranged_yet_says_that_it_may_move(catalogue: Catalogue) -> None:
    text = told(catalogue, raised(an_assessed()), today=date(LAST_ARRANGED_YEAR, 12, 30)).text
    assert text.count(WorkCalendar().note(date(LAST_ARRANGED_YEAR + 1, 1, 4))) == text.count("签收，") + 1
    assert "法定节假日" not in told(catalogue, raised(an_assessed()), today=date(2025, 4, 30)).text


def test_a_frozen_episode_says_that_missing_data_resolves_nothing(catalogue: Catalogue) -> None:
    missing = an_assessed("2025-03", "missing", reported_units=20, actual=None)
    message = told(catalogue, AlertFrozen(**BASE, reason="coverage_short"), missing)
    assert message.title.startswith("【缺报冻结】")
    assert "只有 20/38 个报送单位已报" in message.text
    assert "缺报不会解除预警" in message.text


def test_a_total_with_a_missing_earlier_month_says_so(catalogue: Catalogue) -> None:
    missing = an_assessed("2025-03", "missing", reason="earlier_months_missing")
    assert "以前有月份缺报" in told(catalogue, AlertFrozen(**BASE, reason="coverage_short"), missing).text


def test_a_closing_correction_names_the_old_and_the_new_figure(catalogue: Catalogue) -> None:
    event = AlertClosedByCorrection(
        **BASE, reason="correction_cured", old_actual=6_570_000, assessment=an_assessment(actual=7_480_000)
    )
    text = told(catalogue, event).text
    assert "由 657.00 万人 更正为 748.00 万人" in text
    assert "无需再反馈" in text


def test_a_closing_late_report_names_the_new_figure(catalogue: Catalogue) -> None:
    event = AlertClosedByCorrection(**BASE, reason="correction_cured", old_actual=None, assessment=an_assessment())
    assert "2025年3月数据补报为 657.00 万人" in told(catalogue, event).text


def test_a_reopened_episode_names_the_one_before(catalogue: Catalogue) -> None:
    event = raised(an_assessed(), after=1, reason="correction_red_at_once")
    assert "接第1期" in told(catalogue, event, episode=2, sequence=1).text


@pytest.mark.parametrize("shown", [True, False])
def test_simulated_figures_are_marked_in_title_text_and_html(catalogue: Catalogue, shown: bool) -> None:
    message = told(catalogue, raised(an_assessed()), simulated=shown)
    assert [("模拟数据" in part) for part in (message.title, message.text, message.html)] == [shown] * 3
    assert message.facts["simulated"] is shown


def test_the_html_shows_the_level_in_colour_word_and_shape(catalogue: Catalogue) -> None:
    html = told(catalogue, raised(an_assessed())).html
    assert "■ 红" in html
    assert "#b3141d" in html
    assert "<strong>657.00 万人</strong>" in html
    assert "<style" not in html
    assert "src=" not in html


def test_a_floor_is_written_as_a_bound(catalogue: Catalogue) -> None:
    assessed = an_assessed(
        "2025-03",
        "orange",
        plan="jiulongpo-2021-2025",
        row=7,
        indicator="medical_insurance_coverage_rate",
        region="500107",
        rule="floor",
        target=950_000,
        expected=950_000,
        actual=938_000,
        gap=12_000,
        baseline=950_000,
        breached_periods=2,
        months_behind=None,
        contributions=(),
        required_pace=None,
        recent_pace=None,
    )
    text = told(catalogue, raised(assessed, reason="behind_in_a_row"), assessed).text
    assert "2025年3月 93.80%，应不低于 95.00%，已连续 2 期未守住，相差 1.20 个百分点。" in text
    assert "比2020年末" not in text


def test_the_last_month_is_written_as_done_or_not(catalogue: Catalogue) -> None:
    assessed = an_assessed("2025-12", "red", rule="final", gap=930_000, gap_points=None, months_behind=None)
    event = AlertRaised(
        **(BASE | {"period": "2025-12"}),
        plan=assessed.plan,
        row=8,
        indicator=assessed.indicator,
        region="500000",
        level="red",
        reason="red_at_once",
        assessment=assessed.assessment,
    )
    text = told(catalogue, event, assessed).text
    assert "规划目标 750.00 万人，未完成，相差 93.00 万人" in text
    assert "规划期已满" in text


def test_a_plan_the_catalogue_does_not_know_is_an_error(catalogue: Catalogue) -> None:
    assessed = an_assessed(plan="none")
    with pytest.raises(KeyError):
        told(catalogue, raised(assessed), assessed)


def test_the_probability_of_reaching_the_target_is_said_and_given_to_machines(catalogue: Catalogue) -> None:
    outlook = Outlook("2025-12", 6_315_573, 6_377_285, 6_437_993)
    assessed = an_assessed(probability=0, outlook=outlook)
    message = told(catalogue, raised(assessed), assessed)
    assert "近 12 个月月均净减 2.04 万人；按目前走势，到2025年12月末达标概率 不到 1%。" in message.text
    assert message.facts["figures"]["probability"] == {"value": 0, "text": "不到 1%"}
    assert message.facts["figures"]["outlook_p50"] == {"value": 6_377_285, "text": "637.73 万人"}


@pytest.mark.parametrize(
    ("points", "text"), [(0, "不到 1%"), (99, "不到 1%"), (4_250, "43%"), (9_900, "99%"), (9_901, "超过 99%")]
)
def test_no_probability_is_written_as_certain(points: int, text: str) -> None:
    assert chance(points) == text


def test_what_another_catalogue_brought_about_is_not_told_as_a_correction_of_figures(catalogue: Catalogue) -> None:
    assessment = an_assessment(level="normal", actual=9_000_000)
    closed = AlertClosedByCorrection(**BASE, reason="correction_cured", old_actual=9_000_000, assessment=assessment)
    by_reports, by_catalogue = (told(catalogue, closed, by_catalogue=each).text for each in (False, True))
    assert "因前后月份更正而改变" in by_reports
    assert "目录文件（规划、地区等）已更改" in by_catalogue
    assert "上一号为橙；目录文件更改后重新判定，不再符合预警条件" in by_catalogue
    assert "数据更正" not in by_catalogue
    first = raised(an_assessed())
    assert "本期首号：达到红色，立即预警（目录文件更改后重新判定）" in told(catalogue, first, by_catalogue=True).text
