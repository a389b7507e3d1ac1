"""A store that lost its tail while Kafka carried it: commands hold what was read against the store, not the topic."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from services.aggregator.figures import repository
from services.aggregator.main import Aggregator
from services.cli import app
from shared.codec import Codec
from shared.consume import Consumer
from shared.database.engine import Database
from shared.process.runtime import Runtime
from shared.store import EventStore, store_tables
from tests import kafka as kafkas
from tests import postgresql
from tests.builders import a_clock, a_new
from tests.cluster import SERVICES, Cluster
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.report_builders import a_line
from tests.waiting import until

JOBS = "urban_new_employment"
CITY = "500000"


class Halls:
    """Intake's store on PostgreSQL, its topic in Kafka, and an aggregator that reads that."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.database = Database(cluster.settings.database_url("intake"))
        self.store = EventStore(store_tables(sa.MetaData()), Codec(), a_clock())

    def xushi(self, *words: str) -> Result:
        return CliRunner().invoke(app, list(words), env=dict(self.cluster.environment))

    def report(self, **values: int) -> None:
        """Each district's (by its code behind an r) report of January."""
        events = [make.submitted(name[1:], "2023-01", a_line(JOBS, value)) for name, value in values.items()]
        with self.database.write() as connection:
            self.store.append(connection, [a_new(each, f"report-{each.region}-2023-01") for each in events])

    def cut_back(self, position: int) -> None:
        events, head = self.store.tables.events, self.store.tables.head
        with self.database.write() as connection:
            connection.execute(sa.delete(events).where(events.c.position > position))
            connection.execute(sa.update(head).values(position=position, hash=self.store.hash_at(connection, position)))

    def read(self, events: int) -> None:
        """Copy the store to the topic, and let the aggregator read so many events."""
        runtime = Runtime(self.cluster.settings)
        relay, consumer = runtime.relays()[0], Aggregator(runtime).consumer
        try:
            while relay.step():
                pass
            assert until(lambda: _applied(consumer, 0.5) == events, 60.0)
        finally:
            relay.lease.release()
            runtime.close()

    def city(self) -> int | None:
        """The city's sum as the aggregator has it."""
        database = Database(self.cluster.settings.database_url("aggregator"))
        with database.read() as connection:
            found = {key: sums for key, sums in repository.all_figures(connection) if key.region == CITY}
        database.dispose()
        return next((sums.value for key, sums in found.items() if key.indicator == JOBS), None)


def _applied(consumer: Consumer, seconds: float) -> int:
    """How many events it has applied after one more step, for which it waits so long."""
    consumer.log.wait(consumer.marks(), seconds)
    consumer.step()
    return sum(mark.events for mark in consumer.marks().values())


@pytest.fixture
def halls(tmp_path: Path, postgresql_server: postgresql.Server, kafka: kafkas.Server) -> Iterator[Halls]:
    with ExitStack() as stack:
        databases = {service: stack.enter_context(postgresql_server.database()) for service in SERVICES}
        cluster = stack.enter_context(Cluster(tmp_path, databases, kafka.address, members=()))
        made = Halls(cluster)
        stack.callback(made.database.dispose)
        assert made.xushi("migrate").exit_code == 0
        yield made


@pytest.fixture
def forked(halls: Halls) -> Halls:
    """Five reports were read; the store came back with three, and took two others in the place of the last two."""
    halls.report(r500101=1, r500102=10, r500103=100, r500104=1_000, r500105=10_000)
    halls.read(5)
    assert halls.city() == 11_111
    halls.cut_back(3)
    halls.report(r500106=20_000, r500107=30_000)
    return halls


def test_what_was_read_and_is_in_no_store_is_not_called_well(forked: Halls) -> None:
    said = forked.xushi("rebuild")
    assert said.exit_code == 1
    assert "差异 0" not in said.stdout
    assert "报送的事件库已不含汇总读到过的事件" in said.stderr.replace("\n", "")
    verified = forked.xushi("verify")
    assert verified.exit_code == 1
    assert "库回到了以前" in verified.stdout.replace("\n", "")


def test_the_figures_are_put_back_to_the_store_and_agree_with_it(forked: Halls) -> None:
    swapped = forked.xushi("rebuild", "--swap")
    words = swapped.stdout.replace("\n", "")
    assert swapped.exit_code == 0, swapped.output
    assert "在位置 3 之后与汇总读到过的不同" in words
    assert "库中已没有：位置 5 500105 2023-01" in words
    assert forked.city() == 50_111
    again = forked.xushi("rebuild")
    assert (again.exit_code, "差异 0 项" in again.stdout, "与报送的事件库比对" in again.stdout) == (0, True, True)
    begun = forked.xushi("lineage", "begin", "--taken-over")  # the alerts decide on what there is, by marks of Kafka
    assert begun.exit_code == 0, begun.output
    verified = forked.xushi("verify")
    assert (verified.exit_code, verified.stdout.count("第 2 代，备库接管于")) == (0, 3), verified.output
    listed = forked.xushi("readers", "list")
    assert (listed.exit_code, "不符" in listed.stdout) == (0, False)


def test_another_number_of_partitions_than_the_services_have_is_refused_and_changes_nothing(forked: Halls) -> None:
    before = forked.city()
    forked.cluster.environment["XUSHI_KAFKA_PARTITIONS"] = "7"
    said = forked.xushi("rebuild", "--swap")
    assert said.exit_code == 1
    assert "XUSHI_KAFKA_PARTITIONS" in said.stderr.replace("\n", "")
    assert forked.city() == before
