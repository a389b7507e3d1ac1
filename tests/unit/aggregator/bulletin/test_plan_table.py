"""A plan's table in a bulletin."""

from __future__ import annotations

from services.aggregator.bulletin.plan_table import table_of
from shared.catalogue import Catalogue
from shared.catalogue.amendments import NO_AMENDMENTS, Amendment, Amendments
from shared.events import AnnualTargetSet, YearStanding
from shared.events.bulletin_content import BulletinTable
from shared.periods import Month
from tests.builders import an_assessment, one_of_each_event
from tests.unit.aggregator.board import sample

MARCH = Month(2025, 3)


def a_table(catalogue: Catalogue, *, assessed: bool = True) -> BulletinTable:
    plan = catalogue.plans["chongqing-2021-2025"]
    found = {row: item for row, item in sample.plan_progress(catalogue, plan, MARCH).assessments.items() if assessed}
    return table_of(plan, found, MARCH, NO_AMENDMENTS)


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


def test_the_notes_tell_what_the_brackets_of_the_print_mean_and_nothing_of_how_rows_were_transcribed(
    catalogue: Catalogue,
) -> None:
    assert a_table(catalogue).notes == ("【】、[]内为2021—2025年累计数，照规划原文印出。",)


def test_a_year_with_a_target_of_its_own_is_told_with_the_document_that_set_it(catalogue: Catalogue) -> None:
    plan = catalogue.plans["chongqing-2021-2025"]
    year = YearStanding(year=2025, target=650_000, actual=172_000, completed=2_646, before=182_101, change=-555)
    found = {1: an_assessment(year=year)}
    event = next(each for each in one_of_each_event() if isinstance(each, AnnualTargetSet))
    table = table_of(plan, found, MARCH, Amendments([Amendment(9, 0, event)]))
    row = table.rows[0]
    told = [each.text for each in (row.year_target, row.year_completed, row.year_change) if each is not None]
    assert (told, row.revised) == (["65.00", "26.5%", "−5.6%"], "")
    assert table.notes[1] == "第1行2025年度目标65万人，按《2025年政府工作报告》（渝府发〔2025〕1号）。"
    assert table.rows[1].year_target is None
