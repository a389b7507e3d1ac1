"""An id in an address opens an object only to those whose it is: the unit itself, and whoever is above it.

One report, one alert and one message of 九龙坡区 are asked for by the unit, a sister, those above and strangers, in
every role. Nothing is told of what it holds: a door that is shut says so whatever stands behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from shared.catalogue import load_catalogue
from shared.periods import SettableClock
from shared.security.access import Access
from shared.security.keys import Principal, Role
from shared.security.permissions import RULES
from tests.unit.asking import CITY, PLACES, UNIT, Asker, Building, building

SISTER, FOREIGN, FOREIGN_UNIT = "500106", "510000", "510104"
MONTHS = ("2023-01", "2023-02", "2023-03")
NOW = datetime(2023, 4, 27, 4, tzinfo=UTC)

OF_A_UNIT = frozenset({"region", "area", "adjustment"})
"""Ids of whose unit, or area, it is: an adjustment is of its plan's."""
OF_AN_ALERT = frozenset({"number", "notification", "sha256"})
"""Ids of an alert, of a message about it, of a file that came with it."""
OF_A_DEPARTMENT = frozenset({"evidence"})
"""Ids of a file that came with a statement on a commitment: whose it is, test_whose_commitment.py asks."""
ACCOUNTS = frozenset({"account"})
"""Ids of people, whom only who runs the system sees, wherever they are."""
SAMPLED = frozenset({"enterprise"})
"""Ids of sample enterprises: whose they are is held in tests/unit/intake/panel, district by district."""
NOBODYS = frozenset({"period", "plan", "evaluation", "row", "code", "kind", "name"})
"""What is no unit's object: months, plans, pages of the map, kinds of letters, names of files."""

WHERE = {"own": UNIT, "sister": SISTER, "parent": CITY, "foreign": FOREIGN, "foreign unit": FOREIGN_UNIT}
ASKERS = tuple(
    Asker(f"{role} {where}".replace(" ", "-"), role, region)
    for role in (Role.REPORTER, Role.SIGNER, Role.REVIEWER, Role.AUDITOR)
    for where, region in WHERE.items()
)
OPEN_TO_ALL = ("GET /reports/{region}",)  # leads on to a page that asks


def parameters(route: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", route))


def about_somebody(route: str) -> bool:
    rule = RULES[route]
    ids = parameters(route) & (OF_A_UNIT | OF_AN_ALERT)
    return bool(ids) and not (rule.board or rule.open or rule.link)


ROUTES = sorted(route for route in RULES if about_somebody(route))


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Building]:
    """A report that is far behind, accepted, with its alert and the messages about it."""
    with building(tmp_path_factory.mktemp("objects"), clock=SettableClock(NOW), sweep_seconds=3_600.0) as made:
        for number, period in enumerate(MONTHS):
            lines = [
                {
                    "indicator": "medical_insurance_coverage_rate",
                    "numerator": 5_003 + 7 * number,
                    "denominator": 10_000,
                },
                {"indicator": "urban_new_employment", "value": 2_503 + 7 * number},
            ]
            made.report({"region": UNIT, "period": period, "lines": lines, "note": "试报"})
            made.accept(UNIT, period)
        made.settle()
        for each in ASKERS:
            made.let_in(each)
        yield made


@pytest.fixture(scope="module")
def places(furnished: Building) -> dict[str, str]:
    """The ids of things that are there."""
    about = [name for name in furnished.messages if name.startswith("JLP-")]
    assert about, furnished.messages
    number = re.match(r"JLP-\d+", about[0])
    assert number is not None
    return {**PLACES, "period": furnished.period, "area": UNIT, "number": number[0], "notification": about[0]}


def test_every_id_of_every_address_is_somebodys_or_nobodys(furnished: Building) -> None:
    described = set(furnished.openapi["paths"])
    assert described, "the three services describe their interface"
    named = set().union(*(parameters(route) for route in (*RULES, *described)))
    assert named == OF_A_UNIT | OF_AN_ALERT | OF_A_DEPARTMENT | ACCOUNTS | SAMPLED | NOBODYS
    assert {rule.roles for route, rule in RULES.items() if parameters(route) & ACCOUNTS} == {frozenset({Role.OPS})}


def test_there_is_something_behind_each_door(furnished: Building, places: dict[str, str]) -> None:
    reviewer = next(each for each in ASKERS if each.name == "reviewer-parent")
    for route in ("GET /reviews/{region}/{period}", "GET /v1/reports/{region}/{period}", "GET /outbox/{notification}"):
        assert furnished.ask_for(route, reviewer, places).status_code == 200, route


@pytest.mark.parametrize("route", ROUTES)
def test_an_object_is_opened_by_those_whose_it_is_and_by_those_above(
    furnished: Building, places: dict[str, str], route: str
) -> None:
    access, rule = Access(load_catalogue()), RULES[route]
    expected = {
        each.name: each.role in rule.roles and access.may_read(Principal(each.name, each.role, each.region), UNIT)
        for each in ASKERS
    }
    if route in OPEN_TO_ALL:
        expected = dict.fromkeys(expected, True)
    found = {each.name: furnished.ask_for(route, each, places).status_code != 403 for each in ASKERS}
    assert found == expected


@pytest.mark.parametrize("route", [each for each in ROUTES if each.startswith("GET")])
def test_a_door_that_is_shut_says_nothing_of_what_is_behind_it(
    furnished: Building, places: dict[str, str], route: str
) -> None:
    stranger = next(each for each in ASKERS if each.name == "reviewer-foreign")
    said = furnished.ask_for(route, stranger, places)
    if said.status_code == 403:
        assert not re.search(r"2,?517|5,?017|试报", said.text)
