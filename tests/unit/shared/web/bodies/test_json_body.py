"""JSON bytes to a typed body; numbers are read exactly."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.intake.submission.parse import Line
from shared.web.bodies.faults import Unreadable
from shared.web.bodies.json_body import BodyReader

READER = BodyReader(Line)


def test_a_fraction_keeps_exactly_its_digits_and_a_byte_order_mark_is_passed_over() -> None:
    body, _, faults = READER.read(b'\xef\xbb\xbf{"indicator":"a","value":0.10}')
    assert body == Line("a", Decimal("0.10")) and faults == []


def test_a_number_of_too_many_digits_is_a_fault_of_its_place() -> None:
    body, document, faults = READER.read(b'{"indicator":' + b"9" * 5_000 + b"}")
    assert body is None
    assert [each.code for each in faults] == (["number-too-long"] if document is None else ["wrong-type"])


@pytest.mark.parametrize(
    ("raw", "code", "words"),
    [
        ("说明".encode("gbk"), "body-not-utf8", "看来是GBK"),
        (b'{"indicator":\n"a",,}', "body-not-json", "第2行第5列"),
        (b'{"indicator":"a"', "body-not-json", "结尾处不完整"),
        (b'{"indicator":"a","value":NaN}', "body-not-json", "不是合法的JSON"),
        (b"[" * 5_000, "body-not-json", "JSON"),
    ],
)
def test_bytes_that_are_no_json_say_where_they_stop_being_it(raw: bytes, code: str, words: str) -> None:
    with pytest.raises(Unreadable) as caught:
        READER.read(raw)
    assert caught.value.code == code
    assert words in f"{caught.value.title}{caught.value.detail}"
