"""A form whose sender's session had run out: kept for that person, at every door of intake's pages, for nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from starlette.requests import Request
from starlette.types import Message

from services.intake.sessions.rules import IDLE, KNOWN, LONGEST
from services.intake.tables import GRANTS, KEPT_FORMS
from shared.catalogue import Catalogue
from shared.security.keeping_forms import where_it_stands
from shared.security.sessions import COOKIE, NoSessions, new_cookie
from shared.security.signed_in import LOOKUP
from tests.unit.intake.pages.visitor import Visitor, fields_of_page, signed_in
from tests.unit.intake.support import SIBLING, UNIT, Service, line, report, running

MARCH, JOBS, TRAINED = "2023-03", "urban_new_employment", "subsidised_training"
PAGE = f"/reports/{UNIT}/{MARCH}"
FORM, CHECK, DRAFT = f"{PAGE}/form", f"{PAGE}/check", f"{PAGE}/draft"
NOTICE = "登录失效前填的内容已放回本页，还没有送出"


@pytest.fixture
def service(tmp_path: Path, catalogue: Catalogue) -> Iterator[Service]:
    with running(tmp_path, catalogue) as service:
        yield service


@pytest.fixture
def clerk(service: Service) -> Iterator[Visitor]:
    with signed_in(service, UNIT) as visitor:
        yield visitor


def kept(service: Service) -> int:
    with service.intake.database.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(KEPT_FORMS)).scalar_one()


def run_out(service: Service) -> None:
    service.clock.advance(IDLE)
    service.intake.sessions.forget()
    service.intake.sessions.sweep()


def led_to(answer: Any) -> str:
    """Where the sign-in that was answered leads in the end."""
    assert answer.status_code == 303 and answer.headers["location"].startswith("/login?next=")
    return unquote(answer.headers["location"].partition("next=")[2])


def anew(service: Service, who: str) -> Visitor:
    return Visitor(service, who)


@pytest.mark.parametrize("sent_to", [CHECK, DRAFT])
def test_what_a_clerk_typed_stands_in_the_form_after_signing_in_and_nothing_was_sent(
    service: Service, clerk: Visitor, sent_to: str
) -> None:
    typed = clerk.hidden(FORM) | {f"value-{JOBS}": "1,250", f"explanation-{JOBS}": "招聘会 <两场>", "note": "全表"}
    run_out(service)
    back = led_to(clerk.post(sent_to, typed))
    again = anew(service, UNIT)
    page = again.get(back).text
    assert NOTICE in page
    fields = fields_of_page(page)
    assert (fields[f"value-{JOBS}"], fields["note"].strip()) == ("1,250", "全表")
    assert fields[f"explanation-{JOBS}"].strip() == "招聘会 <两场>"
    assert service.events() == [] and 'value="1,250"' not in again.get(FORM).text, "neither reported nor saved"
    assert again.post(CHECK, fields).status_code == 200, "and goes on from there"


def test_what_was_to_be_confirmed_comes_back_to_the_form_with_the_reasons_for_what_is_blank(
    service: Service, clerk: Visitor
) -> None:
    sent = fields_of_page(clerk.post(CHECK, clerk.hidden(FORM) | {f"value-{JOBS}": "12"}).text)
    run_out(service)
    back = led_to(clerk.post(FORM, sent | {f"blank-{TRAINED}": "月底才汇总"}))
    assert back.startswith(f"{FORM}?kept=")
    again = anew(service, UNIT)
    fields = fields_of_page(again.get(back).text)
    assert fields[f"value-{JOBS}"] == "12" and service.events() == []
    assert 'value="月底才汇总"' in again.post(CHECK, fields).text


def test_a_form_goes_on_from_what_it_was_drawn_from(service: Service, clerk: Visitor) -> None:
    typed = clerk.hidden(FORM) | {f"value-{JOBS}": "7"}
    service.post(report(lines=[line(value=9)]))
    run_out(service)
    back = led_to(clerk.post(CHECK, typed))
    again = anew(service, UNIT)
    fields = fields_of_page(again.get(back).text)
    assert (fields["drawn_from"], fields[f"value-{JOBS}"]) == ("0", "7")
    both = again.post(FORM, fields)
    assert both.status_code == 409 and "两份对照" in both.text


def test_a_reviewers_reason_comes_back_beside_the_report_as_it_stands(service: Service) -> None:
    service.post(report())
    with signed_in(service, "reviewer") as reviewer:
        path = f"/reviews/{UNIT}/{MARCH}"
        sent = reviewer.hidden(path) | {"decision": "return", "reason": "请核对就业数"}
        run_out(service)
        back = led_to(reviewer.post(path, sent, headers_more={"Referer": f"http://testserver{path}?status=all"}))
        assert back.startswith(f"{path}?status=all&kept=")
        page = anew(service, "reviewer").get(back).text
    assert NOTICE in page and "请核对就业数</textarea>" in page and len(service.events()) == 1


def test_a_reason_to_withdraw_comes_back(service: Service, clerk: Visitor) -> None:
    service.post(report())
    sent = clerk.hidden(PAGE) | {"reason": "报错了月份"}
    run_out(service)
    back = led_to(clerk.post(f"{PAGE}/withdrawal", sent))
    assert "报错了月份</textarea>" in anew(service, UNIT).get(back).text and len(service.events()) == 1


def test_nobody_else_sees_it(service: Service, clerk: Visitor) -> None:
    typed = clerk.hidden(FORM) | {"note": "只给本人"}
    run_out(service)
    back = led_to(clerk.post(CHECK, typed))
    for other in (SIBLING, "ops", "reviewer", "auditor"):
        assert "只给本人" not in anew(service, other).get(back).text
    service.client.cookies.clear()
    assert anew(service, UNIT).get(back).text.count("只给本人") == 1


def test_nothing_is_kept_of_who_is_not_known_or_was_signed_out_or_of_a_form_that_is_not_of_the_session(
    service: Service, clerk: Visitor
) -> None:
    typed = clerk.hidden(FORM) | {"note": "x"}
    stranger = anew(service, UNIT)
    stranger.cookie = new_cookie()
    here = {"Referer": f"http://testserver{FORM}"}
    assert led_to(stranger.post(CHECK, typed, headers_more=here)) == FORM
    run_out(service)
    assert led_to(clerk.post(CHECK, typed | {"form_token": "0" * 64})) == FORM
    api = service.client.post(CHECK, data=typed, headers={"Cookie": f"{COOKIE}={clerk.cookie}"}, follow_redirects=False)
    assert led_to(api) == "/", "only a page's form is kept"
    service.intake.sessions.end(clerk.cookie)
    assert led_to(clerk.post(CHECK, typed, headers_more=here)) == FORM
    assert kept(service) == 0


def test_nothing_is_kept_of_a_session_that_was_ended_with_all_of_a_persons_or_whose_role_was_taken(
    service: Service, clerk: Visitor
) -> None:
    typed = clerk.hidden(FORM) | {"note": "x"}
    run_out(service)
    with service.intake.database.write() as connection:
        connection.execute(sa.delete(GRANTS))
    assert led_to(clerk.post(CHECK, typed)) == "/" and kept(service) == 0


@pytest.mark.parametrize(("after", "is_kept"), [(IDLE + KNOWN, False), (LONGEST, True)])
def test_for_a_day_it_is_known_whose_it_was(service: Service, clerk: Visitor, after: Any, is_kept: bool) -> None:
    typed = clerk.hidden(FORM) | {"note": "x"}
    service.clock.advance(after)
    service.intake.sessions.forget()
    service.intake.sessions.sweep()
    led_to(clerk.post(CHECK, typed))
    assert kept(service) == is_kept


def test_who_has_signed_in_anew_in_another_window_finds_what_was_typed_in_the_first(
    service: Service, clerk: Visitor
) -> None:
    typed = clerk.hidden(FORM) | {f"value-{JOBS}": "33"}
    anew_there = anew(service, UNIT)
    refused = anew_there.post(CHECK, typed)
    assert refused.status_code == 403, "nothing says that a page of this system sent it"
    elsewhere = anew_there.post(CHECK, typed, headers_more={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403 and kept(service) == 0
    answer = anew_there.post(CHECK, typed, headers_more={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303 and answer.headers["location"].startswith(f"{FORM}?kept=")
    assert fields_of_page(anew_there.get(answer.headers["location"]).text)[f"value-{JOBS}"] == "33"


def test_a_password_is_kept_nowhere(service: Service, clerk: Visitor) -> None:
    sent = clerk.hidden("/account") | {"present": "old", "password": "new", "again": "new"}
    run_out(service)
    assert clerk.post("/account/password", sent).status_code == 303 and kept(service) == 0


def test_where_nothing_can_be_kept_the_form_stands_in_the_answer_to_be_sent_again(
    service: Service, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise sa.exc.OperationalError("", None, Exception("away"))

    typed = clerk.hidden(FORM) | {f"value-{JOBS}": "12", "note": '"a" <b>'}
    run_out(service)
    monkeypatch.setattr("services.intake.sessions.kept_forms.keep", away)
    answer = clerk.post(CHECK, typed)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert fields_of_page(answer.text)["note"] == '"a" <b>'
    monkeypatch.undo()
    back = led_to(clerk.post(CHECK, fields_of_page(answer.text)))
    assert fields_of_page(anew(service, UNIT).get(back).text)[f"value-{JOBS}"] == "12"


def test_nothing_is_read_of_a_form_that_comes_from_nobody() -> None:
    async def read() -> Message:
        raise AssertionError("it was read")

    heads = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}
    heads["cookie"] = f"{COOKIE}={new_cookie()}"
    scope = {"type": "http", "method": "POST", "path": CHECK, "query_string": b"", LOOKUP: NoSessions()}
    scope["headers"] = [(name.encode(), text.encode()) for name, text in heads.items()]
    assert asyncio.run(where_it_stands(Request(scope, read), "/back")) == ("/back", False)
