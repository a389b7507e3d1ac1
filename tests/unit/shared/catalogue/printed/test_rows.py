"""A row read from its print, and with what a person has said of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Bound, Horizon, Unjudged
from shared.catalogue.printed.rows import ReadRow, RowCells, read_row
from tests.unit.shared.catalogue.checks.builders import INSURED, JOBS
from tests.unit.units_of_measure import UNITS_OF_MEASURE, unit_of

BY_A_PERSON = {("jiulongpo-2021-2025", 16), ("xiangxi-2021-2025", 17)}
"""A misprint (<[1700]) read as the text says; a floor to keep of which no baseline is printed."""


def row(cells: RowCells, indicator: object = INSURED) -> ReadRow:
    assert indicator in (INSURED, JOBS)
    return read_row(
        cells, INSURED if indicator is INSURED else JOBS, unit_of("万人"), UNITS_OF_MEASURE, range(2026, 2031)
    )


def test_the_published_rows_are_read_from_their_print_as_people_read_them(catalogue: Catalogue) -> None:
    differing = set()
    for plan in catalogue.plans.values():
        for target in plan.targets:
            cells = RowCells(target.printed_target, target.printed_baseline)
            indicator = catalogue.indicators[target.indicator]
            found = read_row(cells, indicator, target.unit, catalogue.units_of_measure, plan.years)
            mine = (found.horizon, found.bound, found.value, found.baseline, found.baseline_bound)
            if mine != (target.horizon, target.bound, target.value, target.baseline, target.baseline_bound):
                differing.add((plan.id, target.row))
    assert differing == BY_A_PERSON


def test_words_are_followed_and_not_judged_until_a_person_gives_a_reading() -> None:
    words = RowCells("保持相当规模", "—")
    assert row(words, JOBS).value is None
    assert row(words, JOBS).unjudged is Unjudged.WORDS
    assert row(words, JOBS).note == "原文“保持相当规模”是文字表述，另定目标前只跟踪，不评判"
    said = row(RowCells("保持相当规模", "—", reading="累计300以上", confirmed_by="王芳"), JOBS)
    assert (said.horizon, said.bound, said.value) == (Horizon.PLAN, Bound.AT_LEAST, Decimal(300))
    assert said.note == "原文“保持相当规模”，按王芳确认的读法“累计300以上”评判"


def test_what_is_given_comes_before_what_is_printed() -> None:
    given = RowCells(
        "≥750", "700", Horizon.THROUGHOUT, Bound.MORE_THAN, Decimal(760), Decimal(710), "about", "", "王芳"
    )
    assert row(given) == ReadRow(
        *(Horizon.THROUGHOUT, Bound.MORE_THAN, Decimal(760), Decimal(710), "about"),
        *(Unjudged.NOTHING, "原文“≥750”，按王芳确认的目标数评判"),
    )


@pytest.mark.parametrize(
    ("printed", "baseline", "word"),
    [("700", Decimal(700), ""), (">700", Decimal(700), "more_than"), ("700左右", Decimal(700), "about")],
)
def test_a_baseline_that_is_not_given_is_read_from_the_print(printed: str, baseline: Decimal, word: str) -> None:
    assert (row(RowCells("750", printed)).baseline, row(RowCells("750", printed)).baseline_bound) == (baseline, word)


@pytest.mark.parametrize("printed", ["—", "", "七百", "1:2", "【700】", "700元"])
def test_a_baseline_that_is_no_start_is_none(printed: str) -> None:
    assert (row(RowCells("750", printed)).baseline, row(RowCells("750", printed)).baseline_bound) == (None, "")


def test_a_total_begins_at_nought_whatever_is_printed_beside_it() -> None:
    assert row(RowCells("【>300】", "【362】"), JOBS).baseline == Decimal(0)


def test_what_was_taken_for_granted_is_said_whoever_wrote_the_number() -> None:
    said = "原文“300”，未写明是每年还是累计，按每年读"
    assert row(RowCells("300", "—"), JOBS).note == row(RowCells("300", "—", value=Decimal(300)), JOBS).note == said
    assert row(RowCells("300", "—", horizon=Horizon.YEAR), JOBS).note == ""
    assert row(RowCells("300", "—", horizon=Horizon.PLAN), JOBS).baseline == 0
