"""总览: from plans and assessments to rows."""

from __future__ import annotations

import dataclasses
from typing import Literal

import msgspec
import pytest

from services.aggregator.board.overview.rows import PlanProgress, SparkPoint
from services.aggregator.board.overview.sections import Section, changes, section
from services.aggregator.board.target.bullet import start_of
from services.aggregator.model import Coverage
from shared.catalogue import Catalogue
from shared.events import Level
from shared.periods import Month
from tests.unit.aggregator.board import sample

MARCH = Month(2025, 3)
CHONGQING = "chongqing-2021-2025"


def _progress(catalogue: Catalogue, plan: str = CHONGQING) -> PlanProgress:
    return sample.plan_progress(catalogue, catalogue.plans[plan], MARCH)


def _with_level(progress: PlanProgress, row: int, before: Level, after: Level) -> PlanProgress:
    now = msgspec.structs.replace(progress.assessments[row], level=after)
    series = dict(progress.series)
    series[row] = {**series[row], MARCH.shift(-1): SparkPoint(1, 1, before), MARCH: SparkPoint(1, 1, after)}
    return PlanProgress(
        progress.plan, progress.region, progress.indicators, MARCH, {**progress.assessments, row: now}, series
    )


def _section(progress: PlanProgress) -> Section:
    return section(progress, Coverage(38, 38, 38))


def test_every_target_of_every_plan_is_a_row(catalogue: Catalogue) -> None:
    sections = [_section(_progress(catalogue, plan)) for plan in catalogue.plans]
    assert sum(each.size for each in sections) == 104
    assert all(sum(number for _, number, _ in each.counts) == each.size for each in sections)


def test_binding_rows_stand_first_and_alone(catalogue: Catalogue) -> None:
    shown = _section(_progress(catalogue))
    assert [row.row for row in shown.binding] == [7, 8]
    assert not any(row.binding for row in shown.others)


def test_a_part_stands_right_behind_what_it_is_part_of(catalogue: Catalogue) -> None:
    for plan in catalogue.plans.values():
        rows = [row.row for row in _section(_progress(catalogue, plan.id)).others]
        for target in plan.targets:
            if target.part_of in rows and target.row in rows:
                between = rows[rows.index(target.part_of) + 1 : rows.index(target.row)]
                assert all(plan.target(row).part_of == target.part_of for row in between)


def test_a_row_whose_print_alone_does_not_say_how_it_is_read_has_a_sentence(catalogue: Catalogue) -> None:
    plan = catalogue.plans[CHONGQING]
    note = "原文“提高2个百分点”，由基期95折算"
    targets = tuple(dataclasses.replace(each, note=note if each.row == 6 else "") for each in plan.targets)
    progress = dataclasses.replace(_progress(catalogue), plan=dataclasses.replace(plan, targets=targets))
    assert {row.row: row.note for row in _section(progress).others if row.note} == {6: note}


def test_figures_are_written_in_the_printed_unit(catalogue: Catalogue) -> None:
    row = _section(_progress(catalogue)).binding[1]
    assert (row.name, row.unit, row.actual, row.expected, row.target) == (
        "工伤保险参保人数",
        "万人",
        "658.60",
        "747.00",
        "750.00",
    )
    assert (row.difference, row.behind, row.mark.level) == ("−88.40", True, "red")


def test_a_target_that_was_never_assessed_is_still_a_row(catalogue: Catalogue) -> None:
    progress = _progress(catalogue)
    bare = PlanProgress(progress.plan, progress.region, progress.indicators, MARCH, {}, {})
    shown = _section(bare)
    assert shown.size == 20
    assert {row.mark.level for row in shown.rows} == {"unassessed"}
    assert {row.actual for row in shown.rows} == {"–"}


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [("yellow", "red", "加重"), ("red", "normal", "缓解"), ("missing", "red", "转为"), ("red", "missing", "转为")],
)
def test_a_changed_level_says_which_way_it_went(catalogue: Catalogue, before: Level, after: Level, word: str) -> None:
    shown = _section(_with_level(_progress(catalogue), 8, before, after))
    change = shown.binding[1].change
    assert change is not None
    assert (change.before.level, change.after.level, change.word) == (before, after, word)


@pytest.mark.parametrize(("before", "after"), [("red", "reporting"), ("reporting", "red"), ("unassessed", "normal")])
def test_a_month_still_being_reported_is_no_change(catalogue: Catalogue, before: Level, after: Level) -> None:
    shown = _section(_with_level(_progress(catalogue), 8, before, after))
    assert shown.binding[1].change is None


def test_a_yearly_total_grows_from_zero_whatever_the_year_before_was(catalogue: Catalogue) -> None:
    plan = catalogue.plans[CHONGQING]
    postdoctoral = plan.target(13)
    assert postdoctoral.baseline == 806
    assert start_of(postdoctoral, catalogue.indicators[postdoctoral.indicator]) == 0


def test_a_way_starts_at_its_baseline_and_a_line_to_keep_has_no_start(catalogue: Catalogue) -> None:
    plan = catalogue.plans[CHONGQING]
    starts = {row: start_of(plan.target(row), catalogue.indicators[plan.target(row).indicator]) for row in (8, 3, 17)}
    assert starts == {8: 7_300_000, 3: None, 17: None}


@pytest.mark.parametrize("rule", ["trajectory", "final"])
def test_a_way_that_the_plan_does_not_print_starts_at_the_month_before_it_up_to_its_end(
    catalogue: Catalogue, rule: Literal["trajectory", "final"]
) -> None:
    target = dataclasses.replace(catalogue.plans[CHONGQING].target(8), baseline=None)
    indicator = catalogue.indicators[target.indicator]
    found = msgspec.structs.replace(_progress(catalogue).assessments[8], rule=rule, baseline=7_310_000)
    assert start_of(target, indicator, found) == 7_310_000
    assert start_of(target, indicator, msgspec.structs.replace(found, baseline=7_600_000)) is None  # reached
    assert start_of(target, indicator, msgspec.structs.replace(found, baseline=None)) is None


def test_what_got_worse_is_listed_before_what_got_better(catalogue: Catalogue) -> None:
    progress = _with_level(_progress(catalogue), 1, "yellow", "red")
    shown = _section(_with_level(progress, 8, "red", "normal"))
    listed = [row.row for _, row in changes([shown])]
    assert listed.index(1) < listed.index(8)


def test_coverage_counts_who_has_reported_and_the_rows_that_are_not_judged_for_the_others(catalogue: Catalogue) -> None:
    progress = _progress(catalogue)
    found = {**progress.assessments, 8: msgspec.structs.replace(progress.assessments[8], level="missing")}
    seen = section(dataclasses.replace(progress, assessments=found), Coverage(38, 35, 30)).coverage
    assert (seen.expected, seen.reported, seen.accepted, seen.short, seen.word) == (38, 35, 30, 1, "初步")


def test_a_row_says_how_many_units_reported_only_when_some_are_missing(catalogue: Catalogue) -> None:
    progress = _progress(catalogue)
    short = msgspec.structs.replace(progress.assessments[8], reported_units=37)
    rows = _section(
        PlanProgress(
            progress.plan,
            progress.region,
            progress.indicators,
            MARCH,
            {**progress.assessments, 8: short},
            progress.series,
        )
    ).binding
    assert [row.reported for row in rows] == ["", "37/38"]


def test_a_month_that_nobody_has_reported_yet_is_of_simulated_figures_where_those_before_it_are(
    catalogue: Catalogue,
) -> None:
    """What is drawn of the months before, and the alerts beside it, come of them."""
    progress = _progress(catalogue)
    now = {row: msgspec.structs.replace(item, simulated=False) for row, item in progress.assessments.items()}
    later = dataclasses.replace(progress, assessments=now)
    assert _section(later).simulated
    real = {row: {MARCH: SparkPoint(1, 1, "normal")} for row in now}
    assert not _section(dataclasses.replace(later, series=real)).simulated
