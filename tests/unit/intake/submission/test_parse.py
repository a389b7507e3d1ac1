from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.faults import Unreadable
from services.intake.submission.parse import Correction, parse_submission
from shared.web.bodies.faults import MOST_FAULTS
from tests.unit.intake.support import CORRECTION, line, report


def encoded(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def places(body: object) -> set[tuple[str, str]]:
    return {(fault.code, fault.pointer) for fault in parse_submission(encoded(body)).faults}


def test_a_whole_report_is_read() -> None:
    parsed = parse_submission(encoded(report(note="说明", simulated=True, correction=CORRECTION)))
    assert parsed.faults == []
    assert parsed.submission is not None
    assert (parsed.submission.region, parsed.submission.period) == ("500101", "2023-03")
    assert parsed.submission.correction == Correction("漏报两个街道")
    assert parsed.submission.simulated
    assert parsed.submission.note == "说明"


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_with_exactly_its_digits(number: Decimal) -> None:
    raw = f'{{"region":"a","period":"b","lines":[{{"indicator":"c","value":{number}}}]}}'.encode()
    submission = parse_submission(raw).submission
    assert submission is not None
    assert Decimal(submission.lines[0].value) == number
    assert not isinstance(submission.lines[0].value, float)


def test_a_byte_order_mark_is_passed_over() -> None:
    assert parse_submission(b"\xef\xbb\xbf" + encoded(report())).submission is not None


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_another_encoding_is_named(encoding: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_submission(json.dumps(report(note="说明"), ensure_ascii=False).encode(encoding))
    assert caught.value.code == "body-not-utf8"


def test_gbk_is_recognised() -> None:
    with pytest.raises(Unreadable, match="GBK"):
        parse_submission(json.dumps(report(note="说明"), ensure_ascii=False).encode("gbk"))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"region":"500101",', "结尾"),
        ('{"region":\n "500101" "period"}', "第2行"),
        ('{"lines":[{"value":NaN}]}', "NaN"),
        ('{"lines":[{"value":-Infinity}]}', "Infinity"),
        ("", "结尾"),
        ("[" * 100_000, "嵌套过深"),
        ('{"region":"\\ud800abcdefgh"}', "JSON"),
    ],
)
def test_broken_json_is_told_with_its_place(text: str, where: str) -> None:
    with pytest.raises(Unreadable, match=where) as caught:
        parse_submission(text.encode())
    assert caught.value.code == "body-not-json"


@pytest.mark.parametrize("body", [[], "text", 3, None, True])
def test_a_body_that_is_no_object_is_a_fault(body: object) -> None:
    assert places(body) == {("wrong-type", "")}


def test_every_fault_of_the_shape_is_told_at_once() -> None:
    body = report(
        lines=[{"value": 1}, line(unit=3), "text", line(extra=1), {"indicator": 7, "value": 1}],
        colour="red",
        simulated="yes",
        correction={"reason": 5},
    )
    del body["period"]
    assert places(body) == {
        ("unknown-field", "/colour"),
        ("missing-field", "/period"),
        ("missing-field", "/lines/0/indicator"),
        ("wrong-type", "/lines/1/unit"),
        ("wrong-type", "/lines/2"),
        ("unknown-field", "/lines/3/extra"),
        ("wrong-type", "/lines/4/indicator"),
        ("wrong-type", "/simulated"),
        ("wrong-type", "/correction/reason"),
    }


@pytest.mark.parametrize("lines", [None, {}, "text"])
def test_lines_that_are_no_list_are_a_fault(lines: object) -> None:
    assert places({"region": "500101", "period": "2023-03", "lines": lines}) == {("wrong-type", "/lines")}


def test_what_is_sound_beside_a_broken_line_can_still_be_judged() -> None:
    parsed = parse_submission(encoded(report(lines=[line(extra=1), line("x", 0.1)])))
    assert parsed.broken == {0}
    assert parsed.submission is not None
    assert parsed.submission.lines[1].value == Decimal("0.1")


def test_without_unit_and_month_nothing_can_be_judged() -> None:
    assert parse_submission(encoded({"region": 5, "period": "2023-03", "lines": []})).submission is None
    assert parse_submission(encoded({"region": "500101", "lines": []})).submission is None


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"correction": {"reason": " "}}, ("empty-text", "/correction/reason")),
        ({"correction": {"reason": "x" * 2001}}, ("too-long", "/correction/reason")),
        ({"correction": {"reason": "x", "second_signer": "王五"}}, ("unknown-field", "/correction/second_signer")),
        ({"note": "x" * 2001}, ("too-long", "/note")),
        ({"lines": [line(), line(note="x" * 2001)]}, ("too-long", "/lines/1/note")),
    ],
)
def test_texts_must_be_there_and_be_of_a_readable_length(more: dict[str, Any], place: tuple[str, str]) -> None:
    assert places(report(**more)) == {place}


def test_a_pointer_escapes_what_the_sender_wrote() -> None:
    assert places(report() | {"a/b~c": 1}) == {("unknown-field", "/a~1b~0c")}


def test_a_fault_does_not_repeat_a_long_text() -> None:
    (fault,) = parse_submission(encoded(report() | {"x" * 5_000: 1})).faults
    assert len(fault.message) <= 200


def test_an_integer_of_thousands_of_digits_is_told_with_its_place() -> None:
    raw = b'{"region":"500101","period":"2023-03","lines":[{"indicator":"c","value":' + b"9" * 50_000 + b"}]}"
    (fault,) = parse_submission(raw).faults
    assert (fault.code, fault.pointer) == ("number-too-long", "/lines/0/value")


@pytest.mark.parametrize("lines", [[{}] * 900, [{}] * 5_000, [line(extra=1)] * 300])
def test_of_a_body_of_nothing_but_faults_the_first_are_told_and_nothing_is_judged(lines: list[Any]) -> None:
    parsed = parse_submission(encoded(report(lines=lines)))
    assert parsed.submission is None and 1 <= len(parsed.faults) <= MOST_FAULTS + 1
