"""What is asked for may never become an event that the log does not carry: refused by name, and nothing stored."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.intake.submission.parse import LONGEST_NOTE, LONGEST_TOGETHER, MOST_EXPLANATIONS
from shared.catalogue import Catalogue
from shared.store import MOST_EVENT_BYTES
from shared.store import store as storing
from tests.unit.intake.forms.support import a_form, change, row_of
from tests.unit.intake.support import UNIT, Service, line, report

JOBS = "urban_new_employment"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that carries little."""
    monkeypatch.setattr(storing, "MOST_EVENT_BYTES", 500)


def in_bulk(service: Service, query: str = "") -> dict[str, Any]:
    headers = service.headers(UNIT, "b1") | {"Content-Type": "application/x-ndjson"}
    body = json.dumps(report(note="很长" * 300)).encode()
    answer = service.client.post(f"/v1/reports/bulk{query}", content=body, headers=headers)
    told: dict[str, Any] = json.loads(answer.text.splitlines()[0])
    return told


def test_a_report_that_is_too_large_for_the_log_is_refused_by_name(service: Service, small: None) -> None:
    answer = service.post(report(note="很长" * 300))
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (413, "event-too-large")
    assert service.events() == []
    assert service.post(report(), "k2").status_code == 201


@pytest.mark.parametrize("query", ["", "?dry_run=true"])
def test_a_line_of_a_bulk_call_is_refused_by_the_same_name(service: Service, small: None, query: str) -> None:
    told = in_bulk(service, query)
    assert (told["status"], told["code"]) == ("refused", "event-too-large")
    assert service.events() == []


@pytest.mark.parametrize("query", ["", "?dry_run=true"])
def test_a_form_is_refused_by_the_same_name(service: Service, catalogue: Catalogue, small: None, query: str) -> None:
    path = f"/v1/forms/{UNIT}/2023-03"
    form = a_form(catalogue)
    raw = change(service.get(f"{path}.xlsx").content, {f"E{row_of(form, JOBS)}": "1", form.note_cell: "很长" * 300})
    answer = service.post(raw, "x1", UNIT, path + query)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (413, "event-too-large")
    assert service.events() == []


def test_explanations_are_capped_in_number_and_together(service: Service) -> None:
    many = [{"indicator": JOBS, "text": "x"}] * (MOST_EXPLANATIONS + 1)
    long = [{"indicator": JOBS, "text": "字" * LONGEST_NOTE}] * (LONGEST_TOGETHER // LONGEST_NOTE)
    for key, explanations, code in (("m", many, "too-many-explanations"), ("l", long, "explanations-too-long")):
        answer = service.post(report(explanations=explanations), key)
        (fault,) = answer.json()["faults"]
        assert (answer.status_code, fault["code"], fault["pointer"]) == (422, code, "/explanations")
    assert service.events() == []


def test_the_most_that_a_report_may_say_is_an_event_that_the_log_carries(service: Service) -> None:
    most = {"indicator": "", "text": "𠀀" * LONGEST_NOTE}
    body = report(
        lines=[line(note="\\" * LONGEST_NOTE)],
        note="𠀀" * LONGEST_NOTE,
        explanations=[most] * (LONGEST_TOGETHER // LONGEST_NOTE - 1),
    )
    assert service.post(body).status_code == 201
    (event,) = service.events()
    assert len(event.data) < MOST_EVENT_BYTES
