"""Between the password and the pages: the second factor is shown, or set up where everybody has to have one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from services.intake.people.second_step import SecondStep
from services.intake.sign_in.totp.codes import code_at, step_of
from shared.catalogue import Catalogue
from tests.narrowing import there
from tests.unit.intake.people.factor_support import (
    factors_of,
    hidden,
    options,
    passkey_for,
    phone_for,
    present_code,
    send,
)
from tests.unit.intake.people.support import CLERK, SIGNER, open_for, sign_in
from tests.unit.intake.sign_in.passkeys.authenticator import Device
from tests.unit.intake.support import Service, running

LOCAL = "http://localhost:8600"


@pytest.fixture(autouse=True)
def no_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is: no wait ends."""
    monkeypatch.setattr("services.intake.people.routes.SecondStep", partial(SecondStep, seconds=lambda: 0.0))


@pytest.fixture
def strict(tmp_path: Path, catalogue: Catalogue) -> Iterator[Service]:
    """Everybody has to have a second factor; the pages' address takes passkeys."""
    with running(tmp_path, catalogue, second_factor="required", public_url=LOCAL) as made:
        made.client.follow_redirects = False
        yield made


def at_factor(service: Service) -> dict[str, str]:
    """After the password, before the second factor: the page's hidden fields."""
    assert sign_in(service, next="/reports").headers["location"] == "/login/factor?next=%2Freports"
    return hidden(service.client.get("/login/factor?next=%2Freports").text)


def is_in(service: Service) -> bool:
    return bool(
        service.client.get("/v1/session").status_code == 200 and service.client.get("/reports").status_code == 200
    )


def test_a_password_alone_opens_nothing_where_there_is_a_phone(service: Service) -> None:
    open_for(service)
    phone_for(service, "chen.mei")
    at_factor(service)
    assert service.client.get("/reports").headers["location"].startswith("/login")


def test_the_phone_s_code_opens(service: Service) -> None:
    open_for(service)
    secret, _ = phone_for(service, "chen.mei")
    answer = send(service, "/login/factor", at_factor(service), code=present_code(service, secret))
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports")
    assert is_in(service)


def test_the_cookie_from_before_the_code_is_good_for_nothing_after_it(service: Service) -> None:
    open_for(service)
    secret, _ = phone_for(service, "chen.mei")
    fields = at_factor(service)
    before = service.client.cookies["xushi_session"]
    send(service, "/login/factor", fields, code=present_code(service, secret))
    service.client.cookies.clear()
    service.client.cookies.set("xushi_session", before)
    assert not is_in(service)


def test_a_code_opens_once(service: Service) -> None:
    open_for(service)
    secret, _ = phone_for(service, "chen.mei")
    code = present_code(service, secret)
    send(service, "/login/factor", at_factor(service), code=code)
    answer = send(service, "/login/factor", at_factor(service), code=code)
    assert answer.status_code == 401
    assert "已经用过" in answer.text


def test_a_recovery_code_opens_and_the_page_counts_what_is_left(service: Service) -> None:
    open_for(service)
    _, codes = phone_for(service, "chen.mei")
    assert "还有 8 个" in service.client.get(sign_in(service).headers["location"]).text
    assert send(service, "/login/factor", at_factor(service), code=codes[0]).status_code == 303
    assert "还有 7 个" in service.client.get(sign_in(service).headers["location"]).text


def test_who_guesses_codes_is_slowed_and_the_right_one_waits_too(service: Service) -> None:
    open_for(service)
    secret, _ = phone_for(service, "chen.mei")
    fields = at_factor(service)
    statuses = [send(service, "/login/factor", fields, code="000000").status_code for _ in range(10)]
    assert statuses == [401] * 6 + [429] * 4
    answer = send(service, "/login/factor", fields, code=present_code(service, secret))
    assert answer.status_code == 429
    assert "秒后再试" in answer.text


def test_a_form_of_another_sign_in_is_refused(service: Service) -> None:
    open_for(service)
    secret, _ = phone_for(service, "chen.mei")
    fields = at_factor(service) | {"form_token": "another"}
    assert send(service, "/login/factor", fields, code=present_code(service, secret)).status_code == 403


def test_nobody_stands_at_the_second_step_without_a_password(service: Service) -> None:
    assert service.client.get("/login/factor").headers["location"].startswith("/login?")
    assert send(service, "/login/factor", {}, code="123456").headers["location"].startswith("/login?")


def test_a_secret_that_cannot_be_read_is_told_and_recovery_codes_still_open(service: Service) -> None:
    open_for(service)
    _, codes = phone_for(service, "chen.mei")
    service.intake.runtime.settings.factor_key_path.write_bytes(b"another key, of at least thirty-two bytes")
    answer = send(service, "/login/factor", at_factor(service), code="123456")
    assert answer.status_code == 401
    assert "读不出" in answer.text
    assert send(service, "/login/factor", at_factor(service), code=codes[0]).status_code == 303


def test_a_passkey_is_a_second_factor_too(strict: Service) -> None:
    open_for(strict)
    device = passkey_for(strict, "chen.mei")
    page = send(strict, "/login/factor", at_factor(strict), how="passkey")
    fields = hidden(page.text) | {"answer": device.use(options(page.text))}
    answer = send(strict, "/login/factor", fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports")


def test_another_account_s_passkey_is_not(strict: Service) -> None:
    open_for(strict)
    passkey_for(strict, "chen.mei")
    another = passkey_for(strict, "li.qiang")
    page = send(strict, "/login/factor", at_factor(strict), how="passkey")
    fields = hidden(page.text) | {"answer": another.use(options(page.text))}
    assert send(strict, "/login/factor", fields).status_code == 401


def test_where_everybody_has_to_have_one_it_is_set_up_before_anything_else(strict: Service) -> None:
    open_for(strict)
    assert sign_in(strict, next="/reports").headers["location"] == "/login/enrol?next=%2Freports"
    assert not is_in(strict)
    page = strict.client.get("/login/enrol?next=%2Freports")
    assert "每人至少设置一种" in page.text
    skipped = send(strict, "/login/enrol", hidden(page.text), how="done")
    assert skipped.status_code == 422
    assert not is_in(strict)


def test_a_phone_is_set_up_at_the_first_sign_in(strict: Service) -> None:
    open_for(strict)
    sign_in(strict, next="/reports")
    page = strict.client.get("/login/enrol?next=%2Freports")
    page = send(strict, "/login/enrol", hidden(page.text), how="phone")
    assert "<svg" in page.text and "otpauth" not in page.text
    fields = hidden(page.text)
    wrong = send(strict, "/login/enrol", fields, how="phone-code", code="000000")
    assert wrong.status_code == 422
    assert hidden(wrong.text)["ticket"] == fields["ticket"]
    secret = factors_of(strict).proposed_secret("chen.mei", fields["ticket"])
    assert secret is not None
    code = code_at(secret, step_of(strict.clock.now()))
    page = send(strict, "/login/enrol", fields, how="phone-code", code=code)
    assert page.text.count("<code>") == 8
    answer = send(strict, "/login/enrol", hidden(page.text), how="done")
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports")
    assert is_in(strict)
    assert sign_in(strict).headers["location"].startswith("/login/factor")


def test_a_passkey_is_set_up_at_the_first_sign_in(strict: Service) -> None:
    open_for(strict)
    sign_in(strict)
    page = send(strict, "/login/enrol", hidden(strict.client.get("/login/enrol").text), how="passkey")
    fields = hidden(page.text) | {"answer": Device(LOCAL).make(options(page.text)), "name": "手机"}
    page = send(strict, "/login/enrol", fields)
    assert page.text.count("<code>") == 8
    assert send(strict, "/login/enrol", hidden(page.text), how="done").status_code == 303
    assert [each.name for each in factors_of(strict).held("chen.mei").passkeys] == ["手机"]


def test_an_answer_that_is_none_sets_nothing_up(strict: Service) -> None:
    open_for(strict)
    sign_in(strict)
    page = send(strict, "/login/enrol", hidden(strict.client.get("/login/enrol").text), how="passkey")
    answer = send(strict, "/login/enrol", hidden(page.text), answer="{}")
    assert answer.status_code == 422
    assert not factors_of(strict).held("chen.mei").any


def test_of_several_roles_one_is_chosen_after_the_second_factor(service: Service) -> None:
    open_for(service, grants=(CLERK, SIGNER))
    secret, _ = phone_for(service, "chen.mei")
    answer = send(service, "/login/factor", at_factor(service), code=present_code(service, secret))
    assert answer.headers["location"].startswith("/login/role")


def test_where_the_address_takes_no_passkeys_none_is_offered(tmp_path: Path, catalogue: Catalogue) -> None:
    with running(tmp_path, catalogue, second_factor="required") as service:
        service.client.follow_redirects = False
        open_for(service)
        sign_in(service)
        page = service.client.get("/login/enrol")
        assert "通行密钥" not in page.text
        answer = send(service, "/login/enrol", hidden(page.text), how="passkey")
        assert answer.status_code == 422
        assert "不能使用通行密钥" in answer.text


def test_nobody_is_asked_for_more_where_the_time_is_a_simulated_one(tmp_path: Path, catalogue: Catalogue) -> None:
    with running(tmp_path, catalogue, second_factor="required", clock_file=tmp_path / "now") as service:
        service.client.follow_redirects = False
        open_for(service)
        assert sign_in(service).headers["location"] == "/"


def test_whoever_waited_half_signed_in_does_not_come_in_by_the_factor_of_another(strict: Service) -> None:
    open_for(strict)
    sign_in(strict)  # somebody who has seen the password, and waits for a factor to be there
    waits = hidden(strict.client.get("/login/enrol").text), dict(strict.client.cookies)
    strict.client.cookies.clear()
    sign_in(strict)  # the person
    fields = hidden(send(strict, "/login/enrol", hidden(strict.client.get("/login/enrol").text), how="phone").text)
    secret = there(factors_of(strict).proposed_secret("chen.mei", fields["ticket"]))
    page = send(strict, "/login/enrol", fields, how="phone-code", code=present_code(strict, secret))
    assert send(strict, "/login/enrol", hidden(page.text), how="done").status_code == 303
    assert is_in(strict)
    strict.client.cookies.clear()
    strict.client.cookies.update(waits[1])
    assert send(strict, "/login/enrol", waits[0], how="done").headers["location"] == "/login?next=%2F"
    assert not is_in(strict)


def test_who_takes_another_way_than_the_passkey_still_goes_to_the_whole_address(strict: Service) -> None:
    open_for(strict)
    passkey_for(strict, "chen.mei")
    page = send(strict, "/login/factor", at_factor(strict) | {"next": "/reports?a=1&b=2"}, how="passkey")
    assert 'href="/login/factor?next=/reports%3Fa%3D1%26b%3D2"' in page.text
    page = send(strict, "/login/passkey", {"next": "/reports?a=1&b=2"})
    assert 'href="/login?next=/reports%3Fa%3D1%26b%3D2"' in page.text
