"""How an area's districts stand: accepted figures only, and targets that are theirs."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from services.aggregator.districts.ranking import Basis, Ranking
from services.aggregator.districts.standing import Districts
from services.aggregator.figures.reader import Figures
from shared.events import ReportAccepted, TargetAllocated, TargetShare
from shared.periods import Month, today_in_china
from tests.narrowing import there
from tests.unit.aggregator.bulletin.world import AREA, INJURY, LAST, BulletinWorld


def ranking(world: BulletinWorld, period: Month = LAST) -> Ranking:
    catalogue = world.standalone.runtime.catalogue
    districts = Districts(catalogue, Figures(catalogue))
    item = catalogue.indicators[INJURY]
    with world.standalone.aggregator.database.read() as connection:
        today = today_in_china(world.clock)
        return districts.rankings(connection, AREA, [item], period, today)[INJURY]


def allocation(period: str, *shares: TargetShare) -> TargetAllocated:
    return TargetAllocated(
        plan="chongqing-2021-2025",
        row=8,
        region=AREA,
        period=period,
        amount=sum(share.amount for share in shares),
        shares=shares,
        gap=0,
        method="given",
        document="分解表",
        number="",
        second_signer="key:second",
    )


def test_districts_are_ranked_by_growth_and_those_with_a_plan_are_judged_by_it(world: BulletinWorld) -> None:
    found = ranking(world)
    assert found.basis is Basis.GROWTH
    assert len(found.placed) == 38
    assert found.placed[0].growth == Fraction(-20 * 12, 190_000 + 10 * 37 - 20 * 5)
    judged = {each.standing.region: each.standing.goal for each in found.placed if each.standing.goal}
    assert set(judged) == {"500107", "500240"}
    assert {goal.source for goal in judged.values()} == {"own"}


def test_what_is_not_accepted_is_not_looked_at(fresh: BulletinWorld) -> None:
    period, unit = LAST.shift(1), fresh.units[0]
    fresh.append([fresh.submitted(unit, period, 1, 1)])
    fresh.clock.advance(timedelta(days=1))
    waiting = next(each for each in ranking(fresh, period).placed if each.standing.region == unit)
    assert (waiting.standing.now, waiting.place, waiting.reason) == (None, None, "short_coverage")
    fresh.append([ReportAccepted(region=unit, period=str(period), revision=1)])
    assert next(each for each in ranking(fresh, period).placed if each.place).standing.now == 1


def test_an_allocated_target_is_the_districts_and_its_own_plans_goes_before_it(fresh: BulletinWorld) -> None:
    fresh.append([allocation("", TargetShare("500101", 200_000, "given"), TargetShare("500107", 1, "given"))])
    goals = {each.standing.region: each.standing.goal for each in ranking(fresh).placed if each.standing.goal}
    assert {code: goal.source for code, goal in goals.items()} == {
        "500101": "allocated",
        "500107": "own",
        "500240": "own",
    }
    goal = goals["500101"]
    share = Fraction(200_000, 7_500_000)
    assert [goal.value, goal.actual] == [200_000, 190_000 - 20 * 17]
    assert goal.progress == (there(goal.actual) - 7_300_000 * share) / (200_000 * share * Fraction(42, 60))


def test_with_a_share_for_each_the_districts_are_ranked_by_progress(fresh: BulletinWorld) -> None:
    shares = [TargetShare(unit, 190_000 + place, "given") for place, unit in enumerate(fresh.units)]
    fresh.append([allocation("", *shares)])
    found = ranking(fresh)
    assert found.basis is Basis.PROGRESS
    assert all(each.place for each in found.placed)
