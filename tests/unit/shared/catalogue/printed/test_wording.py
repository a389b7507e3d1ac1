"""A row's reading in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from shared.catalogue.model import Bound, Frequency, Horizon
from shared.catalogue.printed.wording import HOW_TO_JUDGE, in_words, row_in_words
from tests.unit.shared.catalogue.checks.builders import INSURED, JOBLESS, JOBS, a_plan, a_row
from tests.unit.units_of_measure import UNITS_OF_MEASURE, unit_of

RATE = a_row(3, ("失业率（%）", "5.7", "控制在5.5%以内"), name="失业率", unit=unit_of("%"), value=Decimal("5.5"))
CEILING = replace(RATE, horizon=Horizon.THROUGHOUT, bound=Bound.AT_MOST)


def test_a_row_is_told_so_that_a_person_can_nod_or_correct() -> None:
    assert (
        row_in_words(CEILING, JOBLESS, a_plan(), UNITS_OF_MEASURE)
        == "第3行 失业率：每月都不高于 5.5%（原文“控制在5.5%以内”）"
    )
    below = replace(CEILING, bound=Bound.LESS_THAN)
    quarterly = replace(JOBLESS, frequency=Frequency.QUARTER)
    assert in_words(below, JOBLESS, a_plan()) == "每月都要低于 5.5%"
    assert in_words(below, quarterly, a_plan()) == "每季都要低于 5.5%"


@pytest.mark.parametrize(
    ("horizon", "words"),
    [
        (Horizon.PLAN, "五年累计不低于 1,750 万人"),
        (Horizon.YEAR, "每年不低于 1,750 万人"),
        (Horizon.END, "2025年不低于 1,750 万人"),
    ],
)
def test_each_time_has_its_words(horizon: Horizon, words: str) -> None:
    assert in_words(a_row(horizon=horizon, value=Decimal(1750)), JOBS, a_plan()) == words


def test_a_stock_is_asked_for_at_the_end_of_a_year() -> None:
    assert in_words(a_row(), INSURED, a_plan()) == "2025年末不低于 750 万人"


def test_a_row_that_is_not_judged_says_what_it_will_do_and_how_it_would_be() -> None:
    words = a_row(
        printed=("参保人数", "—", "稳步提高"), value=None, note="原文“稳步提高”是文字表述，另定目标前只跟踪，不评判"
    )
    assert row_in_words(words, INSURED, a_plan(), UNITS_OF_MEASURE) == (
        f"第1行 参保人数：只跟踪，不评判（原文“稳步提高”，是文字表述）。{HOW_TO_JUDGE}"
    )


def test_what_a_person_says_otherwise_than_the_print_stands_beside_what_that_says() -> None:
    kept = a_row(horizon=Horizon.THROUGHOUT, value=Decimal(740), confirmed_by="王芳")
    told = row_in_words(kept, INSURED, a_plan(), UNITS_OF_MEASURE)
    assert told.startswith(
        "第1行 参保人数：每月都不低于 740 万人（原文“750”；只看原文会读作：2025年末不低于 750 万人）"
    )
