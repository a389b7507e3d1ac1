"""A clock that is far 与数据库的时钟相差's is told of by health, with a measure."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from shared.database.engine import Database
from shared.observe import Metrics
from shared.observe.health import CheckFailed
from shared.process.clock_skew import ClockSkew


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.dispose()


@pytest.mark.parametrize("ahead", [-600.0, 0.0, 20.0, 600.0])
def test_ten_minutes_apart_are_told_and_some_seconds_are_not(database: Database, ahead: float) -> None:
    metrics = Metrics()
    skew = ClockSkew("intake", database, metrics, lambda: time.time() + ahead)
    if not database.postgresql:
        assert skew.check() == "用的就是本机的时钟"
        return
    if abs(ahead) > 60:
        with pytest.raises(CheckFailed, match="与数据库的时钟相差"):
            skew.check()
    else:
        assert "与数据库的时钟相差" in skew.check()
    measured = metrics.registry.get_sample_value("xushi_clock_skew_seconds", {"service": "intake"})
    assert measured is not None
    assert abs(measured - ahead) < 5
