"""JSON bytes to a typed body; numbers are read exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.submission.parse import Line, Submission
from shared.web.bodies.faults import Unreadable
from shared.web.bodies.json_body import BodyReader, is_sparse
from tests.unit.shared.web.bodies.test_json_document import LETTERS, Written, comes_twice, written

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


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part whose fields may all be left out."""

    a: Any = None
    b: str = ""


class Whole(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A body of such parts."""

    a: list[Part] = []
    b: str | None = None
    c: bool = False


class Full(msgspec.Struct, frozen=True):
    """A body that is written with what was left out of it."""

    parts: list[Part] = []


_KEYS = st.sampled_from("ab")
_PARTS = st.lists(st.tuples(_KEYS, LETTERS), max_size=3).map(Written)
_WHOLES = st.lists(
    st.tuples(st.just("a"), st.lists(_PARTS, max_size=2)) | st.tuples(st.just("b"), LETTERS), max_size=3
).map(Written)


@given(_WHOLES, st.data())
def test_a_body_is_refused_for_a_key_that_comes_twice_and_for_no_other(whole: Written, draw: st.DataObject) -> None:
    _, _, faults = BodyReader(Whole).read(written(whole, draw).encode())
    assert any(each.code == "repeated-key" for each in faults) is comes_twice(whole)


def test_only_of_a_body_that_is_written_without_what_was_left_out_the_keys_can_be_counted() -> None:
    assert is_sparse(Whole)
    assert is_sparse(Submission)
    assert not is_sparse(Full)
    text = b'{"parts":[{"a":1,"a":2}]}'
    assert [each.code for each in BodyReader(Full).read(text)[2]] == ["repeated-key"]
