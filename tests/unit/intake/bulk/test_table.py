"""A table loses nothing: whatever its line ends, quotes and order, its reports are those of its NDJSON."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.bulk.items import ANY_LINE_END, Item, Limits, split_lines
from services.intake.bulk.ndjson import ndjson_items
from services.intake.bulk.table import csv_items
from services.intake.bulk.table_head import TableUnreadable

COLUMNS = ("region", "period", "indicator", "value", "numerator", "denominator", "unit", "basis", "note")
HEAD = ",".join(COLUMNS) + "\n"


async def pieces(raw: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(raw), 7):
        yield raw[start : start + 7]


def table(text: str, limits: Limits = Limits()) -> list[Item]:  # noqa: B008  (a tuple: it cannot change)
    async def run() -> list[Item]:
        lines = split_lines(pieces(text.encode()), limits, ANY_LINE_END)
        return [item async for item in csv_items(lines, limits)]

    return asyncio.run(run())


def ndjson(text: str) -> list[Item]:
    async def run() -> list[Item]:
        return [item async for item in ndjson_items(split_lines(pieces(text.encode()), Limits()))]

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


_TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=6)
_NOTE = st.one_of(_TEXT, st.sampled_from(["第一行\n第二行", '说“"是"”', "a,b", "\u2028"])).map(str.strip)
_RECORD = st.fixed_dictionaries(
    {
        "region": st.sampled_from(["500101", "500102", "500103"]),
        "period": st.sampled_from(["2025-10", "2025-11"]),
        "indicator": st.sampled_from(list("abcdef")),
        "value": st.integers(0, 10**6).map(str),
        "note": _NOTE,
    }
)


@given(st.lists(_RECORD, min_size=1, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.data())
def test_any_table_gives_the_reports_of_its_ndjson(
    records: list[dict[str, str]], end: str, quoted: bool, data: st.DataObject
) -> None:
    columns = data.draw(st.permutations(list(records[0])))
    buffer = io.StringIO()
    all_quoted = quoted or end == "\r"  # beside a CR, the standard library's writer quotes no LF
    quoting: Literal[0, 1] = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
    writer = csv.DictWriter(buffer, columns, quoting=quoting, lineterminator=end)
    writer.writeheader()
    writer.writerows(records)
    months: dict[tuple[str, str], list[dict[str, str]]] = {}
    for each in records:
        line = {name: text for name, text in each.items() if text and name not in ("region", "period")}
        months.setdefault((each["region"], each["period"]), []).append(line)
    bodies = [{"region": region, "period": period, "lines": lines} for (region, period), lines in months.items()]
    expected = ndjson("\n".join(json.dumps(each) for each in bodies))
    found = table(buffer.getvalue())
    assert [item.parsed for item in found] == [item.parsed for item in expected]
    assert sum(len(item.lines) for item in found) == len(records)


@given(st.text(st.sampled_from('5,0"\n\r\v\u2028a人-'), max_size=60))
def test_every_row_that_is_sent_is_read_or_refused(text: str) -> None:
    try:
        items = table(HEAD + text)
    except TableUnreadable:
        return
    raw = b"".join(item.content for item in items)
    kept = [each for each in text if each in "50a人-"]
    assert sorted(each for each in raw.decode() if each in "50a人-") == sorted(kept)
