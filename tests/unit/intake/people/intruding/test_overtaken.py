"""Who knows a password and stands half signed in is overtaken by its person: whatever they do, in whatever order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.intake.accounts import repository
from services.intake.accounts.account import Account, with_password
from services.intake.accounts.passwords import Hashing
from services.intake.sign_in.totp.codes import code_at, step_of
from shared.catalogue import Catalogue
from shared.security.sessions import COOKIE, form_token
from tests.narrowing import there
from tests.unit.intake.people.factor_support import factors_of, hidden, phone_for, send
from tests.unit.intake.people.support import CLERK, PASSWORD, open_for, sign_in
from tests.unit.intake.support import Service, running

LOCAL = "http://localhost:8600"
OWN = "雾都山城两江四岸大桥"


@pytest.fixture
def strict(tmp_path: Path, catalogue: Catalogue) -> Iterator[Service]:
    with running(tmp_path, catalogue, second_factor="required", public_url=LOCAL) as made:
        made.client.follow_redirects = False
        yield made


def standing(service: Service, account: Account, step: str) -> dict[str, str]:
    """In the browser stands a sign-in at a step, begun a moment too late to be ended; the token of its forms."""
    cookie = service.intake.sessions.begin(account.principal(CLERK), step=step)
    service.client.cookies.clear()
    service.client.cookies.set(COOKIE, cookie)
    return {"form_token": form_token(cookie), "next": "/reports"}


def stored(service: Service) -> Account:
    with service.intake.database.read() as connection:
        return there(repository.find(connection, "chen.mei"))


def change_password(service: Service, password: str) -> None:
    with service.intake.database.write() as connection:
        found = there(repository.find(connection, "chen.mei"))
        hashed = Hashing().hash_now(password)
        repository.change(connection, with_password(found, hashed, must_change=False))


def is_over(service: Service) -> bool:
    return service.client.get("/v1/session").status_code == 401


def test_who_stands_before_the_first_factor_sets_up_no_other_beside_its_person_s(strict: Service) -> None:
    account = open_for(strict)
    fields = standing(strict, account, "enrol")
    page = send(strict, "/login/enrol", fields, how="phone")
    secret = there(factors_of(strict).proposed_secret("chen.mei", hidden(page.text)["ticket"]))
    phone_for(strict, "chen.mei")  # its person, in another browser
    code = code_at(secret, step_of(strict.clock.now()))
    answer = send(strict, "/login/enrol", hidden(page.text), how="phone-code", code=code)
    assert answer.headers["location"].startswith("/login?") and is_over(strict)
    assert factors_of(strict).show("chen.mei", code_at(secret, step_of(strict.clock.now()) + 1)) is None


@pytest.mark.parametrize("ticket", ["", "another's"])
def test_who_has_set_up_no_factor_does_not_go_on_by_the_one_that_is_there(strict: Service, ticket: str) -> None:
    account = open_for(strict)
    phone_for(strict, "chen.mei")
    fields = standing(strict, account, "enrol")
    if ticket:
        fields["ticket"] = factors_of(strict).set_up_by("chen.mei", "the digest of another session")
    answer = send(strict, "/login/enrol", fields, how="done")
    assert answer.headers["location"] == "/login?next=%2Freports" and is_over(strict)


def test_the_page_that_asks_which_factor_it_is_to_be_is_not_for_who_has_one(strict: Service) -> None:
    account = open_for(strict)
    phone_for(strict, "chen.mei")
    standing(strict, account, "enrol")
    assert strict.client.get("/login/enrol").headers["location"].startswith("/login?")
    assert is_over(strict)


def test_who_knows_the_password_to_begin_with_does_not_change_the_one_that_its_person_chose(service: Service) -> None:
    account = open_for(service, must_change=True)
    fields = standing(service, account, "password")
    change_password(service, OWN)
    answer = send(service, "/login/password", fields, password="another one altogether", again="another one altogether")
    assert answer.headers["location"].startswith("/login?") and is_over(service)
    assert Hashing().fits_now(OWN, stored(service).password)


def test_a_password_of_one_s_own_ends_every_other_sign_in_on_its_way(service: Service) -> None:
    account = open_for(service, must_change=True)
    waiting = service.intake.sessions.begin(account.principal(CLERK), step="password")
    service.client.cookies.clear()
    sign_in(service)
    page = service.client.get("/login/password")
    assert send(service, "/login/password", hidden(page.text), password=OWN, again=OWN).status_code == 303
    service.client.cookies.clear()
    service.client.cookies.set(COOKIE, waiting)
    assert is_over(service)


def test_a_password_that_is_changed_while_it_is_checked_opens_nothing(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_for(service)
    fits = Hashing.fits

    async def slowly(self: Hashing, password: str, kept: str) -> bool:
        found = await fits(self, password, kept)
        change_password(service, OWN)
        return found

    monkeypatch.setattr(Hashing, "fits", slowly)
    assert sign_in(service, password=PASSWORD).headers["location"].startswith("/login?")
    assert COOKIE not in service.client.cookies


def test_of_two_who_change_a_password_at_once_one_is_told(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    open_for(service)
    sign_in(service)
    make = Hashing.hash

    async def slowly(self: Hashing, password: str) -> str:
        made = await make(self, password)
        change_password(service, OWN)
        return made

    monkeypatch.setattr(Hashing, "hash", slowly)
    token = form_token(service.client.cookies[COOKIE])
    fields = {"form_token": token, "present": PASSWORD, "password": "a third one, long", "again": "a third one, long"}
    answer = service.client.post("/account/password", data=fields)
    assert answer.status_code == 422 and "已在别处改过" in answer.text
    assert Hashing().fits_now(OWN, stored(service).password)
