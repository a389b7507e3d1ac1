"""A store that 219c035 wrote, before reports named their shapes: opened, verified, rebuilt, continued, verified again.

It is a real one, of simulated reports: three units of 重庆, January to March 2025, with acceptances, a return, a
correction and an alert, taken and worked through by that release.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from services.aggregator.main import rebuild_figures
from services.standalone import Standalone
from shared.events import ReportSubmitted, ShapeDefined
from shared.periods import Month, SettableClock
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings
from shared.store import Head, verify

STORES = Path(__file__).parent / "stores"
HEADS = {
    "intake": Head(17, "0a26c4217f8c3f981affe7748bc8f45851f7a6b9b86abf8ec8c11d7b895fc94b"),
    "aggregator": Head(375, "da79349a8ad7c9d141b5429c88bddbb2a63513a7135adc054d92d263e54e8960"),
    "alerts": Head(10, "60c6d6da9e69d1116836e6945f2b89e56732fb51bd959dd796865ec932a0d7c6"),
}
"""The heads as that release had them."""

UNIT = "500107"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    for service in HEADS:
        packed = (STORES / f"219c035-{service}.sqlite.gz").read_bytes()
        (tmp_path / f"{service}.sqlite").write_bytes(gzip.decompress(packed))
    return Settings(data_dir=tmp_path, sweep_seconds=3_600)


@pytest.fixture
def opened(settings: Settings) -> Iterator[Standalone]:
    standalone = Standalone(settings, SettableClock(datetime(2025, 5, 6, 4, 0, tzinfo=UTC)))
    standalone.migrate()
    yield standalone
    standalone.runtime.close()


def heads(standalone: Standalone) -> dict[str, Head]:
    """Each store's head, after the whole of it was verified."""
    found = {}
    for service in HEADS:
        with standalone.runtime.database(service).read() as connection:
            assert verify(standalone.runtime.store, connection).whole, service
            found[service] = standalone.runtime.store.head(connection)
    return found


def submitted_as_the_last(standalone: Standalone, secret: str) -> int:
    """Report April with the lines of March; the status of the answer."""
    catalogue = standalone.runtime.catalogue
    owed = catalogue.owed(UNIT, Month(2025, 4))
    stocks = [each for each in owed if catalogue.indicators[each].kind.value == "stock"][:5]
    lines = [{"indicator": each, "value": 900_000 - 30_000 * at} for at, each in enumerate(stocks)]
    body = {"region": UNIT, "period": "2025-04", "lines": lines, "simulated": True, "note": "模拟数据"}
    with TestClient(standalone.app) as client:
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "april"}
        answer = client.post("/v1/reports", json=body, headers=headers)
        standalone.settle()
    return answer.status_code


def test_its_chains_verify_to_the_same_heads(opened: Standalone) -> None:
    assert heads(opened) == HEADS


def test_a_rebuild_finds_the_figures_that_it_had(opened: Standalone) -> None:
    with TestClient(opened.app):
        opened.settle()
    report = rebuild_figures(opened.runtime)
    assert report.position == HEADS["intake"].position + 1, "the start has recorded the catalogue"
    assert report.differences == () and report.figures > 0


def test_it_is_continued_with_reports_that_name_their_shape_and_verifies_again(
    opened: Standalone, settings: Settings
) -> None:
    key, secret = new_key("district", Role.REPORTER, UNIT)
    save_keys(settings.keys_path, [key])
    assert submitted_as_the_last(opened, secret) == 201
    found = heads(opened)
    with opened.intake.database.read() as connection:
        store, before = opened.intake.store, HEADS["intake"]
        assert store.hash_at(connection, before.position) == before.hash
        new = store.read(connection, before.position, 100)
    reports = [each for each in new if each.type in (ShapeDefined.__name__, ReportSubmitted.__name__)]
    assert [(each.type, each.schema_version) for each in reports] == [("ShapeDefined", 1), ("ReportSubmitted", 2)]
    assert found["intake"].position == new[-1].position > before.position
    assert rebuild_figures(opened.runtime).differences == ()


def test_another_process_reads_old_and_new_reports_of_one_store(opened: Standalone, settings: Settings) -> None:
    key, secret = new_key("district", Role.REPORTER, UNIT)
    save_keys(settings.keys_path, [key])
    submitted_as_the_last(opened, secret)
    opened.runtime.close()
    again = Standalone(settings, SettableClock(datetime(2025, 5, 7, 4, 0, tzinfo=UTC)))
    with again.intake.database.read() as connection:
        store = again.intake.store
        reports = [
            store.decode(each)
            for each in store.read(connection, 0, 1_000)[::-1]  # the definition comes last
            if each.type == ReportSubmitted.__name__
        ]
    again.runtime.close()
    assert len(reports) == 11
    assert all(isinstance(each, ReportSubmitted) and each.simulated for each in reports)
