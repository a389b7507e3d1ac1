from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.forms.workbook.number_format import FormatEffect, effect_on, effect_on_text


@pytest.mark.parametrize(
    ("number_format", "number", "effect"),
    [
        ("General", 5, FormatEffect()),
        ("", 5, FormatEffect()),
        ("#,##0.00", 5, FormatEffect()),
        ("# ?/100", 5, FormatEffect()),
        ("0.0%", 5, FormatEffect(hundredfold=1)),
        ("0%%", 5, FormatEffect(hundredfold=2)),
        ('0.0"%"', 5, FormatEffect(literals="%")),
        (r"0.0\%", 5, FormatEffect(literals="%")),
        ('0.0%;0.0"%"', -5, FormatEffect(literals="%")),
        ('0;0;"—"', 0, FormatEffect(literals="—")),
        ('"a;b"0;0%', 5, FormatEffect(literals="a;b")),
        ("[>=10000]0!.0,;0%", 5, FormatEffect(hundredfold=1)),
        ("[>=10000]0!.0,;0%", 20_000, FormatEffect(literals=".", altered=True)),
        ("[Red][<0]0;[Blue]0%", 1, FormatEffect(hundredfold=1)),
        ("[>.]0%", 5, FormatEffect(hundredfold=1)),
        ("0;;", 0, FormatEffect(hidden=True)),
        (";;;", 5, FormatEffect(hidden=True)),
        ("yyyy-mm-dd", 5, FormatEffect(literals="--", date=True, altered=True)),
        ("[h]:mm", 5, FormatEffect(date=True)),
        ("[$-804]General", 5, FormatEffect()),
        ("[$¥-804]#,##0.00", 5, FormatEffect()),
        ("0.00E+00", 5, FormatEffect()),
        ('0"①"', 5, FormatEffect(literals="①", altered=True)),
    ],
)
def test_a_section_shows_a_number_in_its_way(number_format: str, number: int, effect: FormatEffect) -> None:
    assert effect_on(number_format, Decimal(number)) == effect


def test_a_text_is_shown_by_the_section_of_texts() -> None:
    assert effect_on_text("0%;0%;0%;@") == FormatEffect()
    assert effect_on_text("0%") == FormatEffect()
    assert "万" in effect_on_text('@"万"').literals


@given(st.text(st.sampled_from('0#?.,%;"\\!_*[]<>=E+-ymdhs@ 万人1Gen/'), max_size=30), st.integers(-10, 10_000))
def test_no_format_is_too_odd_to_be_judged(number_format: str, number: int) -> None:
    assert isinstance(effect_on(number_format, Decimal(number)), FormatEffect)
    assert isinstance(effect_on_text(number_format), FormatEffect)
