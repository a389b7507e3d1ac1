"""A text typed into a cell is the number that the same text is in JSON, or refused for the same reason."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from xml.sax.saxutils import escape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.intake.forms.reading.read import read_form
from services.intake.submission.parse import parse_submission
from shared.catalogue import load_catalogue
from shared.quantities import QuantityError, to_base
from shared.texts import unwritable
from tests.unit.intake.forms.support import a_form, fill, row_of, with_cell
from tests.unit.units_of_measure import UNITS

FORM = a_form(load_catalogue())
CELL = f"E{row_of(FORM, 'urban_new_employment')}"
INVISIBLE = ["\u202d", "\u202c", "\u200b", "\ufeff", "\u200e", "\u2067"]
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@cache
def empty() -> bytes:
    return fill(FORM, {})


@st.composite
def written(draw: st.DrawFn) -> str:
    """A whole number as people and programs write it."""
    number = draw(st.integers(0, 10**12))
    text = draw(st.sampled_from([str(number), f"{number:,}", f"{number:,}".replace(",", "\u202f"), f"{number}.0"]))
    text += draw(st.sampled_from(["", "", "人", " 人", "\u00a0人"]))
    if draw(st.booleans()):
        text = text.translate(WIDE)
    around = st.text(st.sampled_from([" ", "\u3000", "\t", "\r", "\n", *INVISIBLE]), max_size=3)
    return draw(around) + text + draw(around)


@st.composite
def nearly(draw: st.DrawFn) -> str:
    """The same with something put in."""
    text = draw(written())
    at = draw(st.integers(0, len(text)))
    strange = "①²*†_,. 万%٣\n\x0b-eE约"
    return text[:at] + draw(st.text(st.sampled_from(strange), min_size=1, max_size=2)) + text[at:]


def typed(text: str) -> str:
    """A text as a cell keeps it: what XML cannot hold, or would change, behind an escape."""
    return "".join(f"_x{ord(each):04X}_" if unwritable(each) or each in "\r_" else escape(each) for each in text)


def by_cell(text: str) -> object:
    inside = f"<is><t>{typed(text)}</t></is>"
    read = read_form(with_cell(empty(), CELL, inside.replace("\\", "\\\\"), ' t="inlineStr"'), FORM)
    if read.faults:
        (fault,) = read.faults
        assert fault.cell == CELL
        return fault.code
    return judged(read.submission.lines[0].value) if read.submission.lines else None


def by_json(text: str) -> object:
    line = {"indicator": "urban_new_employment", "unit": "人", "value": text}
    body = {"region": "500101", "period": "2023-03", "lines": [line]}
    parsed = parse_submission(json.dumps(body).encode())
    if parsed.faults:
        return parsed.faults[0].code
    assert parsed.submission is not None
    return judged(parsed.submission.lines[0].value)


def judged(value: object) -> object:
    """The persons that a value is, or the code of its fault."""
    try:
        return to_base(value, UNITS["人"])
    except QuantityError as error:
        return error.reason.replace("_", "-")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(written())
def test_what_the_grammar_accepts_is_the_same_number_in_a_cell_as_in_json(text: str) -> None:
    assert isinstance(by_json(text), int)
    assert by_cell(text) == by_json(text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(nearly())
def test_what_the_grammar_refuses_is_refused_in_a_cell_for_the_same_reason(text: str) -> None:
    assert by_cell(text) == by_json(text)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**14), st.integers(0, 2))
def test_a_number_typed_as_one_is_the_same_number_as_in_json(digits: int, places: int) -> None:
    number = Decimal(digits).scaleb(-places)
    read = read_form(with_cell(empty(), CELL, f"<v>{float(number)!r}</v>"), FORM)
    assert read.submission.lines[0].value == number
    assert judged(read.submission.lines[0].value) == by_json(f"{number:f}")
