"""How a plan's commitments stand, in words."""

from __future__ import annotations

from datetime import date

from services.aggregator.evaluation.parts.commitments import commitment_lines
from shared.catalogue import Catalogue
from shared.commitments.history import histories
from shared.commitments.standing import CommitmentStanding, standings
from shared.events import Assessment
from shared.periods import Month
from tests.builders import an_assessment
from tests.unit.shared.commitments.builders import OFFICE, a_plan, accepted, recorded, stated

PLAN = "chongqing-2021-2025"


def _standings(catalogue: Catalogue, found: dict[int, Assessment]) -> tuple[CommitmentStanding, ...]:
    plan, period = catalogue.plans[PLAN], Month(2024, 12)
    calendar = catalogue.calendar_of(plan.region)
    return standings(plan, catalogue.departments, {}, found, period, calendar.due_day(period), calendar)


def test_every_commitment_is_told_in_the_order_of_the_text(catalogue: Catalogue) -> None:
    plan = catalogue.plans[PLAN]
    lines = commitment_lines(plan, _standings(catalogue, {8: an_assessment(level="red")}))
    assert [each.printed for each in lines] == [each.printed for each in plan.commitments]
    followed = next(each for each in lines if each.standing == "滞后")
    assert followed.told == "随指标“工伤保险参保人数”：红"
    assert "：" in followed.promised


def test_of_a_statement_everybody_reads_how_far_it_is_and_not_its_words() -> None:
    """A published report stands open to everybody; the words and the paper are written for the reviewer."""
    said = stated(text="王某负责，经费未到位", document="内部纪要", number="7号", value="3", unit="个")
    known = histories(recorded([said, accepted()]))
    plan, calendar = a_plan(), Catalogue((), {}, (), (), (), {}).calendar_of("")
    found = standings(plan, (OFFICE,), known, {}, Month(2021, 12), date(2022, 1, 31), calendar)
    (line,) = commitment_lines(plan, found)
    assert line.told == "2021年 按期推进，3 个"
