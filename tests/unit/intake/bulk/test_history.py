"""A call that fills in the past holds nothing that was owed in time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.intake.bulk.history import owed_in_time
from shared.periods import Month
from tests.unit.aggregator.report_builders import the_catalogue
from tests.unit.intake.support import UNIT, Service, report, running
from tests.unit.late_plans import taken_up

CATALOGUE = taken_up(the_catalogue(), Month(2023, 2))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with running(tmp_path, CATALOGUE) as made:
        yield made


def test_a_month_is_past_before_the_first_that_is_owed() -> None:
    assert owed_in_time(CATALOGUE, UNIT, Month(2023, 1)) is None
    why = owed_in_time(CATALOGUE, UNIT, Month(2023, 2))
    assert why is not None and "owed_from" in why
    assert owed_in_time(CATALOGUE, "999999", Month(2023, 2)) is None, "what is wrong with it is said otherwise"


def test_a_plan_that_ended_before_anything_was_owed_is_past_as_a_whole() -> None:
    over = taken_up(the_catalogue(), Month(2026, 11))
    assert owed_in_time(over, UNIT, Month(2025, 12)) is None


def test_the_service_refuses_what_is_owed_and_takes_what_is_past(service: Service) -> None:
    bodies = [report(period="2023-01"), report(period="2023-02")]
    content = "\n".join(json.dumps(each, ensure_ascii=False) for each in bodies).encode()
    headers = service.headers(UNIT) | {"Idempotency-Key": "k", "Content-Type": "application/x-ndjson"}
    answer = service.client.post("/v1/reports/bulk?history=true", content=content, headers=headers)
    first, second, summary = map(json.loads, answer.text.splitlines())
    assert (first["status"], second["status"], second["code"]) == ("submitted", "refused", "month-owed")
    assert summary["summary"] == {"submitted": 1, "replayed": 0, "refused": 1, "failed": 0}
    without = service.client.post("/v1/reports/bulk", content=content, headers=headers)
    assert [json.loads(each).get("status") for each in without.text.splitlines()] == ["replayed", "submitted", None]
