"""Several instances of intake over one database: what one has stored the others hold reports against."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.intake.reports.commit import other_instances as followers
from services.intake.reports.repository import Repository
from shared.database.engine import Database
from shared.store import verify
from tests.postgresql import Server
from tests.unit.aggregator.report_builders import the_catalogue
from tests.unit.intake.support import SIBLING, UNIT, Service, line, report, running

MONTHS = ("2022-10", "2022-11", "2022-12", "2023-01")
KEYS = 20
SLIP = [line(value=12_000_000)]  # ten thousand times what was reported before


@pytest.fixture
def two(tmp_path: Path, database_url: str) -> Iterator[list[Service]]:
    """Two instances with one set of keys over one database."""
    with ExitStack() as stack:
        services = [
            stack.enter_context(running(tmp_path / name, the_catalogue(), intake_database=database_url))
            for name in ("one", "other")
        ]
        yield services


def submit(service: Service, period: str, key: str, *, value: int = 1_200, region: str = UNIT) -> Any:
    return service.post(report(region, period, [line(value=value)]), key, region)


def positions(service: Service) -> list[int]:
    return [event.position for event in service.events()]


def test_a_slip_is_found_against_what_another_instance_stored_since(two: list[Service]) -> None:
    one, other = two
    assert submit(other, MONTHS[0], "k0").status_code == 201  # now its history of the unit is in memory
    for month in MONTHS[1:]:
        assert submit(one, month, f"k-{month}").status_code == 201
    refused = other.post(report(period="2023-02", lines=SLIP), "k-slip")
    assert refused.status_code == 422
    assert [each["code"] for each in refused.json()["faults"]] == ["ten-thousand-slip"]
    assert positions(one) == [1, 2, 3, 4]


def test_nothing_is_refused_against_a_history_that_another_instance_has_corrected(two: list[Service]) -> None:
    one, other = two
    for month in MONTHS[:3]:
        assert submit(other, month, f"k-{month}", value=12).status_code == 201
    for month in MONTHS[:3]:
        withdrawal = one.post({"reason": "单位填错"}, f"w-{month}", path=f"/v1/reports/{UNIT}/{month}/withdrawal")
        assert withdrawal.status_code == 201
    assert submit(other, MONTHS[3], "k-right", value=120_000).status_code == 201


def _tell_statements(database: Database, note: Callable[[str], None]) -> None:
    """Every statement from now on: SQLAlchemy's own cursors see those on PostgreSQL, the driver those on SQLite."""
    if database.postgresql:
        sa.event.listen(database.engine, "before_cursor_execute", lambda *call: note(call[2]))
        return
    database.dispose()
    sa.event.listen(database.engine, "connect", lambda connection, _: connection.set_trace_callback(note))


def test_an_instance_that_writes_alone_reads_no_event_of_others(two: list[Service]) -> None:
    one, other = two
    asked: list[str] = []

    def note(statement: str) -> None:
        selected = statement.split("FROM")[0]
        if "events" in statement and "stream" in selected and "data" not in selected:
            asked.append(statement)

    for month in MONTHS[:3]:
        submit(one, month, f"k-{month}")
    _tell_statements(one.intake.database, note)
    assert submit(one, MONTHS[3], "k-alone").status_code == 201
    assert asked == []
    submit(other, "2023-02", "k-other")
    assert submit(one, "2023-03", "k-behind").status_code == 201
    assert len(asked) == 1


def test_an_instance_that_is_far_behind_forgets_everything(two: list[Service], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followers, "MOST_EVENTS", 2)
    one, other = two
    submit(other, MONTHS[0], "k0")
    for month in MONTHS[1:]:
        submit(one, month, f"k-{month}")
    assert other.post(report(period="2023-02", lines=SLIP), "k-slip").status_code == 422


def test_an_append_that_was_rolled_back_is_not_taken_for_ones_own(two: list[Service]) -> None:
    one, other = two
    submit(other, MONTHS[0], "k0")
    fail = pytest.MonkeyPatch()
    fail.setattr(Repository, "save", _fail)
    assert submit(other, MONTHS[1], "k1").status_code == 500  # position 2 was given out, and taken back
    fail.undo()
    for month in MONTHS[1:]:
        submit(one, month, f"k-{month}")
    assert other.post(report(period="2023-02", lines=SLIP), "k-slip").status_code == 422


def _fail(*_: object) -> None:
    raise ZeroDivisionError


def test_one_key_sent_to_two_instances_at_once_makes_one_report_and_one_receipt(two: list[Service]) -> None:
    bodies = [report(UNIT, "2023-03", [line(value=1_000 + number)]) for number in range(KEYS)]
    with ThreadPoolExecutor(4) as threads:
        for number, body in enumerate(bodies):
            sent = [threads.submit(service.post, body, f"k-{number}", UNIT) for service in two for _ in range(2)]
            answers = [each.result() for each in sent]
            assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
            assert len({answer.content for answer in answers}) == 1
    assert positions(two[0]) == list(range(1, KEYS + 1))
    with two[0].intake.database.read() as connection:
        assert verify(two[0].intake.store, connection).whole


def test_units_of_two_processes_share_one_store(tmp_path: Path, postgresql_server: Server) -> None:
    """Real processes: positions without a gap, and the read model is what a rebuild makes of the store."""
    spawn = multiprocessing.get_context("spawn")
    with postgresql_server.database() as url, running(tmp_path / "here", the_catalogue(), intake_database=url) as here:
        processes = [spawn.Process(target=play, args=(str(tmp_path / unit), url, unit)) for unit in (UNIT, SIBLING)]
        for process in processes:
            process.start()
        for process in processes:
            process.join(120)
        assert [process.exitcode for process in processes] == [0, 0]
        before = here.read_model()
        assert positions(here) == list(range(1, 2 * (len(MONTHS) + 1) + 1))
        here.intake.rebuild_read_model()
        assert here.read_model() == before


def play(folder: str, url: str, unit: str) -> None:
    """One process: a unit's months."""
    with running(Path(folder), the_catalogue(), intake_database=url) as service:
        for month in (*MONTHS, "2023-02"):
            assert submit(service, month, f"k-{month}", region=unit).status_code == 201
