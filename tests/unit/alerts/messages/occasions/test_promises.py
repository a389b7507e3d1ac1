from __future__ import annotations

from typing import Literal

import msgspec
import pytest

from services.alerts.messages.occasions.promises import promised, supervised
from services.alerts.messages.subject import MessageSubject
from shared.catalogue import load_catalogue
from tests.builders import PROMISE
from tests.unit.alerts.setting import an_assessed

SUBJECT = MessageSubject.of(load_catalogue(), an_assessed(), "2025-03", an_assessed().assessment)


@pytest.mark.parametrize(("fate", "word"), [("open", "到期按数字核对"), ("kept", "已兑现"), ("broken", "**未兑现**")])
def test_a_promise_is_quoted_with_who_made_it_when_and_what_became_of_it(
    fate: Literal["open", "kept", "broken"], word: str
) -> None:
    assert promised(PROMISE, fate) == f"反馈承诺：李某于2024年10月18日反馈，预计2025年3月达到序时（{word}）。"


def test_supervision_quotes_cause_and_measures_and_asks_for_another_answer() -> None:
    text = supervised(PROMISE, SUBJECT)
    for words in ("承诺到期未兑现", "落后原因：建筑业项目减少；", "整改措施：逐户核对参保名册。", "重新反馈", "每季度"):
        assert words in text


def test_a_long_quotation_is_cut_and_says_where_all_of_it_stands() -> None:
    text = supervised(msgspec.structs.replace(PROMISE, cause="长" * 500), SUBJECT)
    assert "长" * 200 + "……（全文见预警页）" in text
    assert "长" * 201 not in text
