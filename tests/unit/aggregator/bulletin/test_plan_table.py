"""A plan's table in a bulletin."""

from __future__ import annotations

from services.aggregator.bulletin.plan_table import table_of
from shared.catalogue import Catalogue
from shared.catalogue.amendments import NO_AMENDMENTS
from shared.events.bulletin_content import BulletinTable
from shared.periods import Month
from tests.unit.aggregator.board import sample

MARCH = Month(2025, 3)


def a_table(catalogue: Catalogue, *, assessed: bool = True) -> BulletinTable:
    plan = catalogue.plans["chongqing-2021-2025"]
    found = {row: item for row, item in sample.plan_progress(catalogue, plan, MARCH).assessments.items() if assessed}
    return table_of(plan, found, MARCH, NO_AMENDMENTS, {(plan.id, 1): ("合计从0起算。",)})


def test_every_printed_row_is_in_it_with_what_it_comes_to(catalogue: Catalogue) -> None:
    table = a_table(catalogue)
    assert [row.row for row in table.rows] == [each.row for each in catalogue.plans[table.plan].targets]
    injury = next(row for row in table.rows if row.row == 8)
    assert injury.actual is not None and injury.expected is not None
    assert (injury.actual.text, injury.expected.text) == ("658.60", "747.00")
    assert (injury.reported, injury.owing, injury.revised) == (38, 38, "")


def test_a_row_that_was_not_assessed_is_unjudged_and_has_no_figures(catalogue: Catalogue) -> None:
    row = a_table(catalogue, assessed=False).rows[0]
    assert (row.level, row.judged, row.reason) == ("unassessed", "不判", "")
    assert (row.actual, row.expected, row.progress, row.owing) == (None, None, None, 0)


def test_the_notes_tell_how_the_print_is_to_be_read_and_what_is_odd_about_it(catalogue: Catalogue) -> None:
    notes = a_table(catalogue).notes
    assert notes == ("【】、[]内为2021—2025年累计数，照规划原文印出。", "第1行：合计从0起算。")
