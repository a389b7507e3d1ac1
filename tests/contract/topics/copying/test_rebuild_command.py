"""``xushi topics rebuild``: topics made anew out of the stores while reports come in. Over a real Kafka."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from services.aggregator.main import Aggregator
from services.alerts.main import Alerts
from services.cli import app
from services.intake.main import Intake
from shared.consume import Consumer
from shared.log.topics import create_topics
from shared.periods import SettableClock
from shared.process.runtime import Runtime
from shared.settings import Settings
from tests.builders import NOON, a_new, a_report, kafka_settings
from tests.contract.topics.copied import in_thread, soon
from tests.kafka import Server


class System:
    """The three services' readers and the relays in one process, over SQLite and Kafka."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.runtime = Runtime(settings, clock=SettableClock(NOON))
        self._services = (Intake(self.runtime), Aggregator(self.runtime), Alerts(self.runtime))
        for service in self._services:
            service.migrate()
        create_topics(settings)

    def report(self, count: int) -> None:
        """Store that many more reports."""
        with self.runtime.database("intake").write() as connection:
            first = self.runtime.store.head(connection).position
            events = [a_new(a_report(value=number), f"report-{first + number}") for number in range(count)]
            self.runtime.store.append(connection, events)

    @property
    def consumers(self) -> tuple[Consumer, ...]:
        intake, aggregator, alerts = self._services
        return (*aggregator.consumers, *alerts.consumers, *intake.consumers)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The relays and all readers, each in a thread."""
        with ExitStack() as stack:
            for relay in self.runtime.relays():
                stack.enter_context(in_thread(relay.run))
            for consumer in self.consumers:
                stack.enter_context(in_thread(consumer.run))
            yield

    def applied(self, name: str) -> int:
        """How many events the reader has applied."""
        found = next(each for each in self.consumers if each.name == name)
        return sum(mark.events for mark in found.marks().values())

    def xushi(self, *words: str) -> Result:
        fields = ("data_dir", "kafka_servers", "kafka_prefix", "kafka_partitions")
        environment = {f"XUSHI_{field.upper()}": str(getattr(self.settings, field)) for field in fields}
        return CliRunner().invoke(app, list(words), env=environment)


@pytest.fixture
def system(tmp_path: Path, kafka: Server) -> Iterator[System]:
    made = System(kafka_settings(kafka.address, data_dir=tmp_path, kafka_partitions=2))
    yield made
    made.runtime.close()


def test_topics_are_made_anew_from_the_stores_while_reports_come_in(system: System) -> None:
    system.report(30)

    def report(stop: threading.Event) -> None:
        while not stop.wait(0.05):
            system.report(1)

    with system.at_work(), in_thread(report):
        assert soon(lambda: system.applied("aggregator") >= 30)
        assert soon(lambda: system.applied("reminders") >= 30)
        result = system.xushi("topics", "rebuild", "--seconds", "60")
    assert result.exit_code == 0, result.output
    assert "主题已删除并建立" in result.output
    assert "个事件已全部转发、全部应用" in result.output


def test_a_store_that_came_back_older_is_refused_and_the_topics_stay(system: System) -> None:
    system.report(10)
    with system.at_work():
        assert soon(lambda: system.applied("aggregator") == 10)
    tables = system.runtime.store.tables
    with system.runtime.database("intake").write() as connection:
        connection.execute(sa.delete(tables.events).where(tables.events.c.position > 5))
        hash_ = system.runtime.store.hash_at(connection, 5)
        connection.execute(sa.update(tables.head).values(position=5, hash=hash_))
    result = system.xushi("topics", "rebuild")
    assert result.exit_code == 1
    assert "xushi rebuild --swap" in result.output.replace("\n", "")
    assert create_topics(system.settings) == []


def test_what_is_not_done_in_time_is_told(system: System) -> None:
    system.report(3)
    result = system.xushi("topics", "rebuild", "--seconds", "0")
    assert result.exit_code == 1
    told = result.output.replace("\n", "")
    assert "reports 还有 3 个事件未转发" in told
    assert "aggregator 还有 3 个事件未应用" in told


def test_without_kafka_there_is_nothing_to_make_anew(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["topics", "rebuild", "--data", str(tmp_path)], env={"XUSHI_KAFKA_SERVERS": ""})
    assert result.exit_code == 2
    assert "没有主题可重建" in result.output


def test_topics_without_a_further_word_describes_them() -> None:
    result = CliRunner().invoke(app, ["topics"])
    assert result.exit_code == 0
    assert '"asyncapi": "3.0.0"' in result.output
