"""A plan's commitments as its page lists them: by chapter, by department, and with what an indicator says of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.aggregator.board.commitments.rows import (
    NOBODY,
    NOTHING_MORE,
    CommitmentGroup,
    CommitmentRow,
    CommitmentsAsked,
    CommitmentsShown,
    CommitmentsSight,
    commitments_shown,
)
from shared.catalogue import load_catalogue
from shared.catalogue.model import Commitment
from shared.commitments.history import CommitmentEvent, histories
from shared.commitments.standing import standings
from shared.events import Assessment
from shared.periods import Month
from shared.work_calendar import WorkCalendar
from tests.builders import an_assessment
from tests.unit.shared.catalogue.checks.builders import a_commitment
from tests.unit.shared.commitments.builders import accepted, reached, recorded, stated

PLAN = load_catalogue().plans["chongqing-2021-2025"]


def numbers_of(group: CommitmentGroup) -> list[int]:
    """The numbers of a group's rows, in order."""
    return [row.number for clause in group.clauses for row in clause.rows]


EVERYBODY, ALL = CommitmentsSight(everybody=True), CommitmentsAsked()


def shown(
    *promised: Commitment,
    asked: CommitmentsAsked = ALL,
    sight: CommitmentsSight = NOTHING_MORE,
    said: tuple[CommitmentEvent, ...] = (),
    assessments: dict[int, Assessment] | None = None,
) -> CommitmentsShown:
    """Of 重庆's plan with these commitments in February 2023, after what was said of them."""
    plan = replace(PLAN, commitments=tuple(replace(each, plan=PLAN.id) for each in promised))
    known = {(PLAN.id, row): history for (_, row), history in histories(recorded(said)).items()}
    found = standings(plan, [], known, assessments or {}, Month(2022, 12), date(2023, 2, 1), WorkCalendar())
    return commitments_shown(plan, found, asked, sight)


def one(*said: CommitmentEvent, sight: CommitmentsSight = NOTHING_MORE) -> CommitmentRow:
    ((clause,),) = (group.clauses for group in shown(a_commitment(department="就业处"), said=said, sight=sight).groups)
    (row,) = clause.rows
    return row


def test_groups_come_in_the_order_of_the_text_and_hold_every_row_once() -> None:
    found = shown(
        a_commitment(1, place="第二章第一节"),
        a_commitment(2, place="专栏3 第1项"),
        a_commitment(3, place="第二章第二节"),
    )
    assert [(group.title, numbers_of(group), group.count) for group in found.groups] == [
        ("第二章", [1, 3], 2),
        ("专栏3", [2], 1),
    ]
    assert (found.count, found.followed, found.departments, found.chapters) == (3, 0, (), ("第二章", "专栏3"))


def test_a_clause_with_three_numbers_is_printed_once_over_them_and_at_each_of_its_places() -> None:
    (group,) = shown(a_commitment(1), a_commitment(2, subject="零工市场"), a_commitment(3, place="专栏3 第3项")).groups
    assert [(clause.place, len(clause.rows)) for clause in group.clauses] == [
        ("专栏3 第2项（虚构，示例）", 2),
        ("专栏3 第3项", 1),
    ]
    assert group.clauses[0].printed == "建成零工驿站2.50千个。"


def test_a_department_a_chapter_and_a_standing_narrow_the_rows_and_what_is_none_of_them_does_not() -> None:
    promised = (
        a_commitment(1, department="就业处"),
        a_commitment(2, place="第二章第一节"),
        a_commitment(3, department="养老处、就业处"),
    )

    def rows(**asked: str) -> list[int]:
        found = shown(*promised, asked=CommitmentsAsked(**asked))
        return [number for group in found.groups for number in numbers_of(group)]

    assert rows(department="养老处") == [3]
    assert rows(department="就业处") == [1, 3]
    assert rows(department=NOBODY) == [2]
    assert rows(chapter="第二章") == [2]
    assert rows(standing="unassigned") == [2]
    assert rows(standing="silent") == [1, 3]
    assert rows(department="没有的处", chapter="没有的章", standing="no") == [1, 3, 2]
    assert shown(*promised).departments == ("就业处", NOBODY, "养老处")


def test_how_many_stand_so_is_counted_before_a_standing_is_chosen() -> None:
    asked = CommitmentsAsked(standing="silent")
    found = shown(a_commitment(1), a_commitment(2, department="就业处"), asked=asked)
    assert [(each.mark.word, each.many) for each in found.counts] == [("无回音", 1), ("未明确部门", 1)]
    assert [number for group in found.groups for number in numbers_of(group)] == [2]


def test_what_the_table_says_too_stands_with_the_level_and_figure_of_its_row() -> None:
    assessment = an_assessment(level="yellow", actual=6_570_000)
    promised = (a_commitment(1, target_row=8, indicator="work_injury_insurance_insured"), a_commitment(2))
    found = shown(*promised, assessments={8: assessment})
    (clause,) = found.groups[0].clauses
    first, second = clause.rows
    assert first.followed is not None and second.followed is None
    assert (first.followed.row, first.followed.mark.level, first.followed.actual) == (8, "yellow", "657.00 万人")
    assert (first.mark.word, first.source) == ("滞后", "随指标")
    assert found.followed == 1


def test_a_row_that_was_not_judged_yet_says_so() -> None:
    row = shown(a_commitment(1, target_row=8)).groups[0].clauses[0].rows[0]
    assert row.followed is not None
    assert (row.followed.mark.level, row.mark.word) == ("unassessed", "不判")


def test_each_source_says_its_own_and_the_words_are_shown_to_those_only_who_may_see_them() -> None:
    said = (reached("begun", "2021-05-01"), stated("2022", value="2", unit="千个"), accepted("2022"))
    row = one(*said)
    assert (row.mark.word, row.source) == ("按期", "部门填报")
    assert [(each.label, each.text, each.words) for each in row.lines] == [
        ("节点", "2021-05-01 开工（启动），2号", ""),
        ("填报", "2022年 按期推进，2 千个", ""),
    ]
    assert one(*said, sight=EVERYBODY).lines[1].words == "按计划推进。"
    assert one(*said, sight=CommitmentsSight(department="就业处")).lines[1].words == "按计划推进。"
    assert one(*said, sight=CommitmentsSight(department="养老处")).lines[1].words == ""


def test_what_waits_for_review_is_shown_to_those_only_who_may_see_it() -> None:
    row = one(stated("2022", progress="done"))
    assert (row.mark.word, row.lines) == ("已报待审", ())
    seen = one(stated("2022", progress="done"), sight=EVERYBODY)
    assert [(each.label, each.text) for each in seen.lines] == [("待审核", "2022年 已完成")]


def test_what_is_owed_and_not_stated_says_since_when() -> None:
    row = one(stated("2021"), accepted("2021"))
    assert (row.mark.word, row.source) == ("无回音", "")
    assert row.lines[-1].label == "未报"
    assert row.lines[-1].text.startswith("2022年的进度应于")


def test_what_is_simulated_is_told() -> None:
    promised = a_commitment(department="就业处")
    assert not shown(promised, said=(stated("2022"), accepted("2022"))).simulated
    assert shown(promised, said=(stated("2022", simulated=True), accepted("2022"))).simulated
