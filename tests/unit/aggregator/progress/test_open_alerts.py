"""Which alerts are open, from the events of the topic ``alerts``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from services.aggregator.board.overview.open_alerts import open_alerts
from services.aggregator.progress.open_alerts import NeverRaised, OpenAlerts
from services.aggregator.tables import OPEN_ALERTS, STORE
from shared.catalogue import Catalogue
from shared.codec import Codec
from shared.database.engine import Database
from shared.events import (
    AlertClosedByCorrection,
    AlertExpired,
    AlertFrozen,
    AlertLevelChanged,
    AlertRaised,
    AlertResolved,
    Event,
    NotificationDelivered,
)
from shared.periods import Month
from shared.security.access import Access
from shared.store import EventStore
from tests.builders import a_clock, a_new, an_assessment
from tests.unit.aggregator.board import world


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = world.make_database(tmp_path)
    yield database
    database.dispose()


def _raised(episode: int = 1, period: str = "2023-04") -> AlertRaised:
    return AlertRaised(
        alert="CQ-08",
        episode=episode,
        plan=world.CHONGQING,
        row=8,
        indicator="work_injury_insurance_insured",
        region="500000",
        period=period,
        level="orange",
        reason="behind_in_a_row",
        assessment=an_assessment(),
    )


def _changed(reason: str, period: str = "2023-06") -> AlertLevelChanged:
    return AlertLevelChanged(
        alert="CQ-08",
        episode=1,
        period=period,
        old_level="orange",
        level="red",
        reason=reason,
        assessment=an_assessment(),
    )


FROZEN = AlertFrozen(alert="CQ-08", episode=1, period="2023-05", reason="coverage_short")
RESOLVED = AlertResolved(alert="CQ-08", episode=1, period="2023-07", reason="recovered", assessment=an_assessment())
CURED = AlertClosedByCorrection(
    alert="CQ-08", episode=1, period="2023-04", reason="cured", old_actual=1, assessment=an_assessment()
)
EXPIRED = AlertExpired(alert="CQ-08", episode=1, period="2025-12", reason="completed", assessment=an_assessment())


def _open(database: Database, *events: Event, stream: str = "alert-1") -> list[dict[str, Any]]:
    codec = Codec()
    store = EventStore(STORE, codec, a_clock())
    with database.write() as connection:
        recorded = store.append(connection, [a_new(event, stream=stream) for event in events])
        OpenAlerts(codec)(connection, recorded)
    with database.read() as connection:
        return [dict(row) for row in connection.execute(sa.select(OPEN_ALERTS)).mappings()]


def test_a_raised_alert_is_open(database: Database) -> None:
    (found,) = _open(database, _raised())
    assert (found["alert"], found["level"], found["since"], found["frozen"]) == ("CQ-08", "orange", "2023-04", False)


def test_missing_reports_freeze_it_and_their_return_thaws_it(database: Database) -> None:
    assert _open(database, _raised(), FROZEN)[0]["frozen"]
    assert not _open(database, _changed("figures_returned"))[0]["frozen"]


def test_a_correction_of_an_earlier_month_leaves_it_frozen_and_at_its_month(database: Database) -> None:
    (found,) = _open(database, _raised(), FROZEN, _changed("correction_worsened", "2023-04"))
    assert (found["level"], found["frozen"], found["period"]) == ("red", True, "2023-05")


@pytest.mark.parametrize("end", [RESOLVED, CURED, EXPIRED])
def test_a_closed_alert_is_no_longer_listed(database: Database, end: Event) -> None:
    assert _open(database, _raised(), end) == []


def test_a_reopened_alert_takes_its_new_episode(database: Database) -> None:
    (found,) = _open(database, _raised(), RESOLVED, _raised(2, "2024-01"))
    assert (found["episode"], found["since"]) == (2, "2024-01")


def test_two_alerts_that_shared_a_number_are_listed_and_go_on_apart(database: Database) -> None:
    """As in the events of before numbers were kept; the one that had the number second goes on under its own."""
    theirs = msgspec.structs.replace(_raised(), plan="other-2021-2025", region="510000")
    _open(database, _raised())
    assert len(_open(database, theirs, stream="alert-2")) == 2
    renamed = msgspec.structs.replace(_changed("worsened"), alert="CQ2-08")
    found = {row["region"]: (row["alert"], row["level"]) for row in _open(database, renamed, stream="alert-2")}
    assert found == {"500000": ("CQ-08", "orange"), "510000": ("CQ2-08", "red")}
    (left,) = _open(database, RESOLVED)
    assert left["region"] == "510000"


def test_messages_leave_the_open_alerts_alone(database: Database) -> None:
    delivered = NotificationDelivered(notification="n", alert="CQ-08", attempts=1)
    assert len(_open(database, _raised(), delivered)) == 1


@pytest.mark.parametrize("event", [FROZEN, RESOLVED, _changed("worsened")])
def test_an_episode_that_never_began_is_refused(database: Database, event: Event) -> None:
    with pytest.raises(NeverRaised):
        _open(database, event)


def test_an_open_alert_shows_where_its_target_stands_now(database: Database, catalogue: Catalogue) -> None:
    world.fill(database, catalogue)
    with database.read() as connection:
        found = open_alerts(connection, Access(catalogue).sight(None))
    injury = next(alert for alert in found if alert.alert == "T500000-08")
    assert (injury.period, injury.difference) == (Month(2025, 3), -884_000)
