"""A table loses nothing: whatever its line ends, quotes and order, its reports are those of its NDJSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.intake.bulk.items import Item, Limits
from services.intake.bulk.ndjson import ndjson_items
from services.intake.bulk.table import csv_items
from services.intake.bulk.table_head import TableUnreadable
from shared.numbers import trimmed
from shared.web.long_work import LongWork

COLUMNS = ("region", "period", "indicator", "value", "numerator", "denominator", "unit", "basis", "note")
HEAD = ",".join(COLUMNS) + "\n"


async def pieces(raw: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(raw), 7):
        yield raw[start : start + 7]


def table(
    text: str | bytes,
    limits: Limits = Limits(),  # noqa: B008  (a tuple: it cannot change)
    charset: str = "",
) -> list[Item]:
    raw = text if isinstance(text, bytes) else text.encode()

    async def run() -> list[Item]:
        return [item async for item in csv_items(pieces(raw), limits, LongWork(1, 10.0), charset)]

    return asyncio.run(run())


def ndjson(text: str) -> list[Item]:
    async def run() -> list[Item]:
        return [item async for item in ndjson_items(pieces(text.encode()), Limits(), LongWork(1, 10.0))]

    return asyncio.run(run())


def codes(item: Item) -> list[str]:
    return [each.code for each in (*item.faults, *(item.parsed.faults if item.parsed else ()))]


def values(item: Item) -> list[Any]:
    assert item.parsed is not None and item.parsed.submission is not None
    return [line.value for line in item.parsed.submission.lines]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_a_separator_of_lines_that_is_data_cuts_no_row(separator: str) -> None:
    (item,) = table(f"region,period,indicator,value,note,unit\n500101,2025-12,a,3,属实{separator}无误,万人\n")
    assert item.parsed is not None and item.parsed.submission is not None
    (line,) = item.parsed.submission.lines
    assert (line.unit, line.note) == ("万人", f"属实{separator}无误")


@pytest.mark.parametrize("control", ["\v", "\f", "\x00", "\x1c", "\ufffe"])
def test_a_character_that_no_document_can_hold_is_refused_by_name_and_cuts_no_row(control: str) -> None:
    items = table(HEAD + f"500101,2025-12,a,3,,,万人,,属实{control}无误\n500102,2025-12,a,1\n")
    assert [(item.line, codes(item)) for item in items] == [(2, ["control-character"]), (3, [])]
    assert f"U+{ord(control):04X}" in items[0].faults[0].message


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_may_end_as_any_system_ends_them(end: str) -> None:
    text = (HEAD + "500101,2025-12,a,1\n500101,2025-12,b,2\n500102,2025-12,a,3\n").replace("\n", end)
    assert [(item.line, values(item)) for item in table(text)] == [(2, ["1", "2"]), (4, ["3"])]


def test_one_row_that_ends_otherwise_than_the_others_is_not_lost() -> None:
    (item,) = table(HEAD + "500101,2025-12,a,1\r500101,2025-12,b,2\r\n500101,2025-12,c,3\n")
    assert values(item) == ["1", "2", "3"]


def test_a_table_sorted_by_indicator_gives_whole_months() -> None:
    items = table(
        HEAD
        + "500101,2025-11,a,1\n500101,2025-12,a,2\n500102,2025-12,a,3\n"
        + "500101,2025/11/1,b,4\n500101,2025年12月,b,5\n"
    )
    assert [(item.region, item.period, values(item), item.lines) for item in items] == [
        ("500101", "2025-11", ["1", "4"], (2, 5)),
        ("500101", "2025-12", ["2", "5"], (3, 6)),
        ("500102", "2025-12", ["3"], (4,)),
    ]


def test_a_code_or_month_that_a_program_spoilt_is_named_before_anybody_asks_for_rights() -> None:
    items = table(HEAD + "500101.0,2025-12,a,1\n500101,Dec-25,a,1\n")
    assert [(item.parsed, codes(item)) for item in items] == [(None, ["code-rewritten"]), (None, ["month-rewritten"])]


def test_a_column_without_name_and_content_is_nothing_and_one_with_content_is_named() -> None:
    assert values(table("region,period,indicator,value,,\n500101,2025-12,a,1,,\n")[0]) == ["1"]
    (item,) = table("region,period,indicator,value,\n500101,2025-12,a,1,2\n")
    assert codes(item) == ["nameless-column"] and "第5列" in item.faults[0].message


@pytest.mark.parametrize("text", ["", "\n\n", HEAD, HEAD + ",,,\n\n"])
def test_a_table_without_rows_is_no_success(text: str) -> None:
    with pytest.raises(TableUnreadable) as told:
        table(text)
    assert [each.code for each in told.value.faults] == ["no-rows"]


def test_of_a_table_that_is_too_long_nothing_is_read() -> None:
    with pytest.raises(TableUnreadable) as told:
        table(HEAD + "500101,2025-12,a,1\n500101,2025-12,b,2\n", Limits(lines=2))
    assert told.value.title == "表过长"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_cells_may_stand_between_semicolons_or_tabs(delimiter: str) -> None:
    text = (HEAD + "500101,2025-12,a,1\n").replace(",", delimiter)
    assert values(table(text)[0]) == ["1"]
    assert values(table(f"\n\n{text}")[0]) == ["1"], "the head need not stand in the first line"


@pytest.mark.parametrize(
    ("row", "wrong"), [("1,790,", True), ("12,790.5,", True), ("1790,,", False), ("1790,790,", False)]
)
def test_a_number_that_its_own_comma_cut_apart_is_no_smaller_number(row: str, wrong: bool) -> None:
    (item,) = table(f"region,period,indicator,value,note\n500101,2025-12,a,{row}\n")
    assert codes(item) == (["wrong-columns"] if wrong else [])


def test_a_row_that_cannot_be_taken_spoils_the_report_that_it_names_wherever_it_stands() -> None:
    items = table(
        HEAD
        + "500101,2025-12,a,1\n500102,2025-12,a,1\n"
        + "500101,2025-12,b,2,,,,,,多\n500102,2025/12,b,2,,,,,属\v实\n500103,2025-12,b,2,,,,,,多\n"
    )
    assert [(item.region, item.rows, codes(item)) for item in items] == [
        ("500101", 2, ["wrong-columns"]),
        ("500102", 2, ["control-character"]),
        ("", 1, ["wrong-columns"]),
    ]


_TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=6)
_NOTE = st.one_of(
    _TEXT, st.sampled_from(["第一行\n第二行", "一\r\n二\r三", '说“"是"”', '"', '""', "a,b;c\td", "\u2028"])
)
_NUMBER = st.one_of(st.integers(0, 10**6).map(str), st.integers(0, 10**9).map("{:,}".format), _TEXT).map(str.strip)
_RECORD = st.fixed_dictionaries(
    {
        "region": st.sampled_from(["500101", "500102", "500103"]),
        "period": st.sampled_from(["2025-10", "2025-11"]),
        "indicator": st.sampled_from(list("abcdef")),
        "value": _NUMBER,
        "numerator": _NUMBER,
        "denominator": _NUMBER,
        "unit": st.sampled_from(["", "人", "万人"]),
        "basis": st.sampled_from(["", "本月", "year_to_date"]),
        "note": _NOTE.map(str.strip),
    }
)
_HEADS = {
    "region": ("region", "地区代码"),
    "period": ("period", "月份"),
    "indicator": ("indicator", "指标", "Indicator"),
    "value": ("value", "数值"),
    "numerator": ("numerator", "分子"),
    "denominator": ("denominator", "分母"),
    "unit": ("unit", "计量单位"),
    "basis": ("basis", "口径"),
    "note": ("note", "说明"),
}
_MONTHS = ("{0}-{1}", "{0}/{1}", "{0}/{1}/1", "{0}年{1}月")
Records = list[dict[str, str]]


class Writer:
    """Records as any program may write them: its own order, separator, quotes, line ends, and lines with nothing."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._separator = draw(st.sampled_from([",", ";", "\t"]))
        self._end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
        self._nameless = draw(st.integers(0, 2))

    def write(self, records: Records) -> str:
        columns = self._draw(st.permutations(list(_HEADS)))
        rows = [[self._draw(st.sampled_from(_HEADS[column])) for column in columns]]
        rows += [[self._shown(column, each[column]) for column in columns] for each in records]
        return "".join(self._row(row) for row in rows)

    def _shown(self, column: str, text: str) -> str:
        return self._draw(st.sampled_from(_MONTHS)).format(*text.split("-")) if column == "period" else text

    def _row(self, cells: list[str]) -> str:
        whole = self._separator.join([*map(self._cell, cells), *[""] * self._nameless]) + self._end
        return whole + self._draw(st.sampled_from(["", "", self._end, self._separator * 3 + self._end]))

    def _cell(self, text: str) -> str:
        if self._draw(st.booleans()) or any(each in text for each in (self._separator, '"', "\r", "\n")):
            return '"' + text.replace('"', '""') + '"'
        return text


@st.composite
def _tables(draw: st.DrawFn) -> tuple[Records, bytes, str]:
    """Records, a table of them as bytes, and what the request says of its encoding."""
    records = draw(st.lists(_RECORD, min_size=1, max_size=12))
    text = Writer(draw).write(records)
    encoding, charset = draw(
        st.sampled_from([("utf-8", ""), ("utf-8", "utf-8"), ("utf-8-sig", ""), ("gb18030", "GBK")])
    )
    return records, text.encode(encoding), charset


def _said(column: str, text: str) -> str:
    """What a cell says: one of a figure nothing where it holds but invisible marks, which are no number at any door."""
    return trimmed(text) if column in ("value", "numerator", "denominator") else text


def bodies_of(records: Records) -> list[dict[str, object]]:
    """The records as the bodies of their reports, in the order in which each report begins."""
    months: dict[tuple[str, str], Records] = {}
    for each in records:
        figure = {name: text for name, text in each.items() if _said(name, text) and name not in ("region", "period")}
        months.setdefault((each["region"], each["period"]), []).append(figure)
    return [{"region": region, "period": period, "lines": lines} for (region, period), lines in months.items()]


_MARKED = dict.fromkeys(_HEADS, "") | {"region": "500101", "period": "2025-10", "indicator": "a", "denominator": "\xad"}
_WITH_A_MARK = ([_MARKED], "\n".join(map(",".join, (_HEADS, _MARKED.values()))).encode(), "")


@given(_tables())
@example(_WITH_A_MARK)
def test_any_table_gives_the_reports_of_its_ndjson(made: tuple[Records, bytes, str]) -> None:
    records, raw, charset = made
    expected = ndjson("\n".join(json.dumps(each) for each in bodies_of(records)))
    found = table(raw, charset=charset)
    assert [item.parsed for item in found] == [item.parsed for item in expected]
    assert [len(item.lines) for item in found] == [item.rows for item in found]
    assert sum(item.rows for item in found) == len(records)


_SPOILS = ["{},多,多,多,多,多,多,多,多,多", '{}"', '{},"', '"{},', "{}\v", "{}\ufffe", '"x"y,{}', "\x00{}"]


@given(st.lists(st.tuples(_RECORD, st.sampled_from(["{}"] * 5 + _SPOILS)), min_size=1, max_size=12))
def test_every_row_that_is_sent_is_read_or_refused(sent: list[tuple[dict[str, str], str]]) -> None:
    """Each record in a line of its own, some of them spoilt; a quote left open may swallow no line after its own."""
    rows = []
    for number, (record, spoil) in enumerate(sent):
        plain = [record["region"], record["period"], record["indicator"], str(number), "", "", "", "", f"第{number}行"]
        rows.append(spoil.format(",".join(plain)))
    items = table(HEAD + "\n".join(rows))
    assert sum(item.rows for item in items) == len(rows)
    taken = [item.parsed.submission for item in items if item.parsed and not codes(item)]
    read = {line.value: line.note for submission in taken if submission for line in submission.lines}
    assert set(read) <= {str(number) for number, (_, spoil) in enumerate(sent) if spoil == "{}"}
    assert all(note == f"第{number}行" for number, note in read.items())


@given(st.text(st.sampled_from('5,0"\n\r\v\u2028a人-'), max_size=60))
def test_of_any_text_no_character_is_lost(text: str) -> None:
    try:
        items = table(HEAD + text)
    except TableUnreadable:
        return
    raw = b"".join(item.content for item in items)
    kept = [each for each in text if each in "50a人-"]
    assert sorted(each for each in raw.decode() if each in "50a人-") == sorted(kept)
