from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from shared.catalogue import Catalogue
from shared.security.sessions import COOKIE, form_token
from tests.unit.intake.support import UNIT, Service, running


@pytest.fixture
def service(tmp_path: Path, catalogue: Catalogue) -> Iterator[Service]:
    with running(tmp_path, catalogue) as made:
        made.client.follow_redirects = False
        yield made


def sign_in(service: Service, key: str | None = None, **fields: Any) -> Response:
    headers = fields.pop("headers", {})
    data = {"key": service.secrets[UNIT] if key is None else key, **fields}
    return service.client.post("/login", data=data, headers=headers)


def test_a_person_signs_in_with_their_key_and_goes_back_to_where_they_came_from(service: Service) -> None:
    page = service.client.get("/login?next=/reports")
    assert page.status_code == 200
    assert 'value="/reports"' in page.text
    answer = sign_in(service, next="/reports")
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    assert service.client.get("/v1/reports").status_code == 200


def test_over_https_the_cookie_stays_with_https(tmp_path: Path, catalogue: Catalogue) -> None:
    with running(tmp_path, catalogue, public_url="https://xushi.example") as service:
        service.client.follow_redirects = False
        assert "; secure" in sign_in(service).headers["set-cookie"].lower()


def test_a_wrong_key_is_told_on_the_page_and_sets_no_cookie(service: Service) -> None:
    answer = sign_in(service, key="xs_wrong", next="//evil.example")
    assert answer.status_code == 401
    assert "密钥无效或已过期" in answer.text
    assert "evil" not in answer.text
    assert COOKIE not in answer.headers.get("set-cookie", "")


def test_nobody_is_sent_to_another_site_after_signing_in(service: Service) -> None:
    assert sign_in(service, next="https://evil.example/").headers["location"] == "/"


def test_another_site_cannot_sign_a_browser_in(service: Service) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert sign_in(service, headers=headers).status_code == 403
    assert sign_in(service, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303
    assert sign_in(service, headers={"Origin": "http://testserver"}).status_code == 303


def test_who_fails_too_often_has_to_wait_and_is_told_so_on_the_page(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.intake.runtime.authentication._wrong_keys, "_seconds", lambda: 0.0)
    for _ in range(6):
        assert sign_in(service, key="xs_wrong").status_code == 401
    answer = sign_in(service, key="xs_wrong")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert "密钥无效或已过期，且失败次数过多：请在 1 秒后再试。有效的密钥不受影响" in answer.text
    assert COOKIE not in answer.headers.get("set-cookie", "")


def test_the_right_key_is_let_in_at_once_however_many_wrong_ones_came_before(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.intake.runtime.authentication._wrong_keys, "_seconds", lambda: 0.0)
    for number in range(40):
        sign_in(service, key=f"xs_wrong_{number}")
    assert sign_in(service, key="xs_wrong").status_code == 429
    assert sign_in(service).status_code == 303


def test_signing_out_needs_the_form_of_the_session(service: Service) -> None:
    sign_in(service)
    assert service.client.post("/logout", data={}).status_code == 403
    token = form_token(service.client.cookies[COOKIE])
    answer = service.client.post("/logout", data={"form_token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert service.client.get("/v1/reports").status_code == 401
