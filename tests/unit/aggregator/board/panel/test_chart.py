"""The bars: up and down from nought, a dash where there is nothing, nothing at all where nobody reported."""

from __future__ import annotations

from fractions import Fraction

from services.aggregator.board.panel.chart import change_bars


def test_a_period_without_a_rate_has_a_dash_and_no_bar() -> None:
    drawn = str(change_bars([("1月", Fraction(1, 100)), ("2月", None), ("3月", Fraction(-2, 100))], "九龙坡区"))
    assert (drawn.count("<rect"), drawn.count('class="up"'), drawn.count('class="down"'), drawn.count(">—<")) == (
        2,
        1,
        1,
        1,
    )
    assert ">+1.0%<" in drawn
    assert ">−2.0%<" in drawn


def test_without_any_nothing_is_drawn() -> None:
    assert str(change_bars([("1月", None)], "九龙坡区")) == ""
