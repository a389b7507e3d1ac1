"""A target that is revised on its way: its line, what is assessed anew, and what stays as it was."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.figures.projection import Projection
from services.aggregator.progress.handler import ProgressHandler
from services.aggregator.rebuild.replay import Replay
from services.aggregator.reports import amendments
from services.aggregator.targets.month_shares import EVEN_MONTHS, cumulative_shares
from services.aggregator.targets.trajectory import Trajectory, TrajectoryTurn, turned
from shared.catalogue.amendments import Amendment, Amendments
from shared.catalogue.model.year_shares import even_years
from shared.events import TargetAllocated, TargetRevised
from shared.periods import Month
from tests.unit.aggregator.progress_world import CITY, PLAN, World, a_catalogue, levels

SHARES = cumulative_shares(even_years(5), EVEN_MONTHS)
LENGTH = len(SHARES) - 1
amounts = st.integers(-10_000, 10_000).map(Fraction)


def a_revision(row: int = 1, value: str = "900", effective: str = "2023-01", **changes: Any) -> TargetRevised:
    fields: dict[str, Any] = {
        "plan": PLAN,
        "row": row,
        "region": CITY,
        "value": value,
        "unit": "人",
        "effective": effective,
        "document": "某规划中期调整方案",
        "number": "某府发〔2023〕1号",
        "reason": "口径调整",
        "second_signer": "key:second",
    }
    return TargetRevised(**(fields | changes))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@given(start=amounts, ends=st.lists(amounts, min_size=1, max_size=4), data=st.data())
def test_a_turned_line_never_runs_back_and_reaches_its_end(
    start: Fraction, ends: list[Fraction], data: st.DataObject
) -> None:
    if ends[-1] == start:
        ends[-1] += 1
    afters = sorted(data.draw(st.lists(st.integers(0, LENGTH - 1), min_size=len(ends), max_size=len(ends))))
    line = turned(start, SHARES, [TrajectoryTurn(after, end) for after, end in zip(afters, ends, strict=True)])
    assert (line.expected(0), line.expected(LENGTH)) == (start, ends[-1])
    assert list(line.shares) == sorted(line.shares)


@given(start=amounts, climb=st.integers(1, 10_000), more=st.integers(0, 10_000), after=st.integers(0, LENGTH - 1))
def test_a_raised_target_is_due_without_a_jump(start: Fraction, climb: int, more: int, after: int) -> None:
    old = Trajectory(start, start + climb, SHARES)
    new = turned(start, SHARES, [TrajectoryTurn(0, old.end), TrajectoryTurn(after, old.end + more)])
    assert [new.expected(month) for month in range(after + 1)] == [old.expected(month) for month in range(after + 1)]
    steps = {new.expected(month + 1) - new.expected(month) for month in range(after, LENGTH)}
    assert steps == {(new.end - old.expected(after)) / (LENGTH - after)}


def test_a_line_that_is_turned_for_where_it_already_headed_stays_the_same() -> None:
    assert turned(
        Fraction(600), SHARES, [TrajectoryTurn(0, Fraction(1200)), TrajectoryTurn(24, Fraction(1200))]
    ) == Trajectory(Fraction(600), Fraction(1200), SHARES)


def test_where_more_was_due_than_is_asked_now_all_of_it_is_due_at_once() -> None:
    line = turned(Fraction(0), SHARES, [TrajectoryTurn(0, Fraction(600)), TrajectoryTurn(30, Fraction(200))])
    assert [line.expected(month) for month in (30, 31, 60)] == [200, 200, 200]


def test_a_line_must_head_somewhere() -> None:
    with pytest.raises(ValueError, match="another end"):
        turned(Fraction(1), SHARES, [TrajectoryTurn(0, Fraction(2)), TrajectoryTurn(3, Fraction(1))])


def test_months_from_the_effective_one_on_are_held_against_the_new_target(world: World) -> None:
    world.submit("2021-01", 204)
    world.submit("2021-02", 204)
    world.submit("2021-03", 209)
    before = {period: world.now(1, period) for period in ("2021-01", "2021-02", "2021-03")}
    events = world.apply(a_revision(value="900", effective="2021-03"))
    assert levels(events) == [(1, "2021-03", "normal")]
    assert {period: world.now(1, period) for period in ("2021-01", "2021-02")} == {
        period: before[period] for period in ("2021-01", "2021-02")
    }
    now = world.now(1, "2021-03")
    # 620 was due at the end of February; the remaining 280 are spread over 58 months
    assert (before["2021-03"].expected, before["2021-03"].target) == (630, 1200)
    assert (now.expected, now.target, now.data_version) == (625, 900, 10)


def test_a_revision_can_turn_a_level_and_a_binding_target_into_an_expected_one(world: World) -> None:
    world.submit("2021-01", 204)
    world.submit("2021-02", 205)
    world.submit("2021-03", 210)
    first, second = world.apply(a_revision(value="4000", effective="2021-02", attribute="expected"))
    assert (first.assessment.level, first.assessment.reason, first.binding) == ("normal", "within_a_month", False)
    assert first.assessment.expected == 667  # 610, and one 59th of the remaining 3390
    assert (second.assessment.level, second.assessment.expected, second.binding) == ("orange", 725, False)


def test_a_floor_that_becomes_a_climb_starts_where_the_plan_did(world: World) -> None:
    world.apply(a_revision(value="500", effective="2021-01"))
    world.submit("2021-01", 204)
    assert (world.now(1, "2021-01").rule, world.now(1, "2021-01").expected) == ("floor", 500)
    world.apply(a_revision(value="1190", effective="2021-02"))
    world.submit("2021-02", 204)
    assert (world.now(1, "2021-02").rule, world.now(1, "2021-02").expected) == ("trajectory", 610)
    assert world.now(1, "2021-01").rule == "floor"


def test_breaches_in_a_row_are_counted_against_what_held_in_each_month(world: World) -> None:
    world.submit("2021-01", 204, covered=85)
    world.submit("2021-02", 204, covered=85)
    assert world.now(3, "2021-02").breached_periods == 2
    world.apply(a_revision(3, "84", "2021-02", unit="%"))
    assert world.now(3, "2021-02").level == "normal"
    world.submit("2021-03", 204, covered=83)
    assert (world.now(3, "2021-03").breached_periods, world.now(3, "2021-03").level) == (1, "yellow")


def test_the_decision_recorded_last_holds_from_its_own_month_on(world: World) -> None:
    for month in ("2021-01", "2021-02", "2021-03"):
        world.submit(month, 204)
    world.apply(a_revision(value="900", effective="2021-03"))
    world.apply(a_revision(value="1000", effective="2021-02"))
    assert [world.now(1, month).target for month in ("2021-01", "2021-02", "2021-03")] == [1200, 1000, 1000]


def test_an_amendment_that_is_read_twice_changes_nothing(world: World) -> None:
    world.submit("2021-01", 204)
    events = [world.recorded(a_revision(effective="2021-01"))]
    head = world.head()
    for _ in range(2):
        with world.database.write() as connection:
            world.projection(connection, events)
    assert world.head() == head + 1


def test_a_report_after_the_revision_is_held_against_it_and_so_is_every_later_month(world: World) -> None:
    world.apply(a_revision(2, "60000", "2021-02"))
    world.submit("2021-01", 204)
    world.submit("2021-02", 204)
    assert [world.now(2, month).target for month in ("2021-01", "2021-02")] == [6000, 60000]
    assert world.now(2, "2021-02").expected == 100 + round(Fraction(59_900, 59))


def test_an_allocation_is_kept_and_assesses_nothing(world: World) -> None:
    world.submit("2021-01", 204)
    allocation = TargetAllocated(
        plan=PLAN,
        row=1,
        region=CITY,
        period="",
        amount=1200,
        shares=(),
        gap=1200,
        method="equal",
        document="分解表",
        number="",
        second_signer="key:second",
    )
    assert world.apply(allocation) == []


@pytest.mark.parametrize("changes", [{"plan": "nobodys"}, {"row": 99}], ids=["plan", "row"])
def test_what_amends_a_plan_or_a_row_that_has_left_the_catalogue_is_kept_and_reaches_nothing(
    world: World, changes: dict[str, Any]
) -> None:
    world.submit("2021-01", 204)
    before = world.stored()
    assert world.apply(a_revision(**changes)) == []
    assert world.stored() == before
    with world.database.read() as connection:
        (kept,) = amendments.load(connection).items
    assert (kept.event.plan, kept.event.row) == (changes.get("plan", PLAN), changes.get("row", 1))


def test_another_instance_judges_by_a_revision_as_soon_as_it_is_committed(world: World) -> None:
    other = ProgressHandler(world.catalogue, world.clock, world.figures)
    beside = Projection(world.store, world.catalogue, other.assess, other.revise)
    first, second = Month(2021, 1), Month(2021, 2)
    world.submit(str(first), 204)
    with world.database.write() as connection:
        beside(connection, [world.recorded(a_revision(value="900", effective="2021-02"))])
    world.submit(str(second), 204)
    assert [world.now(1, str(month)).target for month in (first, second)] == [1200, 900]


def test_a_rebuild_of_the_figures_passes_over_amendments() -> None:
    replay = Replay(())
    replay.add(a_revision(), 1)
    assert replay.months == {}


def test_what_was_known_at_a_point_is_what_was_recorded_by_then() -> None:
    target = a_catalogue().plans[PLAN].target(1)
    known = Amendments(
        Amendment(position, position * 10, a_revision(value=value, effective=effective))
        for position, value, effective in ((3, "900", "2021-03"), (5, "800", "2021-02"))
    )
    march = Month(2021, 3)
    assert known.target(target, march).value == 800
    assert known.until(4).target(target, march).value == 900
    assert known.known_at(29).target(target, march) is target
    assert known.until(9) is known
    assert [step.position for step in known.steps(target, march)] == [0, 5]
    assert known.steps(target, Month(2021, 1)) == ()
    plan = a_catalogue().plans[PLAN]
    assert known.plan(plan, march).target(1).value == 800
    assert known.plan(plan, Month(2021, 1)) is plan
