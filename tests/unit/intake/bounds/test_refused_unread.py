"""Every door through which something large comes in: who may not send it is told before a byte of it is read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message

from shared.catalogue import Catalogue
from tests.unit.intake.support import UNIT, Service, running

FORM = f"/v1/forms/{UNIT}/2023-03"
PAGE = f"/reports/{UNIT}/2023-03"
MULTIPART = {"content-type": "multipart/form-data; boundary=x"}
DOORS = [
    ("/v1/reports", {}),
    ("/v1/reports/bulk", {"content-type": "text/csv"}),
    ("/v1/reviews", {}),
    ("/v1/periods/closings", {}),
    (FORM, {}),
    (f"{FORM}?dry_run=true", {}),
    (f"{FORM}/marked", MULTIPART),
    (f"{PAGE}/form", {}),
    (f"{PAGE}/upload", MULTIPART),
    (f"{PAGE}/marked", {}),
    (f"{PAGE}/withdrawal", {}),
    ("/reviews", {}),
    ("/reviews/closing", {}),
    ("/logout", {}),
]


def asked(
    service: Service, address: str, headers: dict[str, str], pieces: Sequence[bytes] = ()
) -> tuple[int, int, str]:
    """The status of the answer, how many pieces of the body were read for it, and what it says. A body that was asked
    for beyond its pieces never ends."""
    path, _, query = address.partition("?")
    said: list[Message] = []
    read = 0

    async def receive() -> Message:
        nonlocal read
        if read == len(pieces):
            pytest.fail("the body was asked for")
        read += 1
        return {"type": "http.request", "body": pieces[read - 1], "more_body": True}

    async def send(message: Message) -> None:
        said.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("testserver", 80),
    }

    async def ask() -> None:
        await service.client.app(scope, receive, send)

    asyncio.run(ask())
    return said[0]["status"], read, b"".join(each.get("body", b"") for each in said[1:]).decode()


def session(service: Service, who: str) -> dict[str, str]:
    return {"cookie": f"xushi_session={service.signed_in(who)}"}


@pytest.mark.parametrize(("address", "kind"), DOORS)
def test_nobody_and_a_wrong_key_are_refused_before_anything_is_read(
    service: Service, address: str, kind: dict[str, str]
) -> None:
    page = not address.startswith("/v1/")
    assert asked(service, address, kind)[:2] == (303 if page else 401, 0)
    wrong = {"cookie": "xushi_session=made-up"} if page else {"authorization": "Bearer made-up", "idempotency-key": "k"}
    assert asked(service, address, kind | wrong)[:2] == (303 if page else 401, 0)


@pytest.mark.parametrize(("address", "kind"), [each for each in DOORS if each[0] != "/logout"])
def test_whom_the_door_is_not_for_is_refused_before_anything_is_read(
    service: Service, address: str, kind: dict[str, str]
) -> None:
    auditor = session(service, "auditor") | service.headers("auditor", "k")
    if not address.startswith("/v1/"):
        del auditor["Authorization"]
    assert asked(service, address, kind | auditor)[:2] == (403, 0)


def test_the_form_of_another_unit_is_refused_before_it_is_read(service: Service) -> None:
    for address in (FORM, f"{FORM}?dry_run=true", f"{FORM}/marked"):
        assert asked(service, address, service.headers("500102", "k"))[:2] == (403, 0)
    for address in (f"{PAGE}/upload", f"{PAGE}/marked", f"{PAGE}/withdrawal", f"{PAGE}/form"):
        assert asked(service, address, MULTIPART | session(service, "500102"))[0] == 403


def test_a_page_that_is_not_of_this_session_sends_no_file(service: Service) -> None:
    field = b'--x\r\nContent-Disposition: form-data; name="form_token"\r\n\r\nmade-up\r\n'
    file = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
    pieces = [field, file, b"P" * 60_000, b"K" * 60_000]
    status, read, told = asked(service, f"{PAGE}/upload", MULTIPART | session(service, UNIT), pieces)
    assert (status, read) == (403, 2)
    assert "页面已失效" in told


def test_an_account_has_so_many_uploads_under_way_and_others_have_theirs(tmp_path: Path, catalogue: Catalogue) -> None:
    with running(tmp_path, catalogue, max_uploads=2, max_uploads_per_account=1) as service:
        places = service.intake.runtime.uploads
        with places.place(f"key-{UNIT}"):
            for address in (FORM, f"{FORM}/marked", "/v1/reports/bulk"):
                headers = service.headers(UNIT, "k") | {"content-type": "text/csv"}
                status, read, told = asked(service, address, headers)
                assert (status, read) == (503, 0), address
                assert "too-many-uploads" in told
                assert "Too many uploads at once" in told
            answer = service.post(b"x", who="500102", path="/v1/forms/500102/2023-03")
            assert answer.status_code == 415  # read, and no workbook
        assert service.post(b"x", path=FORM).status_code == 415


def test_nothing_of_an_upload_is_left_behind(tmp_path: Path, catalogue: Catalogue) -> None:
    with running(tmp_path, catalogue) as service:
        assert service.post(b"x" * 300_000, path=FORM).status_code == 415
        headers = service.headers(UNIT, "k") | {"content-type": "text/csv"}
        told = service.client.post("/v1/reports/bulk", content=b"a,b\n" * 50_000, headers=headers)
        assert told.status_code == 200
        assert list((tmp_path / "incoming").iterdir()) == []
