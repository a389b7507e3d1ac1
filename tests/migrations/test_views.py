"""What the migrations make for readers of SQL: on PostgreSQL two schemas, on SQLite nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from services.aggregator.main import MIGRATIONS as AGGREGATOR
from services.alerts.main import MIGRATIONS as ALERTS
from services.intake.main import MIGRATIONS as INTAKE
from shared.catalogue import Catalogue, load_catalogue
from shared.database.catalogue_tables import publish_catalogue
from shared.database.engine import Database
from shared.periods import Month
from shared.work_calendar import WorkCalendar

COMMON = {"plans", "regions", "indicators", "targets", "plan_units", "owed_months", "today"}
OWN = [
    pytest.param(INTAKE, {"reports", "owed_reports", "coverage"}, id="intake"),
    pytest.param(
        AGGREGATOR,
        {"progress", "contributions", "figures", "unit_figures", "forecasts", "year_progress"},
        id="aggregator",
    ),
    pytest.param(ALERTS, {"alerts", "alert_handling", "alert_months", "notifications", "reminders"}, id="alerts"),
]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def migrated(url: str, scripts: Path) -> Database:
    database = Database(url)
    database.migrate(scripts)
    return database


@pytest.mark.parametrize(("scripts", "views"), OWN)
def test_on_postgresql_there_are_views_and_nothing_but_views_to_read(
    postgresql_url: str, scripts: Path, views: set[str]
) -> None:
    database = migrated(postgresql_url, scripts)
    found = sa.inspect(database.engine)
    assert set(found.get_view_names("grafana")) == COMMON | views
    assert found.get_table_names("grafana") == []
    database.dispose()


@pytest.mark.parametrize(("scripts", "views"), OWN)
def test_every_view_can_be_read_before_anything_has_happened(
    postgresql_url: str, catalogue: Catalogue, scripts: Path, views: set[str]
) -> None:
    database = migrated(postgresql_url, scripts)
    publish_catalogue(database, catalogue)
    with database.read() as connection:
        for view in COMMON:
            assert connection.execute(sa.text(f"SELECT count(*) FROM grafana.{view}")).scalar_one() > 0
        for view in views:
            assert connection.execute(sa.text(f"SELECT * FROM grafana.{view}")).all() == []
    database.dispose()


@pytest.mark.parametrize(("scripts", "views"), OWN)
def test_on_sqlite_there_is_no_view_and_publishing_does_nothing(
    tmp_path: Path, catalogue: Catalogue, scripts: Path, views: set[str]
) -> None:
    database = migrated(f"sqlite:///{tmp_path / 'database.sqlite'}", scripts)
    publish_catalogue(database, catalogue)
    assert sa.inspect(database.engine).get_view_names() == []
    database.dispose()


def test_the_catalogues_names_units_and_due_days_are_written(postgresql_url: str, catalogue: Catalogue) -> None:
    database = migrated(postgresql_url, AGGREGATOR)
    publish_catalogue(database, catalogue)
    publish_catalogue(database, catalogue)
    with database.read() as connection:
        targets = connection.execute(sa.text("SELECT * FROM grafana.targets")).mappings().all()
        (march,) = connection.execute(sa.text("SELECT due_day FROM catalogue.months WHERE period = '2021-03'")).one()
    assert len(targets) == sum(len(plan.targets) for plan in catalogue.plans.values())
    (injury,) = [row for row in targets if (row["plan"], row["target_row"]) == ("chongqing-2021-2025", 8)]
    assert (injury["target_name"], injury["unit"], injury["attribute"]) == ("工伤保险参保人数", "万人", "约束性")
    assert (injury["baseline"], injury["target"], injury["region_name"]) == (730, 750, "重庆市")
    assert march == WorkCalendar().due_day(Month(2021, 3))
    database.dispose()
