"""A disk that is full: said as such at every door, and reports are taken again as soon as there is room."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.catalogue import Catalogue
from tests.small_disk import fill, small_disk
from tests.unit.intake.support import Service, line, report, running

LONG = report(lines=[line(note="说明" * 900)])


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "small", 24) as folder:
        yield folder


def failed_checks(service: Service) -> dict[str, str]:
    checks = service.client.get("/healthz").json()["checks"]
    return {each["name"]: each["detail"] for each in checks if not each["ok"]}


def test_a_full_disk_is_said_as_such_and_over_when_there_is_room(folder: Path, catalogue: Catalogue) -> None:
    with running(folder, catalogue) as service:
        assert service.post(report(), "before").status_code == 201
        filling = fill(folder)
        answers = [service.post(LONG, f"full-{number}") for number in range(10)]
        refused = [each for each in answers if each.status_code != 201]
        assert refused, "the disk has taken all of it"
        assert {(each.status_code, each.json()["title"]) for each in refused} == {(503, "磁盘已满")}
        assert "The disk is full" in refused[0].json()["detail"]
        assert refused[0].headers["retry-after"] == "60"
        assert {"intake-store": "磁盘已满", "disk": "磁盘已满"}.items() <= failed_checks(service).items()
        assert service.client.get("/readyz").status_code == 503

        filling.unlink()
        assert service.post(LONG, "full-0").status_code == 201
        assert failed_checks(service) == {}
        assert service.client.get("/readyz").status_code == 200


def test_a_bulk_call_breaks_off_with_the_reason(folder: Path, catalogue: Catalogue) -> None:
    with running(folder, catalogue) as service:
        fill(folder)
        whole = "\n".join(json.dumps(report(lines=[line(value=n, note="说明" * 900)])) for n in range(20))
        headers = service.headers("500101", "bulk") | {"Content-Type": "application/x-ndjson"}
        told = service.client.post("/v1/reports/bulk", content=whole.encode(), headers=headers)
        *lines, summary = (json.loads(each) for each in told.text.splitlines())
        assert "磁盘已满" in {each.get("title") for each in lines}
        assert summary["reason"] == "磁盘已满；请稍后用同一个 Idempotency-Key 整份重发"
