"""Alerts that were raised before numbers were kept have theirs afterwards."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.alerts.episodes.numbering import GivenNumber
from services.alerts.handling import links
from services.alerts.handling.link_secrets import link_secret
from services.alerts.main import MIGRATIONS
from services.alerts.reading import notification_queries
from services.alerts.reading.past_alerts import PastAlerts
from services.alerts.repository import numbers
from shared.catalogue import Catalogue, load_catalogue
from shared.catalogue.known import OneCatalogue
from shared.database.engine import Database
from shared.events import AlertLevelChanged, ProgressAssessed
from shared.periods import today_in_china
from tests.unit.alerts.pages.test_api import a_client
from tests.unit.alerts.repository.test_numbers import OURS, THEIRS, loaded
from tests.unit.alerts.setting import Setting, an_assessed, levels

BEFORE, NUMBERED = "0011", "0012"


def event(position: int, stream: str, type_name: str, **content: object) -> dict[str, object]:
    """A row of the store as an earlier version left it."""
    return {
        "position": position,
        "stream": stream,
        "version": position,
        "type": type_name,
        "schema_version": 1,
        "data": json.dumps(content).encode(),
        "recorded_at": position,
        "actor": "alerts",
        "correlation_id": "c",
        "previous_hash": "",
        "hash": str(position),
    }


def test_numbers_stay_with_the_alert_that_had_them_first(database_url: str) -> None:
    database = Database(database_url)
    database.migrate(MIGRATIONS, BEFORE)
    ours = {"alert": "JLP-03", "plan": "jiulongpo-2021-2025", "row": 3, "region": "500107"}
    rows = [
        event(1, "alert-jlp-3", "AlertRaised", episode=1, **ours),
        event(2, "alert-jlp-3", "AlertRaised", episode=2, **ours),
        event(3, "alert-other-3", "AlertRaised", **(ours | {"plan": "other", "region": "500118"})),
        event(4, "alert-cq-8", "AlertAdvised", alert="CQ-08", plan="cq", row=8, region="500000"),
        event(5, "alert-cq-8", "NotificationQueued", alert="CQ-08"),
    ]
    columns = ", ".join(rows[0])
    named = ", ".join(f":{name}" for name in rows[0])
    with database.write() as connection:
        connection.execute(sa.text(f"INSERT INTO events ({columns}) VALUES ({named})"), rows)
    database.migrate(MIGRATIONS, NUMBERED)
    with database.read() as connection:
        given = connection.execute(
            sa.text('SELECT stream, number, plan, "row", region, prefix FROM alert_numbers ORDER BY 1')
        )
        assert [tuple(row) for row in given] == [
            ("alert-cq-8", "CQ-08", "cq", 8, "500000", "CQ"),
            ("alert-jlp-3", "JLP-03", "jiulongpo-2021-2025", 3, "500107", "JLP"),
        ]
    database.dispose()


def back_to_shared_numbers(connection: sa.Connection) -> None:
    """The tables as revision 0015 left them."""
    connection.exec_driver_sql("ALTER TABLE assessments DROP COLUMN binding")
    connection.exec_driver_sql("DROP TABLE told_due_days")
    connection.exec_driver_sql("DROP TABLE told_due_days_of_regions")
    connection.exec_driver_sql("ALTER TABLE reported_months DROP COLUMN blanks")
    connection.exec_driver_sql("ALTER TABLE reported_months DROP COLUMN confirmed")
    connection.exec_driver_sql("DROP TABLE catalogue_changes")
    connection.exec_driver_sql("DROP TABLE returned_reports")
    connection.exec_driver_sql("DROP TABLE proposed_corrections")
    connection.exec_driver_sql("DROP TABLE commitment_events")
    connection.exec_driver_sql("DROP TABLE report_shapes")
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0015'")


@pytest.fixture
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def shared(tmp_path: Path, catalogue: Catalogue, database_url: str) -> Iterator[Setting]:
    """A store of before numbers were kept in which two plans' open alerts had one number; brought up to date."""
    setting = Setting(tmp_path, catalogue, address=database_url)
    second = dataclasses.replace(catalogue.plans[OURS], id=THEIRS, region="510000", name="另一份规划")
    for version, plan in ((1, catalogue.plans[OURS]), (11, second)):
        loaded(setting, catalogue, [plan])
        setting.assess(*orange(plan.id, plan.region, version))
        setting.deliver()
        with setting.database.write() as connection:
            connection.exec_driver_sql("DELETE FROM alert_numbers")
    with setting.database.write() as connection:
        first = GivenNumber("CQ-08", f"alert-{OURS}-8-500000", OURS, 8, "500000", "CQ")  # as revision 0012 leaves it
        numbers.give(connection, [first])
        back_to_shared_numbers(connection)
    setting.database.migrate(MIGRATIONS)
    loaded(setting, catalogue, [second, *catalogue.plans.values()])
    yield setting
    setting.database.dispose()


def orange(plan: str, region: str, version: int) -> list[ProgressAssessed]:
    """Two months behind: an alert."""
    return levels(("2025-01", "orange"), ("2025-02", "orange"), version=version, plan=plan, region=region)


def test_alerts_that_shared_a_number_each_go_on_under_their_own(shared: Setting) -> None:
    shared.assess(
        an_assessed("2025-03", "red", plan=THEIRS, region="510000", data_version=21),
        an_assessed("2025-03", "red", data_version=22),
    )
    assert [event.alert for event in shared.events() if isinstance(event, AlertLevelChanged)] == ["CQ2-08", "CQ-08"]
    listed = {each.number: (each.plan, each.level) for each in shared.reading.alerts("open")}
    assert listed == {"CQ-08": (OURS, "red"), "CQ2-08": (THEIRS, "red")}
    past = PastAlerts(shared.database, shared.store, OneCatalogue(shared.catalogue), shared.clock)
    then = past.point(shared.clock.now().isoformat())
    for number, plan in (("CQ-08", OURS), ("CQ2-08", THEIRS)):
        for (episode,) in (shared.reading.alert(number), past.alert(then, number)):
            assert (episode.plan, [message.sequence for message in episode.messages]) == (plan, [1, 2])


def test_a_mailed_link_to_a_number_that_was_shared_opens_only_the_alert_it_was_sent_about(shared: Setting) -> None:
    """Links from before numbers were kept do not say which alert they are about: whom they were sent to does."""
    with shared.database.read() as connection:
        secret = link_secret(connection)
        ours = notification_queries.of_alerts(connection, ["CQ-08"])[0].recipient
    client, today = a_client(shared, viewer=None), today_in_china(shared.clock)
    for recipient, status in ((ours, 200), ("theirs@another.example", 403)):
        token = links.sign(secret, links.link_for("CQ-08", 1, recipient, today, ""))
        assert client.get(f"/alerts/CQ-08/answer?token={token}").status_code == status


def test_a_store_in_which_no_number_was_shared_is_left_as_it_is(
    tmp_path: Path, catalogue: Catalogue, database_url: str
) -> None:
    setting = Setting(tmp_path, catalogue, address=database_url)
    setting.assess(*orange(OURS, "500000", 1))
    tables = ("alert_numbers", "episodes", "notifications")

    def stored() -> list[list[tuple[object, ...]]]:
        with setting.database.read() as connection:
            return [[tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")] for table in tables]

    before = stored()
    with setting.database.write() as connection:
        back_to_shared_numbers(connection)
    setting.database.migrate(MIGRATIONS)
    assert stored() == before
    setting.database.dispose()
