"""A relay that dies of what nobody expects lets go of its lease. Over a real PostgreSQL, where another can take it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from shared.database.engine import Database
from shared.database.lease import Lease
from shared.log import relay as relays
from shared.log.relay import Relay
from shared.observe import CheckFailed, Metrics
from shared.process.background import Background
from tests.builders import a_new, a_report, a_store, kafka_settings
from tests.waiting import until


@contextmanager
def failing(url: str, metrics: Metrics) -> Iterator[tuple[Relay, Background]]:
    """A relay with something to copy, in whose database a table is missing."""
    database, store = a_store(url)
    with database.write() as connection:
        store.append(connection, [a_new(a_report())])
    relay = Relay("reports", "intake", database, store, kafka_settings("127.0.0.1:1"), metrics)
    background = Background(metrics)
    background.loop("relay-reports", relay.run)
    background.start()
    try:
        yield relay, background
    finally:
        background.stop()
        database.dispose()


def failures(metrics: Metrics) -> float:
    return metrics.registry.get_sample_value("xushi_loop_failures_total", {"loop": "relay-reports"}) or 0


def test_it_is_named_counted_and_another_relay_takes_over(postgresql_url: str) -> None:
    metrics = Metrics()
    with failing(postgresql_url, metrics) as (_, background):
        assert until(lambda: failures(metrics) >= 1)
        with pytest.raises(CheckFailed, match="relay-reports"):
            background.check()
        other = Database(postgresql_url)
        lease = Lease(other, "relay-reports")
        assert until(lease.held), "it was let go of"
        lease.release()
        other.dispose()
        assert until(lambda: failures(metrics) >= 2), "it is begun again"


def test_one_that_gets_no_answer_at_all_is_seen(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with failing(postgresql_url, Metrics()) as (relay, background):
        assert relay.check() in ("在转发", "待命")
        monkeypatch.setattr(relays, "SILENT_SECONDS", -1.0)
        with pytest.raises(CheckFailed, match="没有应答"):
            for _ in range(1_000_000):
                relay.check()
        background.stop()
        assert relay.check() in ("在转发", "待命"), "at rest it is at no turn"
