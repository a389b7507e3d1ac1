"""An evaluation is an event: the same position gives the same bytes, whatever comes later."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.aggregator.bulletin.publish import KeyReused, Superseded
from services.aggregator.evaluation.kinds import NotEvaluated
from services.aggregator.evaluation.publish import AskedEvaluation, PublishedEvaluation, Publisher
from services.aggregator.evaluation.written.renditions import made_anew, render
from services.aggregator.issuing.renditions import PDF, digests
from shared.events import AdjustmentApproved, ReportAccepted, TargetRevised
from shared.events.published.evaluation import EvaluationContent
from shared.periods import Month
from tests.golden.target_sample import adjustment_examples
from tests.unit.aggregator.bulletin.world import AREA, INJURY, BulletinWorld

PLAN = "chongqing-2021-2025"
MIDTERM, YEAR, FINAL = (
    AskedEvaluation(PLAN, "midterm"),
    AskedEvaluation(PLAN, "annual", 2023),
    AskedEvaluation(PLAN, "final"),
)
LAST = Month(2025, 12)


def published(world: BulletinWorld, asked: AskedEvaluation, key: str | None = None) -> PublishedEvaluation:
    evaluations = world.standalone.aggregator.evaluations
    return evaluations.publish(asked, evaluations.at(""), Publisher("ops", "c-1", key))


def draft(world: BulletinWorld, asked: AskedEvaluation, position: int | None = None) -> EvaluationContent:
    evaluations = world.standalone.aggregator.evaluations
    return evaluations.draft(asked, evaluations.at("" if position is None else str(position)))


def ended(world: BulletinWorld) -> None:
    """The plan's last month is reported and accepted: one of the two binding stocks keeps its target."""
    world.clock.set(datetime(2026, 1, 5, tzinfo=UTC))
    world.append(world.submitted(unit, LAST, 190_000, 170_000) for unit in world.units)
    world.append(ReportAccepted(region=unit, period=str(LAST), revision=1) for unit in world.units)
    world.clock.set(datetime(2026, 1, 28, tzinfo=UTC))


def adjusted(world: BulletinWorld) -> None:
    """The target of row 8 is adjusted from July 2023 on."""
    proposed, approved, _ = adjustment_examples()
    assert isinstance(approved, AdjustmentApproved)
    revised = TargetRevised(
        plan=PLAN,
        row=8,
        region=AREA,
        value="700",
        unit="万人",
        effective="2023-07",
        document=approved.document,
        number=approved.number,
        reason="参保口径调整",
        second_signer="signer",
    )
    world.append_of(
        [(proposed, f"adjustments-{PLAN}"), (approved, f"adjustments-{PLAN}"), (revised, f"target-{PLAN}-8")]
    )


def test_a_draft_at_a_position_is_byte_for_byte_the_same_before_and_after_corrections(fresh: BulletinWorld) -> None:
    ended(fresh)
    position = fresh.now().position
    printing = fresh.standalone.aggregator.evaluations.printing
    first = draft(fresh, FINAL, position)
    before = render(first) | {PDF: made_anew(first, printing, PDF)}
    fresh.correct(LAST, 260_000)
    fresh.correct(Month(2024, 5), 250_000)
    again = draft(fresh, FINAL, position)
    assert render(again) | {PDF: made_anew(again, printing, PDF)} == before
    assert render(draft(fresh, FINAL)) != render(again)


def test_what_was_published_stays_and_corrections_make_a_new_edition(fresh: BulletinWorld) -> None:
    first = published(fresh, MIDTERM)
    assert first.created and published(fresh, MIDTERM).event == first.event
    evaluations = fresh.standalone.aggregator.evaluations
    kept = evaluations.kept(first)
    assert kept is not None and {**digests(render(first.event.content)), PDF: kept.digest} == first.event.digests
    assert evaluations.differing(first) == []
    fresh.correct(Month(2023, 6), 250_000)
    second = published(fresh, MIDTERM)
    assert (second.event.number, second.created) == (2, True)
    key = evaluations.key(MIDTERM, None)
    again = evaluations.find(key, 1)
    assert again is not None and again.event == first.event
    latest = evaluations.find(key)
    assert latest is not None and latest.event == second.event
    with pytest.raises(Superseded):
        evaluations.publish(MIDTERM, evaluations.at(str(first.event.position - 1)), Publisher("ops", "c-2"))


def test_reports_of_other_months_make_no_new_edition(fresh: BulletinWorld) -> None:
    first = published(fresh, MIDTERM)
    fresh.correct(Month(2024, 5), 250_000)
    again = published(fresh, MIDTERM)
    assert (again.created, again.event) == (False, first.event)


def test_the_final_one_judges_every_row_and_says_what_could_not_be(fresh: BulletinWorld) -> None:
    ended(fresh)
    content = draft(fresh, FINAL)
    assert content.final is not None and content.simulated and content.outlook == ()
    rows = {row.row: row for row in content.final.rows if row.row}
    assert len(rows) == 20
    injury, unemployment = rows[8], rows[7]
    assert (injury.outcome, injury.verdict, injury.difference) == ("722", "未完成", "-28")
    assert (unemployment.outcome, unemployment.verdict, unemployment.difference) == ("646", "完成", "36")
    assert rows[1].verdict == "无法判定" and rows[1].remark
    assert [each.row for each in content.behind] == [8]
    assert {each.row for each in content.unjudged} == set(rows) - {7, 8}


def test_an_adjustment_midway_is_told_with_who_approved_it_and_at_the_row_of_the_final_table(
    fresh: BulletinWorld,
) -> None:
    first = published(fresh, MIDTERM)
    assert first.event.content.adjusted == ()
    adjusted(fresh)
    ended(fresh)
    content = draft(fresh, FINAL)
    (told,) = content.adjusted
    assert (told.before, told.after, told.approved) == ("750", "700", "市人民政府 2023-06-20")
    assert content.previous == "中期评估"
    row = next(each for each in content.final.rows if each.row == 8)  # type: ignore[union-attr]
    assert (row.target, row.verdict, row.difference) == ("750→700", "完成", "22")
    assert "2023年7月起调整为700万人" in row.remark
    assert draft(fresh, MIDTERM, first.event.position) == first.event.content


def test_revisions_since_the_evaluation_before_name_month_and_difference(fresh: BulletinWorld) -> None:
    published(fresh, MIDTERM)
    fresh.correct(Month(2023, 5), 290_000)
    content = draft(fresh, YEAR)
    assert content.previous == "中期评估"
    (injury,) = [each for each in content.revisions if each.indicator == INJURY]
    assert (injury.period, injury.unit) == ("2023-05", "万人")
    assert content.since == "2023-01"


def test_quality_counts_the_reports_of_the_span_as_they_were_known(fresh: BulletinWorld) -> None:
    (year,) = draft(fresh, YEAR).quality
    assert (year.year, year.reported, year.corrected) == (2023, 12 * 38, 0)
    assert year.late == year.returned == 0
    position = fresh.now().position
    fresh.correct(Month(2023, 5), 290_000)
    assert draft(fresh, YEAR).quality[0].corrected == 1
    assert draft(fresh, YEAR, position).quality == (year,)


def test_the_same_key_gives_the_same_edition_and_not_another_kind(fresh: BulletinWorld) -> None:
    first = published(fresh, MIDTERM, "ops:k")
    fresh.correct(Month(2023, 6), 260_000)
    again = published(fresh, MIDTERM, "ops:k")
    assert (again.event, again.created) == (first.event, False)
    with pytest.raises(KeyReused):
        published(fresh, YEAR, "ops:k")


def test_what_cannot_be_evaluated_is_refused_in_a_sentence(world: BulletinWorld) -> None:
    for asked, words in (
        (FINAL, "2025年12月还没有数据"),
        (AskedEvaluation("nobodys", "final"), "没有规划"),
        (AskedEvaluation(PLAN, "annual", 2030), "不在规划期"),
    ):
        with pytest.raises(NotEvaluated, match=words):
            draft(world, asked)
