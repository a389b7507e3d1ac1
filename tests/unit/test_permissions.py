"""Every route times every role, at home and abroad, signed in or not: allowed, 401 or 403 as the table says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.security.keys import Role
from shared.security.permissions import RULES, AccessRule
from tests.unit.asking import EVERYBODY, Building, Somebody, building

WHERE_EVERYBODY_LOGS_IN = "POST /login"


@pytest.fixture(scope="module")
def open_board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Building]:
    with building(tmp_path_factory.mktemp("open")) as made:
        yield made


@pytest.fixture(scope="module")
def closed_board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Building]:
    with building(tmp_path_factory.mktemp("closed"), open_board=False) as made:
        yield made


def expected(rule: AccessRule, who: Somebody, *, board_is_open: bool) -> str:
    if rule.link:
        return "forbidden"  # nobody here holds one
    if rule.step:
        return "sign in"  # nobody here stands at one
    if rule.open or (rule.board and (board_is_open or who.role is not None)):
        return "allowed"
    if who.role is None:
        return "sign in"
    roles = frozenset(Role) if rule.board else rule.roles
    return "allowed" if who.role in roles and not (rule.regional and who.foreign) else "forbidden"


def found(building: Building, route: str, who: Somebody) -> str:
    answer = building.ask(route, who)
    to_login = answer.status_code == 303 and answer.headers["location"].startswith("/login")
    if answer.status_code == 401 or to_login:
        return "sign in"
    return "forbidden" if answer.status_code == 403 else "allowed"


def test_the_table_names_every_route_and_no_other(open_board: Building) -> None:
    assert sorted(RULES) == open_board.routes


@pytest.mark.parametrize("route", sorted(set(RULES) - {WHERE_EVERYBODY_LOGS_IN}))
def test_every_role_gets_what_the_table_says(open_board: Building, route: str) -> None:
    told = {who.name: found(open_board, route, who) for who in EVERYBODY}
    assert told == {who.name: expected(RULES[route], who, board_is_open=True) for who in EVERYBODY}


@pytest.mark.parametrize("route", sorted(set(RULES) - {WHERE_EVERYBODY_LOGS_IN}))
def test_without_an_open_board_every_page_and_read_needs_a_sign_in(closed_board: Building, route: str) -> None:
    nobody = EVERYBODY[0]
    assert found(closed_board, route, nobody) == expected(RULES[route], nobody, board_is_open=False)
    at_home = Somebody(Role.AUDITOR)
    assert found(closed_board, route, at_home) == expected(RULES[route], at_home, board_is_open=False)
