"""How points are written."""

from __future__ import annotations

from fractions import Fraction

import pytest

from services.aggregator.appraisal.scoring import NotCounted
from services.aggregator.appraisal.wording import NOT_COUNTED, item_rule, not_counted_text, part_text, points_text
from tests.unit.aggregator.appraisal.unit_months import SCHEME


@pytest.mark.parametrize(
    ("points", "text"),
    [
        (Fraction(30), "30"),
        (Fraction(40, 3), "13.33"),
        (Fraction(-5, 2), "−2.5"),
        (Fraction(0), "0"),
        (Fraction(100), "100"),
        (Fraction(1, 20), "0.05"),
    ],
)
def test_points_have_two_decimals_at_most(points: Fraction, text: str) -> None:
    assert points_text(points) == text


def test_the_part_of_the_full_marks_has_two_decimals() -> None:
    assert (part_text(Fraction(283, 300)), part_text(Fraction(1)), part_text(None)) == ("94.33%", "100.00%", "—")


def test_every_reason_has_its_words() -> None:
    assert set(NOT_COUNTED) == set(NotCounted)
    assert not_counted_text(NotCounted.EXEMPT, "抗洪（虚构）") == "免于考核，不计（抗洪（虚构））"
    assert not_counted_text(None) == ""


def test_an_item_says_what_it_goes_by() -> None:
    timely, _, truthful, progress = SCHEME.items
    assert item_rule(timely) == "满分 30：每迟一个工作日扣 5 分，到期未报扣 30 分"
    assert item_rule(truthful) == "满分 10，权重 2：每认定一次虚报扣 10 分"
    assert item_rule(progress) == "满分 20：按达到序时进度的目标所占比例给分"
