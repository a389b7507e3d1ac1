"""What the pages' routes share."""

from __future__ import annotations

import pytest

from services.intake.pages.site import key_of, month, month_or, new_key, number, told
from shared.periods import Month
from shared.web.problems import Fault, Problem


def test_a_month_of_the_address_may_be_left_out_but_not_be_wrong_where_it_is_the_page() -> None:
    assert month("2023-03") == Month(2023, 3)
    with pytest.raises(Problem) as caught:
        month("2023-13")
    assert caught.value.status == 404
    other = Month(2023, 1)
    assert [month_or(text, other) for text in (None, "", "x", "2023-02")] == [other, other, other, Month(2023, 2)]


@pytest.mark.parametrize(
    ("text", "expected"), [("0", 0), ("99999", 99_999), ("100000", None), ("-1", None), ("²", None)]
)
def test_a_number_is_small_and_whole(text: str, expected: int | None) -> None:
    assert number(text) == expected


def test_a_pages_key_comes_back_or_the_page_is_stale() -> None:
    assert key_of(key := new_key()) == key
    for text in ("", "a b", "k" * 65, "键"):
        with pytest.raises(Problem) as caught:
            key_of(text)
        assert caught.value.code == "idempotency-key-invalid"


def test_what_a_form_can_be_mended_by_is_told_and_the_rest_goes_on() -> None:
    assert told(Problem(422, "c", "有误", faults=[Fault("a", "/note", "x")])) == [("/note", "x")]
    assert told(Problem(409, "c", "已通过", detail="请更正")) == [("", "已通过：请更正")]
    assert told(Problem(503, "c", "暂不可用")) == [("", "暂不可用")]
    for status in (400, 404, 413, 500):
        problem = Problem(status, "c", "t")
        with pytest.raises(Problem) as caught:
            told(problem)
        assert caught.value is problem
