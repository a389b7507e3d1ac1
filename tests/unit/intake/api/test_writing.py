"""A long body holds nobody else up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from services.intake.api import opening
from services.intake.bulk import ndjson
from services.intake.submission import bodies
from tests.processes import serving
from tests.unit.intake.support import UNIT, Service

_PATIENCE = 20.0
EMPTY = b"[" + b",".join([b"{}"] * 20_000) + b"]"
REPORT = b'{"region":"500101","period":"2023-03","lines":' + EMPTY + b"}"


@pytest.mark.parametrize(
    ("path", "who", "body", "status", "module", "name"),
    [
        ("/v1/reports", UNIT, REPORT, 422, bodies, "parse_submission"),
        ("/v1/reviews", "reviewer", b'{"decisions":' + EMPTY + b"}", 422, opening, "read"),
        ("/v1/periods/closings", "reviewer", EMPTY, 422, opening, "read"),
        ("/v1/reports/bulk", UNIT, REPORT, 200, ndjson, "parse_submission"),
    ],
)
def test_others_are_answered_while_a_long_body_is_read(
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    who: str,
    body: bytes,
    status: int,
    module: Any,
    name: str,
) -> None:
    begun, answered = threading.Event(), threading.Event()
    whole: Callable[..., Any] = getattr(module, name)

    def held(*given: Any) -> Any:
        begun.set()
        assert answered.wait(_PATIENCE)
        return whole(*given)

    monkeypatch.setattr(module, name, held)
    headers = service.headers(who, "k1") | {"Content-Type": "application/x-ndjson"}
    with serving(service.client.app, lifespan="off") as url, ThreadPoolExecutor(1) as pool:
        sent = pool.submit(httpx.post, f"{url}{path}", content=body, headers=headers, timeout=2 * _PATIENCE)
        assert begun.wait(_PATIENCE)
        alive = httpx.get(f"{url}/livez", timeout=_PATIENCE / 2)
        assert not sent.done()
        answered.set()
        assert (alive.status_code, sent.result().status_code) == (200, status)
        assert b"too-many-items" in sent.result().content or path.endswith("closings")
