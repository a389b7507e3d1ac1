"""What a department reads of a loss: the figures, the limit, the law; nothing of it in subject, title or number."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from services.alerts.panel.message import compose_loss
from services.alerts.panel.numbers import district_of, loss_number
from shared.catalogue import load_catalogue
from shared.events import PanelFrequency, PanelLossFound, PanelLossTakenBack
from tests.enterprises.losses import a_loss, a_loss_taken_back

ENTERPRISE, NAME = "91500107MA5UABCD12", "甲机械厂（虚构）"
FOUND = a_loss(enterprise=ENTERPRISE, name=NAME, period="2026-02")
BACK = a_loss_taken_back(enterprise=ENTERPRISE, name=NAME, period="2026-02", lost=-10)


def text(event: PanelLossFound | PanelLossTakenBack, **changes: Any) -> str:
    return compose_loss(msgspec.structs.replace(event, **changes), load_catalogue(), "https://x.example", 1).text


def test_a_loss_is_told_with_its_figures_its_limit_and_the_law() -> None:
    told = text(FOUND)
    for words in (
        "重庆市九龙坡区样本企业甲机械厂（虚构）（制造业，大型）报告：2026年2月期初 1,200 人，期末 1,010 人",
        "净减少 190 人（15.83%），其中裁员 160 人",
        "大型企业一期减员占期初10%以上且20人以上",
        "《劳动合同法》第四十一条",
        "模拟数据",
        "https://x.example/panel/enterprises/91500107MA5UABCD12",
    ):
        assert words in told, words
    assert "迟报" not in told
    assert "此前已告知过" not in told


def test_what_is_late_more_or_a_quarters_is_said() -> None:
    assert "这份报表是迟报的" in text(FOUND, late=True)
    assert "比那时更多" in text(FOUND, again=True)
    assert "2026年1–3月期初" in text(FOUND, frequency=PanelFrequency.QUARTER, period="2026-03")
    assert "劳动合同法" not in text(FOUND, laid_off=0, grounds=("net",))


def test_what_is_taken_back_is_told_with_what_was_told() -> None:
    told = text(BACK)
    assert "此前告知的净减少 190 人，其中裁员 160 人，更正为净增加 10 人，不再达到告知界限" in told
    assert "更正的理由：多填一位" in told


@pytest.mark.parametrize("event", [FOUND, BACK])
def test_subject_title_and_number_say_neither_which_enterprise_nor_how_many(
    event: PanelLossFound | PanelLossTakenBack,
) -> None:
    message = compose_loss(event, load_catalogue(), "https://x.example", 3)
    for shown in (message.subject, message.title, message.alert):
        assert not any(trace in shown for trace in ("甲机械厂", FOUND.enterprise, "190", "160", "1,200"))
    assert "第3号" in message.title


def test_a_number_fits_its_column_and_names_its_district() -> None:
    number = loss_number("X" * 40, "500107", "2026-02")
    assert len(number) <= 40
    assert district_of(number) == "500107"
    assert [district_of(each) for each in ("CQ-08", "CB-500107-2026-02", "YG")] == [None, None, None]
