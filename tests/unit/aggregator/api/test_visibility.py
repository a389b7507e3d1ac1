"""What waits for review shows to those who may read the unit, and to nobody else."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.api.visibility import veil_parts, veil_progress, waiting_since
from services.aggregator.model import ProgressKey
from services.aggregator.tables import UNIT_MONTHS
from services.aggregator.targets.gaps import GapParts
from services.aggregator.veil.held_back import AWAITING, fold_parts
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan
from shared.events import Contribution, YearStanding
from shared.periods import Month
from shared.security.access import Access, Sight
from shared.security.keys import Principal, Role
from tests.builders import AUDITOR, an_assessment

UNIT, SIBLING, CITY = "500107", "500106", "500000"
JANUARY, MARCH, APRIL = Month(2023, 1), Month(2023, 3), Month(2023, 4)


def stand(connection: sa.Connection, region: str, period: Month, status: str) -> None:
    values = {"year": period.year, "revision": 1, "position": 1, "simulated": False, "has_year_to_date": False}
    row = {"period": str(period), "region": region, "status": status, **values}
    connection.execute(sa.insert(UNIT_MONTHS).values(**row))


def who(role: Role, region: str) -> Principal:
    return Principal("k", role, region)


def plan_of(catalogue: Catalogue, region: str) -> Plan:
    return catalogue.plans_of(region)[0]


def keys(plan_id: str, *periods: Month) -> list[ProgressKey]:
    return [ProgressKey(plan_id, 1, period) for period in periods]


@pytest.mark.parametrize("status", ["submitted", "corrected"])
@pytest.mark.parametrize(
    ("viewer", "sees"),
    [
        (None, False),
        (who(Role.REPORTER, SIBLING), False),
        (who(Role.REVIEWER, "510000"), False),
        (who(Role.REPORTER, UNIT), True),
        (who(Role.SIGNER, UNIT), True),
        (who(Role.REVIEWER, CITY), True),
        (AUDITOR, True),
    ],
)
def test_a_units_own_plan_shows_what_is_accepted(
    connection: sa.Connection, catalogue: Catalogue, status: str, viewer: Principal | None, sees: bool
) -> None:
    stand(connection, UNIT, JANUARY, "accepted")
    stand(connection, UNIT, MARCH, status)
    plan = plan_of(catalogue, UNIT)
    found = dict.fromkeys(keys(plan.id, JANUARY, MARCH, APRIL), an_assessment())
    shown = list(veil_progress(connection, Access(catalogue).sight(viewer), plan, found).values())
    assert shown[0] == an_assessment()
    for item in shown[1:]:
        if sees:
            assert item == an_assessment()
        else:
            assert (item.reason, item.level) == (AWAITING, "unassessed")
            told = (item.actual, item.gap, item.progress, item.accepted_progress, item.months_behind, item.recent_pace)
            assert set(told) == {None}


@pytest.mark.parametrize(("viewer", "before"), [(None, None), (AUDITOR, 800)])
def test_the_year_before_a_units_own_plan_is_held_back_while_it_waits(
    connection: sa.Connection, catalogue: Catalogue, viewer: Principal | None, before: int | None
) -> None:
    plan = plan_of(catalogue, UNIT)
    first, second = plan.first.shift(1), plan.first.shift(2)
    stand(connection, UNIT, second.shift(-12), "corrected")
    year = YearStanding(year=plan.first.year, target=5_000, actual=900, completed=1_800, before=800, change=1_250)
    found = dict.fromkeys(keys(plan.id, first, second), an_assessment(year=year))
    found[ProgressKey(plan.id, 2, second)] = an_assessment()
    earlier, later, without = veil_progress(connection, Access(catalogue).sight(viewer), plan, found).values()
    assert earlier.year == year
    assert later.year is not None
    assert (later.year.before, later.year.change) == (before, None if before is None else 1_250)
    assert (later.year.actual, later.year.completed, later.actual) == (900, 1_800, an_assessment().actual)
    assert without == an_assessment()


def test_a_sum_shows_to_everybody_and_names_no_unit_that_waits(connection: sa.Connection, catalogue: Catalogue) -> None:
    stand(connection, UNIT, MARCH, "submitted")
    stand(connection, SIBLING, MARCH, "accepted")
    plan = plan_of(catalogue, CITY)
    parts = (Contribution(UNIT, 70, 7_000), Contribution(SIBLING, 20, 2_000), Contribution("500103", 7, 700))
    item = an_assessment(contributions=parts, rest_gap=3, rest_units=1)
    (before, after) = keys(plan.id, JANUARY, MARCH)
    shown = veil_progress(connection, Access(catalogue).sight(None), plan, {before: item, after: item})
    assert shown[before] == item
    assert [part.region for part in shown[after].contributions] == [SIBLING, "500103"]
    assert (shown[after].rest_gap, shown[after].rest_units) == (73, 2)
    assert shown[after].actual == item.actual
    own = veil_progress(connection, Access(catalogue).sight(who(Role.REPORTER, UNIT)), plan, {after: item})
    assert own[after] == item


def test_the_split_of_an_expected_targets_gap_is_veiled_as_well(
    connection: sa.Connection, catalogue: Catalogue
) -> None:
    stand(connection, UNIT, MARCH, "submitted")
    parts = GapParts((Contribution(UNIT, 70, 7_000), Contribution(SIBLING, 20, 2_000)), 10, 5)
    plan, nobody = plan_of(catalogue, CITY), Access(catalogue).sight(None)
    assert veil_parts(connection, nobody, plan, MARCH, parts) == GapParts((Contribution(SIBLING, 20, 2_000),), 80, 6)
    assert veil_parts(connection, nobody, plan, JANUARY, parts) == parts


def test_what_was_returned_or_withdrawn_waits_for_nothing(connection: sa.Connection) -> None:
    for month, status in enumerate(("accepted", "returned", "withdrawn"), 1):
        stand(connection, UNIT, Month(2023, month), status)
    assert waiting_since(connection, [UNIT], JANUARY, APRIL) == {}
    assert waiting_since(connection, [], JANUARY, APRIL) == {}


def test_a_sum_above_the_units_is_seen_by_everybody(catalogue: Catalogue) -> None:
    nobody: Sight = Access(catalogue).sight(None)
    assert nobody.sees(CITY)
    assert nobody.sees("500000-zc")
    assert not nobody.sees(UNIT)
    assert not nobody.sees("999999")


UNITS = [f"{number:06d}" for number in range(8)]


@given(
    st.lists(st.integers(-100, 100), min_size=0, max_size=8),
    st.sets(st.sampled_from(UNITS)),
    st.integers(-100, 100),
    st.integers(0, 3),
)
def test_folding_keeps_the_sum_and_never_leaves_a_hidden_unit_alone(
    gaps: list[int], hidden: set[str], rest: int, rest_units: int
) -> None:
    listed = tuple(Contribution(UNITS[index], gap, 0) for index, gap in enumerate(gaps))
    parts = GapParts(listed, rest if rest_units else 0, rest_units)
    folded = fold_parts(parts, hidden)
    assert sum(part.gap for part in folded.listed) + folded.rest_gap == sum(gaps) + parts.rest_gap
    assert len(folded.listed) + folded.rest_units == len(listed) + rest_units
    assert hidden.isdisjoint(part.region for part in folded.listed)
    if folded != parts:
        assert folded.rest_units > 1 or len(listed) == 1
