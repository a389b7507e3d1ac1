from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.submission.parse import parse_submission
from shared.web.bodies.json_document import key_comes_twice, may_hold_unwritable, repeated_keys, unwritable_texts

HEAD = '"region":"500101","period":"2025-12"'


def codes(text: str) -> list[tuple[str, str]]:
    return [(each.code, each.pointer) for each in parse_submission(text.encode()).faults]


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ('{"region":"500102",' + HEAD + ',"lines":[]}', "/region"),
        ("{" + HEAD + ',"lines":[{"indicator":"a","value":1,"value":2}]}', "/lines/0/value"),
        ("{" + HEAD + ',"lines":[],"li\\u006ees":[]}', "/lines"),
    ],
)
def test_a_key_that_comes_twice_is_refused_where_it_stands(text: str, pointer: str) -> None:
    assert ("repeated-key", pointer) in codes(text)
    assert parse_submission(text.encode()).faults


def test_a_key_that_comes_twice_is_told_beside_the_other_faults() -> None:
    text = "{" + HEAD + ',"lines":[{"indicator":"a","value":1,"value":2,"x/y":3}]}'
    assert codes(text) == [("repeated-key", "/lines/0/value"), ("unknown-field", "/lines/0/x~1y")]


def test_null_means_left_out_wherever_a_field_may_be_left_out() -> None:
    nulls = (
        "{" + HEAD + ',"simulated":null,"note":null,"correction":null,"explanations":null,'
        '"lines":[{"indicator":"a","value":1,"numerator":null,"denominator":null,"unit":null,"basis":null,"note":null}]}'
    )
    plain = "{" + HEAD + ',"lines":[{"indicator":"a","value":1}]}'
    assert parse_submission(nulls.encode()) == parse_submission(plain.encode())
    assert parse_submission(plain.encode()).faults == []


def test_null_where_something_must_stand_is_a_fault() -> None:
    assert codes('{"region":null,"period":"2025-12","lines":[{"indicator":null}]}') == [
        ("wrong-type", "/region"),
        ("wrong-type", "/lines/0/indicator"),
    ]


@pytest.mark.parametrize("written", ["\\u000b", "\\f", "\\u0000", "\\ufffe", "\uffff"])
def test_a_character_that_no_document_can_hold_is_named_with_its_place(written: str) -> None:
    text = "{" + HEAD + f',"note":"关于{written}调整","lines":[{{"indicator":"a","value":1,"note":"{written}"}}]}}'
    assert set(codes(text)) == {("control-character", "/note"), ("control-character", "/lines/0/note")}


def test_line_breaks_tabs_and_quotes_are_text() -> None:
    assert codes("{" + HEAD + ',"note":"一\\n\\t\\"二\\\\u000b","lines":[]}') == []


_JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda each: st.lists(each) | st.dictionaries(st.text(max_size=2), each),
)


@given(_JSON)
def test_what_a_program_writes_has_no_key_twice(document: object) -> None:
    text = json.dumps(document).encode(errors="surrogatepass")
    assert not key_comes_twice(text)
    assert list(repeated_keys(text)) == []


def test_a_text_deep_inside_is_found_by_its_pointer() -> None:
    assert [each.pointer for each in unwritable_texts({"a/b": [{"c": "x\v"}]})] == ["/a~1b/0/c"]


class Written(list[tuple[str, object]]):
    """An object as it is written: its keys may come twice."""


LETTERS = st.text(st.sampled_from('a:"\\\u003a\x0b\n\ufffe\uffff\ud7ff\U0001f600中'), max_size=3)
_ANY = st.recursive(
    st.none() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | LETTERS,
    lambda each: st.lists(each, max_size=3) | st.lists(st.tuples(LETTERS, each), max_size=3).map(Written),
    max_leaves=8,
)


def written(document: object, draw: st.DataObject) -> str:
    """The document as JSON: its texts with whatever escapes, its places with whatever spaces."""
    space = draw.draw(st.sampled_from(["", " ", "\n"]))
    if isinstance(document, Written):
        pairs = (f"{written(key, draw)}{space}:{space}{written(value, draw)}" for key, value in document)
        return "{" + f",{space}".join(pairs) + space + "}"
    if isinstance(document, list):
        return "[" + f",{space}".join(written(each, draw) for each in document) + "]"
    if not isinstance(document, str):
        return "null" if document is None else str(document)
    if draw.draw(st.booleans()):
        return json.dumps(document, ensure_ascii=draw.draw(st.booleans()))
    units = document.encode("utf-16-be", errors="surrogatepass").hex()
    return '"' + "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4)) + '"'


def comes_twice(document: object) -> bool:
    if isinstance(document, Written):
        keys = [key for key, _ in document]
        return len(set(keys)) < len(keys) or any(comes_twice(value) for _, value in document)
    return isinstance(document, list) and any(map(comes_twice, document))


@given(_ANY, st.data())
def test_whatever_is_written_and_however_a_key_that_comes_twice_is_seen(document: object, draw: st.DataObject) -> None:
    assert key_comes_twice(written(document, draw).encode()) is comes_twice(document)


@given(_ANY, st.data())
def test_no_character_that_no_document_can_hold_is_overlooked(document: object, draw: st.DataObject) -> None:
    text = written(document, draw)
    if any(unwritable_texts(json.loads(text))):
        assert may_hold_unwritable(text.encode())


def test_a_report_in_chinese_is_not_looked_at_closely() -> None:
    for ascii_only in (True, False):
        assert not may_hold_unwritable(json.dumps({"unit": "万人", "note": "一\n二"}, ensure_ascii=ascii_only).encode())
