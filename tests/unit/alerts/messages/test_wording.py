from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from services.alerts.messages.wording import (
    LOOKS,
    AlertFigure,
    LevelLook,
    Scale,
    as_judged,
    figures,
    percent,
    points,
    tenths,
)
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Bound, Horizon, Target
from shared.events import YearStanding
from tests.builders import an_assessment
from tests.unit.units_of_measure import unit_of

PEOPLE = Scale(unit_of("万人"), rate=False)
RATE = Scale(unit_of("%"), rate=True)


def test_amounts_are_written_in_the_printed_unit() -> None:
    assert PEOPLE.value(7_060_000) == "706.00 万人"
    assert PEOPLE.difference(-900_000) == "-90.00 万人"


def test_under_ten_thousand_persons_are_written_as_persons() -> None:
    assert PEOPLE.difference(63) == "63 人"
    assert PEOPLE.difference(-4) == "-4 人"
    assert PEOPLE.value(9_999) == "9,999 人"
    assert PEOPLE.value(10_000) == "1.00 万人"


def test_rates_are_per_cent_and_their_differences_points() -> None:
    assert RATE.value(953_450) == "95.34%"  # half to even
    assert RATE.difference(12_000) == "1.20 个百分点"


def test_shares_points_and_months_are_written_for_people() -> None:
    assert (percent(1_333), points(45_000)) == ("13.33%", "450.00 个百分点")
    assert (tenths(510), tenths(45), tenths(-45)) == ("51 个月", "4.5 个月", "-4.5 个月")


def test_every_level_has_a_word_a_shape_and_a_colour_of_its_own() -> None:
    judged = [LOOKS[level] for level in ("normal", "blue", "yellow", "orange", "red")]
    assert [(look.name, look.shape) for look in judged] == [
        ("正常", "●"),
        ("蓝", "◇"),
        ("黄", "△"),
        ("橙", "▲"),
        ("红", "■"),
    ]
    assert len({look.colour for look in judged}) == 5


@pytest.mark.parametrize("look", LOOKS.values(), ids=lambda look: look.name)
def test_every_level_can_be_read_on_white(look: LevelLook) -> None:
    channels = [int(look.colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5  # WCAG AA


def test_figures_hold_the_exact_value_and_leave_out_what_is_unknown(catalogue: Catalogue) -> None:
    target = catalogue.plans["chongqing-2021-2025"].target(8)
    scale = Scale.of(target, catalogue.indicators[target.indicator])
    found = figures(an_assessment(expected=None), scale)
    assert found["actual"] == AlertFigure(6_570_000, "657.00 万人")
    assert found["progress"] == AlertFigure(-42_941, "未增反降")
    assert "expected" not in found


def in_words(catalogue: Catalogue, **changes: Any) -> Target:
    row = catalogue.plans["chongqing-2021-2025"].target(8)
    return replace(row, value=None, baseline=None, horizon=Horizon.END, **changes)


def test_a_row_in_words_is_of_the_year_where_its_year_is_what_it_is_held_against(catalogue: Catalogue) -> None:
    year = YearStanding(year=2025, target=500, actual=450)
    assert as_judged(in_words(catalogue), an_assessment(target=500, year=year)).horizon is Horizon.YEAR
    assert (
        as_judged(in_words(catalogue), an_assessment(target=7_500, year=year)).horizon is Horizon.END
    )  # revised since
    assert as_judged(in_words(catalogue), an_assessment()).horizon is Horizon.END
    printed = catalogue.plans["chongqing-2021-2025"].target(8)
    assert as_judged(printed, an_assessment(target=500, year=year)) == printed


@pytest.mark.parametrize(
    ("rule", "actual", "expected", "gap", "printed", "told"),
    [
        ("ceiling", 56_000, 55_000, 1_000, Bound.AT_LEAST, Bound.AT_MOST),
        ("floor", 94_000, 95_000, 1_000, Bound.LESS_THAN, Bound.AT_LEAST),
        ("trajectory", 700, 600, 100, Bound.AT_LEAST, Bound.AT_MOST),
        ("trajectory", 700, 600, -100, Bound.MORE_THAN, Bound.MORE_THAN),
        ("trajectory", 600, 600, 0, Bound.AT_MOST, Bound.AT_MOST),
        ("final", 500, None, None, Bound.AT_MOST, Bound.AT_MOST),
    ],
)
def test_the_good_side_is_the_one_that_it_was_judged_by(
    catalogue: Catalogue, rule: str, actual: int, expected: int | None, gap: int | None, printed: Bound, told: Bound
) -> None:
    found = an_assessment(rule=rule, actual=actual, expected=expected, gap=gap)
    assert as_judged(in_words(catalogue, bound=printed), found).bound is told
