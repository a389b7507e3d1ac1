from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from services.intake.bulk.items import Item, Limits, LineSplitter, RawLine, TooManyLines
from services.intake.bulk.ndjson import ndjson_items
from services.intake.bulk.table import csv_items
from services.intake.bulk.table_head import TableUnreadable
from shared.web.long_work import LongWork

HEAD = "region,period,indicator,value,numerator,denominator,unit,basis,note\n"


async def pieces(parts: Sequence[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def cut(parts: Sequence[bytes], limits: Limits = Limits()) -> list[RawLine]:  # noqa: B008
    splitter = LineSplitter(limits)
    return [*(line for part in parts for line in splitter.feed(part)), *splitter.end()]


def table(text: str | bytes, charset: str = "", limits: Limits = Limits()) -> list[Item]:  # noqa: B008
    raw = text if isinstance(text, bytes) else text.encode()

    async def run() -> list[Item]:
        return [item async for item in csv_items(pieces([raw]), limits, LongWork(1, 10.0), charset)]

    return asyncio.run(run())


def said(items: list[Item]) -> list[tuple[int, str, str, list[object]]]:
    found = []
    for item in items:
        submission = item.parsed.submission if item.parsed else None
        figures = [line.value or line.numerator for line in submission.lines] if submission else []
        found.append((item.line, item.region, item.period, figures))
    return found


def codes(item: Item) -> list[str]:
    return [each.code for each in (*item.faults, *(item.parsed.faults if item.parsed else ()))]


@given(
    st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"").replace(b"\r", b"")), max_size=12),
    st.data(),
)
def test_however_a_body_is_cut_into_pieces_its_lines_are_the_same(lines: list[bytes], data: st.DataObject) -> None:
    body = b"\n".join(lines)
    marks = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=6)))
    parts = [body[start:end] for start, end in zip([0, *marks], [*marks, len(body)], strict=True)]
    expected = body.split(b"\n")
    if not expected[-1]:
        expected.pop()
    assert [line.content for line in cut(parts)] == expected
    assert [line.number for line in cut(parts)] == list(range(1, len(expected) + 1))


def test_an_overlong_line_is_passed_over_and_the_others_are_read() -> None:
    limits = Limits(line_bytes=10)
    assert [line.content for line in cut([b"short\n" + b"x" * 8, b"x" * 8 + b"\nnext\r\n"], limits)] == [
        b"short",
        None,
        b"next",
    ]


def test_lines_beyond_the_most_are_not_read() -> None:
    assert len(cut([b"a\nb\n"], Limits(lines=2))) == 2
    try:
        cut([b"a\nb\n", b"c"], Limits(lines=2))
    except TooManyLines:
        return
    raise AssertionError("a third line was read")


def test_ndjson_lines_are_reports_and_a_broken_one_is_for_itself() -> None:
    body = b'{"region":"500101","period":"2023-03","lines":[]}\n\n{"region":\n' + b"\xd6\xd0\n"

    async def run() -> list[Item]:
        return [item async for item in ndjson_items(pieces([body]), Limits(), LongWork(1, 10.0))]

    whole, broken, gbk = asyncio.run(run())
    assert (whole.line, whole.region, broken.line, gbk.line) == (1, "500101", 3, 4)
    assert codes(broken) == ["body-not-json"] and codes(gbk) == ["body-not-utf8"]


def test_rows_of_one_unit_and_month_are_one_report_wherever_they_stand() -> None:
    rows = "500101,2023-03,a,1,,,人,本月,\n500101,2023-03,b,,3,4,件,,说明\n500102,2023-03,a,5\n500101,2023-03,c,6\n"
    assert said(table(HEAD + rows)) == [
        (2, "500101", "2023-03", ["1", "3", "6"]),
        (4, "500102", "2023-03", ["5"]),
    ]


def test_columns_may_have_chinese_names_and_any_order() -> None:
    (item,) = table("指标,月份,地区代码,数值\n城镇新增就业人数,2023-03,500101,12\n")
    assert said([item]) == [(2, "500101", "2023-03", ["12"])]


def test_utf8_with_and_without_mark_and_gb18030_are_read_alike() -> None:
    text = HEAD + "500101,2023-03,城镇新增就业人数,12,,,人,本月,说明文字\n"
    plain, marked, chinese = table(text), table(b"\xef\xbb\xbf" + text.encode()), table(text.encode("gb18030"))
    assert plain[0].parsed == marked[0].parsed == chinese[0].parsed
    assert table(text.encode("gb18030"), charset="gbk")[0].parsed == plain[0].parsed
    assert codes(table(text.encode("gb18030"), charset="utf-8")[0]) == ["body-not-utf8"]


def test_a_row_in_another_encoding_than_the_others_is_a_fault_of_its_report_only() -> None:
    first, second = "500101,2023-03,甲甲甲,1\n", "500102,2023-03,乙乙乙,2\n"
    items = table((HEAD + first).encode() + second.encode("gb18030") + first.replace("101", "103").encode())
    assert [(item.line, codes(item)) for item in items] == [(2, []), (3, ["body-not-utf8"]), (4, [])]


def test_a_quoted_cell_may_go_over_lines_and_an_unclosed_quote_spoils_one_row_only() -> None:
    good = '500101,2023-03,a,1,,,,,"第一行\n第二行"\n500102,2023-03,a,2\n'
    assert [item.line for item in table(HEAD + good)] == [2, 4]
    bad = '500101,2023-03,a,1,,,,,"没有收尾\n500102,2023-03,a,2\n500103,2023-03,a,3\n'
    items = table(HEAD + bad)
    assert [(item.line, codes(item)) for item in items] == [(2, ["unclosed-quote"]), (3, []), (4, [])]


def test_a_bad_row_inside_a_report_spoils_it_and_between_two_it_spoils_neither() -> None:
    wide = ",".join("123456789x") + "\n"
    inside = table(HEAD + "500101,2023-03,a,1\n" + wide + "500101,2023-03,b,2\n")
    assert [codes(item) for item in inside] == [["wrong-columns"]]
    between = table(HEAD + "500101,2023-03,a,1\n" + wide + "500102,2023-03,b,2\n")
    assert [(item.line, codes(item)) for item in between] == [(2, []), (3, ["wrong-columns"]), (4, [])]


def test_a_head_that_does_not_name_the_columns_is_refused_with_every_fault() -> None:
    for text, expected in (
        ("地区,月份\n", {"unknown-column", "missing-column"}),
        ("region,period,period,indicator\n", {"duplicate-column"}),
        ("\ufeffregion\n".encode("utf-16"), {"body-not-utf8"}),
    ):
        try:
            table(text)
        except TableUnreadable as error:
            assert {each.code for each in error.faults} == expected
        else:
            raise AssertionError(text)


def test_rows_of_one_report_must_agree_on_what_the_report_says() -> None:
    head = "region,period,indicator,value,simulated,reason\n"
    (item,) = table(head + "500101,2023-03,a,1,true,漏报\n500101,2023-03,b,2,,漏报\n")
    assert item.parsed is not None and item.parsed.submission is not None
    assert item.parsed.submission.simulated and item.parsed.submission.correction is not None
    (item,) = table(head + "500101,2023-03,a,1,true,\n500101,2023-03,b,2,false,\n")
    assert codes(item) == ["conflicting-rows"]
    (item,) = table(head + "500101,2023-03,a,1,也许,\n")
    assert codes(item) == ["wrong-type"]
