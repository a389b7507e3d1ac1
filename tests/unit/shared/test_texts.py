from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.texts import names_a_person, unwritable, writable


@pytest.mark.parametrize("code", [0x00, 0x0B, 0x0C, 0x1F, 0xFFFE, 0xFFFF, 0xD800])
def test_a_character_that_no_xml_holds_is_named_by_its_code_and_left_out(code: int) -> None:
    text = f"关于调整{chr(code)}目标的通知"
    assert unwritable(text) == f"U+{code:04X}"
    assert writable(text) == "关于调整目标的通知"


@pytest.mark.parametrize("text", ["", "一\t二\r\n三", "\u2028", "\x7f\x85", "𠮷", "\ue000"])
def test_every_other_character_stays(text: str) -> None:
    assert unwritable(text) is None
    assert writable(text) == text


@given(st.text())
def test_what_is_writable_can_be_read_back_from_xml(text: str) -> None:
    kept = writable(text)
    assert unwritable(kept) is None
    escaped = kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    assert (ElementTree.fromstring(f"<t>{escaped}</t>").text or "") == kept


@pytest.mark.parametrize("text", ["500107199003071234", "身份证50010719900307123X", "联系人电话13800138000"])
def test_a_number_that_belongs_to_a_person_is_seen(text: str) -> None:
    assert names_a_person(text)


@pytest.mark.parametrize("text", ["91500107MA5U3XX12B", "减员120人，其中退休30人", "2026-03", "500107199013071234", ""])
def test_other_numbers_belong_to_nobody(text: str) -> None:
    assert not names_a_person(text)
