"""A text that is no month, at every door that takes one: a refusal in words, never a fault of the service."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts

from tests.unit.intake.changing import GIVER, OLD, a_changing_catalogue
from tests.unit.intake.pages.visitor import Visitor
from tests.unit.intake.support import CITY, UNIT, Service, report, running

NO_MONTHS = ("2023-13", "2023-3", "二〇二三", "", "9" * 60)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """Regions change in it: a report of theirs may be nobody's, which is asked with the month."""
    with running(tmp_path, a_changing_catalogue()) as service:
        yield service


def addresses(service: Service, month: str) -> Iterator[tuple[str, str]]:
    """Every route that names a month in its path, with the month in it: method and path."""
    for route in iter_route_contexts(service.intake.router.routes):
        path = str(route.path)
        if "{period}" in path and month:
            area = CITY if "{area}" in path else UNIT
            filled = re.sub(r"\{(region|area)\}", area, path).replace("{period}", month)
            yield from ((method, filled) for method in sorted(route.methods or ()))


def test_a_decision_on_a_month_that_is_none_finds_no_report(service: Service) -> None:
    for number, (region, month) in enumerate(itertools.product((UNIT, OLD, GIVER), NO_MONTHS)):
        asked = [{"region": region, "period": month, "decision": word, "reason": "核"} for word in ("accept", "return")]
        answer = service.review(*asked, key=f"r{number}")
        assert answer.status_code == 201, (region, month, answer.text)
        assert [each["code"] for each in answer.json()["results"]] == ["nothing-reported"] * 2


def test_an_address_with_a_month_that_is_none_is_refused(service: Service) -> None:
    for who, month in itertools.product((UNIT, "reviewer"), filter(None, NO_MONTHS)):
        visitor, asked = Visitor(service, who), list(addresses(service, month))
        assert len(asked) > 10
        for method, path in asked:
            if path.startswith("/v1/"):  # no page takes a key to send a form
                headers = service.headers(who, "k")
                told = service.client.request(method, path, content=b'{"reason": "x"}', headers=headers)
                assert 400 <= told.status_code < 500, (who, method, path, told.text)
            shown = visitor.get(path) if method == "GET" else visitor.post(path, {"reason": "x"})
            assert 400 <= shown.status_code < 500, (who, method, path, shown.text)


def test_a_body_or_a_query_with_a_month_that_is_none_is_refused(service: Service) -> None:
    reviewer = Visitor(service, "reviewer")
    token = reviewer.hidden("/reviews/closing?period=2023-03")
    for number, month in enumerate(NO_MONTHS):
        assert service.post(report(period=month), f"s{number}").status_code == 422
        assert service.close_month(month, key=f"c{number}").status_code == 422
        assert service.get(f"/v1/reports?from={month or 'x'}").status_code == 422
        for path in ("/reviews", "/reviews/closing", "/screens"):
            assert reviewer.get(f"{path}?period={month}").status_code in (200, 404)
        sent = reviewer.post("/reviews", token | {"period": month, "decision": "accept", "report": f"{OLD}:1"})
        assert sent.status_code == 404, sent.text
