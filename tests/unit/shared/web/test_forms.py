from __future__ import annotations

import pytest

from shared.web.forms import check_texts
from shared.web.problems import Problem


def test_a_field_that_no_document_can_hold_is_named_with_the_character() -> None:
    with pytest.raises(Problem) as told:
        check_texts([("note", "一\n二"), ("reason", "关于\v调整"), ("reason", "x\x00")])
    assert told.value.status == 422
    assert [(each.pointer, each.message[:24]) for each in told.value.faults] == [
        ("/reason", "有不能写进文件的控制字符（U+000B），请删去"),
        ("/reason", "有不能写进文件的控制字符（U+0000），请删去"),
    ]
