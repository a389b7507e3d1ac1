from __future__ import annotations

from collections.abc import Callable

import pytest

from services.intake.accounts.account import (
    MOST_GRANTS,
    Account,
    AccountRefused,
    HeldRole,
    PersonWords,
    close,
    described,
    give,
    open_account,
    take,
    typed_id,
    with_password,
)
from shared.security.keys import Principal, Role
from tests.builders import NOON

CLERK = HeldRole(Role.REPORTER, "500107")
SIGNER = HeldRole(Role.SIGNER, "500000")


def chen(**changes: object) -> Account:
    given: dict[str, object] = {"id": "chen.mei", "name": "陈梅", "opened_at": NOON} | changes
    return Account(**given)  # type: ignore[arg-type]  # by the names of its fields


def refused(field: str) -> pytest.RaisesExc[AccountRefused]:
    return pytest.RaisesExc(AccountRefused, check=lambda error: error.field == field)


def test_an_account_is_opened_with_the_words_about_its_person() -> None:
    opened = open_account(chen(name=" 陈梅 ", office="九龙坡区人力社保局", telephone="023-6880"), None)
    assert (opened.name, opened.office, opened.telephone) == ("陈梅", "九龙坡区人力社保局", "023-6880")


@pytest.mark.parametrize("wrong", ["", "c", "Chen", "ｃｈｅｎ", "_chen", "-chen", "chen mei", "a" * 41, "chen\n"])
def test_an_id_is_in_one_spelling_and_without_spaces(wrong: str) -> None:
    with refused("id"):
        open_account(chen(id=wrong), None)


def test_an_id_is_never_given_out_again() -> None:
    with refused("id") as told:
        open_account(chen(), "曾是另一人的账号")
    assert "曾是另一人的账号" in told.value.words


def test_an_id_may_be_a_name() -> None:
    assert open_account(chen(id="陈梅"), None).id == "陈梅"


def test_an_id_is_typed_without_regard_to_case() -> None:
    assert typed_id("  Chen.Mei ") == "chen.mei"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("", "", ""), "name"),
        (("陈\n梅", "", ""), "name"),
        (("陈" * 41, "", ""), "name"),
        (("陈梅", "局" * 101, ""), "office"),
        (("陈梅", "", "1" * 41), "telephone"),
        (("陈梅", "", "", "chen.mei"), "mail"),
        (("陈梅", "", "", "a@example.cn, b@example.cn"), "mail"),
        (("陈梅", "", "", "a@" + "b" * 120 + ".cn"), "mail"),
    ],
)
def test_the_words_about_a_person_are_short_and_in_one_line(words: tuple[str, ...], field: str) -> None:
    with refused(field):
        described(chen(), PersonWords(*words))


def test_a_person_has_several_roles_each_once() -> None:
    both = give(give(chen(), SIGNER), CLERK)
    assert both.grants == (CLERK, SIGNER)
    assert both.principal(CLERK) == Principal("chen.mei", Role.REPORTER, "500107")
    with refused("role"):
        give(both, CLERK)
    assert take(both, CLERK).grants == (SIGNER,)
    with refused("role"):
        take(chen(), CLERK)


def test_a_role_for_a_region_names_it() -> None:
    with refused("region"):
        give(chen(), HeldRole(Role.REVIEWER, ""))
    assert give(chen(), HeldRole(Role.OPS, "")).grants == (HeldRole(Role.OPS, ""),)


@pytest.mark.parametrize(
    ("held", "field"),
    [
        (HeldRole(Role.DEPARTMENT, "500000"), "subject"),
        (HeldRole(Role.ENTERPRISE, "", "E-0001"), "region"),
        (HeldRole(Role.REPORTER, "500107", "就业科"), "subject"),
        (HeldRole(Role.DEPARTMENT, "500000", " 就业处"), "subject"),
        (HeldRole(Role.DEPARTMENT, "500000", "就业处\n"), "subject"),
        (HeldRole(Role.ENTERPRISE, "500107", "E" * 61), "subject"),
    ],
)
def test_only_whoever_acts_for_a_department_or_an_enterprise_names_it(held: HeldRole, field: str) -> None:
    with refused(field):
        give(chen(), held)


def test_a_person_acts_for_two_departments_and_loses_one() -> None:
    first, second = (HeldRole(Role.DEPARTMENT, "500000", name) for name in ("就业处", "养老处"))
    both = give(give(chen(), first), second)
    assert both.principal(second) == Principal("chen.mei", Role.DEPARTMENT, "500000", "养老处")
    assert take(both, first).grants == (second,)


def test_one_account_does_not_have_every_role_there_is() -> None:
    full = chen(grants=tuple(HeldRole(Role.REPORTER, str(number)) for number in range(MOST_GRANTS)))
    with refused("role"):
        give(full, SIGNER)


def test_a_closed_account_is_closed_for_good() -> None:
    closed = close(with_password(give(chen(), CLERK), "hash", must_change=True), NOON)
    assert (closed.closed_at, closed.password, closed.must_change, closed.grants) == (NOON, "", False, (CLERK,))
    changes: tuple[Callable[[], Account], ...] = (
        lambda: close(closed, NOON),
        lambda: give(closed, SIGNER),
        lambda: described(closed, PersonWords("陈梅")),
        lambda: with_password(closed, "hash", must_change=False),
    )
    for change in changes:
        with refused("id"):
            change()
