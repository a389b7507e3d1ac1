"""Units with a plan of their own that are recoded, merged or redrawn in it: what their targets are held against."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from services.aggregator.districts.standing import Districts
from services.aggregator.model import ProgressKey
from services.aggregator.progress import repository
from services.aggregator.progress.target_series import TargetSeries
from shared.events import Assessment, Event, ReportLine
from shared.periods import Month, months, today_in_china
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.changing_city import (
    GIVER,
    GONE,
    NEW,
    OLD,
    STAYS,
    TAKER,
    a_city_merged_in_place,
    with_a_plan_of,
)
from tests.unit.aggregator.play import Play
from tests.unit.aggregator.progress_world import CITY, FLOW, RATE, STOCK

FIRST, LAST = Month(2021, 1), Month(2022, 10)
REDRAWN = Month(2022, 4)


def reports(*units: str) -> list[Event]:
    """Each unit's months, one after the other, where it is there; of a month always the same."""
    known = a_city_merged_in_place() if GONE in units else with_a_plan_of(NEW)
    return [
        make.submitted(
            unit,
            str(month),
            ReportLine(STOCK, 200 + month.ordinal % 50),
            ReportLine(FLOW, 80 + 7 * (month.ordinal % 5)),
            ReportLine(RATE, 95, 100),
        )
        for month in months(FIRST, LAST)
        for unit in units
        if known.valid_in(unit, month)
    ]


def assessed(play: Play, plan: str, events: Iterable[Event]) -> dict[ProgressKey, Assessment]:
    """What stands of the plan once the events have come in, whatever their versions."""
    for event in events:
        play.apply(event)
    with play.database.read() as connection:
        found = repository.load_range(connection, plan, FIRST, Month(2025, 12))
    return {key: msgspec.structs.replace(each, data_version=0) for key, each in found.items()}


@pytest.mark.parametrize("late", ["2021-05", "2022-03"])
def test_a_late_report_of_whom_a_unit_continues_moves_the_units_own_targets(tmp_path: Path, late: str) -> None:
    """OLD became NEW in June 2022: a month of its year, and one of the year before."""
    events, plan = reports(OLD, NEW), f"plan-{NEW}"
    for name in ("in-order", "late"):
        (tmp_path / name).mkdir()
    in_order = assessed(Play(tmp_path / "in-order", 1, with_a_plan_of(NEW)), plan, events)
    afterwards = sorted(events, key=lambda event: getattr(event, "period", "") == late)
    found = assessed(Play(tmp_path / "late", 1, with_a_plan_of(NEW)), plan, afterwards)
    assert found == in_order
    assert found[ProgressKey(plan, 2, LAST)].level not in ("missing", "unassessed")


@pytest.mark.parametrize(("unit", "other"), [(GIVER, TAKER), (STAYS, GONE)])
def test_months_before_a_change_are_judged_by_what_the_unit_was_then_whenever_they_come(
    tmp_path: Path, unit: str, other: str
) -> None:
    """A unit that gave a part away keeps its code, and so does one that another was merged into."""
    catalogue = with_a_plan_of(unit, a_city_merged_in_place() if other == GONE else None)
    events, plan = reports(unit, other), f"plan-{unit}"
    for name in ("in-order", "late"):
        (tmp_path / name).mkdir()
    in_order = assessed(Play(tmp_path / "in-order", 1, catalogue), plan, events)
    afterwards = sorted(events, key=lambda event: getattr(event, "period", "") == "2021-05")
    assert assessed(Play(tmp_path / "late", 1, catalogue), plan, afterwards) == in_order
    assert in_order[ProgressKey(plan, 2, REDRAWN.shift(-1))].level not in ("missing", "unassessed")


def test_who_gave_a_part_away_begins_anew_in_its_targets_as_in_the_rankings(tmp_path: Path) -> None:
    play = Play(tmp_path, 1, with_a_plan_of(GIVER))
    for event in reports(GIVER, TAKER, STAYS):
        play.apply(event)
        play.apply(make.accepted(event.region, event.period))  # type: ignore[attr-defined]
    plan, item = play.catalogue.plans_of(GIVER)[0], play.catalogue.indicators[FLOW]
    with play.database.read() as connection:
        after = TargetSeries(play.figures).whole(connection, plan, [FLOW], LAST)[FLOW]
        before = TargetSeries(play.figures).whole(connection, plan, [FLOW], REDRAWN.shift(-1))[FLOW]
        ranked = Districts(play.catalogue, play.figures).rankings(
            connection, CITY, [item], LAST, today_in_china(play.clock)
        )[FLOW]
    standing = {each.standing.region: each.standing for each in ranked.placed}
    assert (standing[GIVER].now, standing[GIVER].reason) == (None, "redrawn")
    assert [month for month in months(FIRST, LAST) if after.whole(month)] == list(months(REDRAWN, LAST))
    assert after.complete_years(2022) == () and len(before.complete_years(2022)) == 1
