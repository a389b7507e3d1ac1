"""Who owes what by when, as the views of reports say it: held against hand counts, over intake on PostgreSQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.alerts.main import MIGRATIONS as ALERTS
from shared.catalogue import Catalogue, load_catalogue
from shared.catalogue.model import Frequency, Region
from shared.database.catalogue_tables import publish_catalogue
from shared.database.engine import Database
from shared.periods import Month
from tests.unit.intake.support import CITY, JIULONGPO, SIBLING, UNIT, Service, report, running

PLAN = "chongqing-2021-2025"
MARCH = "2023-03"
"""Due on 2023-04-10; the service's clock begins on 2023-04-03."""
OWING = 39
"""The 38 units of 重庆, and the city itself for what only it knows."""
NEW = "500199"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def rows(service: Service, sql: str) -> list[Any]:
    with service.intake.database.read() as connection:
        return list(connection.execute(sa.text(sql)).all())


def month(service: Service, period: str, plan: str = PLAN) -> Any:
    (found,) = rows(service, f"SELECT * FROM grafana.coverage WHERE plan = '{plan}' AND period = '{period}'")
    return found


def states(service: Service, period: str) -> Counter[str]:
    sql = f"SELECT status_name FROM grafana.owed_reports WHERE plan = '{PLAN}' AND period = '{period}'"
    return Counter(row.status_name for row in rows(service, sql))


def counts(row: Any) -> tuple[int, ...]:
    return (
        row.expected_units,
        row.reported_units,
        row.on_time_units,
        row.late_units,
        row.pending_units,
        row.missing_units,
    )


def go_to(service: Service, day: int) -> None:
    service.clock.set(datetime(2023, 4, day, 2, 0, tzinfo=UTC))
    service.intake.publish_today()


def test_what_is_not_due_yet_is_awaited_and_what_is_due_is_missing(
    tmp_path: Path, catalogue: Catalogue, postgresql_url: str
) -> None:
    with running(tmp_path, catalogue, intake_database=postgresql_url) as service:
        assert service.post(report(UNIT), "k1").status_code == 201
        assert states(service, MARCH) == {"待审核": 1, "待报": OWING - 1}
        assert counts(month(service, MARCH)) == (OWING, 1, 1, 0, OWING - 1, 0)
        assert month(service, MARCH).punctuality == 1
        go_to(service, 10)  # until the day is over nobody is late
        assert counts(month(service, MARCH)) == (OWING, 1, 1, 0, OWING - 1, 0)
        go_to(service, 11)
        assert states(service, MARCH) == {"待审核": 1, "未报": OWING - 1}
        assert counts(month(service, MARCH)) == (OWING, 1, 1, OWING - 1, 0, OWING - 1)
        assert service.post(report(SIBLING), "k2", SIBLING).status_code == 201
        assert counts(month(service, MARCH)) == (OWING, 2, 1, OWING - 1, 0, OWING - 2)
        assert float(month(service, MARCH).punctuality) == pytest.approx(1 / OWING)
        (late,) = rows(service, "SELECT late, days_late FROM grafana.owed_reports WHERE region = '500102' AND reported")
        assert (late.late, late.days_late) == (True, 1)


def test_a_returned_report_is_late_only_once_its_month_is_due(
    tmp_path: Path, catalogue: Catalogue, postgresql_url: str
) -> None:
    with running(tmp_path, catalogue, intake_database=postgresql_url) as service:
        service.post(report(UNIT), "k1")
        back = {"region": UNIT, "period": MARCH, "decision": "return", "reason": "请核实"}
        assert service.review(back).json()["results"][0]["status"] == "returned"
        assert states(service, MARCH) == {"已退回": 1, "待报": OWING - 1}
        assert counts(month(service, MARCH)) == (OWING, 0, 0, 0, OWING, 0)
        go_to(service, 11)
        assert counts(month(service, MARCH)) == (OWING, 0, 0, OWING, 0, OWING)


def test_a_month_that_nobody_has_reported_is_missing_once_it_is_due_and_the_running_month_is_not_there(
    tmp_path: Path, catalogue: Catalogue, postgresql_url: str
) -> None:
    with running(tmp_path, catalogue, intake_database=postgresql_url) as service:
        assert rows(service, "SELECT * FROM grafana.owed_reports") == []  # nobody has begun to report
        assert service.post(report(UNIT, "2023-01"), "k1").status_code == 201
        shown = [row.period for row in rows(service, f"SELECT period FROM grafana.coverage WHERE plan = '{PLAN}'")]
        assert (max(shown), len(shown)) == (MARCH, 27)
        assert counts(month(service, "2023-02")) == (OWING, 0, 0, OWING, 0, OWING)
        assert month(service, "2023-02").punctuality == 0
        assert counts(month(service, MARCH)) == (OWING, 0, 0, 0, OWING, 0)
        assert month(service, MARCH).punctuality is None


def renumbered(made: Catalogue) -> Catalogue:
    """``UNIT`` has another code from 2023-02 on."""
    known = dict(made.regions)
    known[UNIT] = replace(known[UNIT], valid_to=Month(2023, 1))
    known[NEW] = Region(NEW, "新万州区", "county", CITY, valid_from=Month(2023, 2))
    return with_(made, regions=known)


def with_(made: Catalogue, **changes: Any) -> Catalogue:
    parts: dict[str, Any] = {"regions": made.regions, "indicators": made.indicators} | changes
    return Catalogue(
        parts["regions"].values(),
        made.groups,
        parts["indicators"].values(),
        made.plans.values(),
        made.departments,
        {},
    )


@contextmanager
def after_a_change(folder: Path, before: Catalogue, after: Catalogue, url: str, *months: str) -> Iterator[Service]:
    """``UNIT`` reports ``months``; then the change of its code becomes known, and the service starts again."""
    with running(folder, before, intake_database=url) as service:
        for number, period in enumerate(months):
            assert service.post(report(UNIT, period), f"k{number}").status_code == 201
    with running(folder, after, intake_database=url) as service:
        yield service


def test_of_an_old_code_and_its_new_one_exactly_one_owes_in_every_month(
    tmp_path: Path, catalogue: Catalogue, postgresql_url: str
) -> None:
    months = ("2023-01", "2023-02")
    with after_a_change(tmp_path, catalogue, renumbered(catalogue), postgresql_url, *months) as service:
        sql = f"SELECT period, region FROM grafana.owed_reports WHERE plan = '{PLAN}' AND region IN ('{UNIT}', '{NEW}')"
        owed = {row.period: row.region for row in rows(service, sql)}
        assert {period: owed[period] for period in ("2022-12", "2023-01", "2023-02", "2023-03")} == {
            "2022-12": UNIT,
            "2023-01": UNIT,
            "2023-02": NEW,
            "2023-03": NEW,
        }
        assert {month(service, period).expected_units for period in owed} == {OWING}
        assert counts(month(service, "2023-01"))[:2] == (OWING, 1)
        assert counts(month(service, "2023-02"))[:2] == (OWING, 0)
        reported = [row.period for row in rows(service, f"SELECT period FROM grafana.reports WHERE region = '{UNIT}'")]
        assert reported == ["2023-01"]


def test_a_region_that_reports_by_the_quarter_owes_no_other_month(
    tmp_path: Path, catalogue: Catalogue, postgresql_url: str
) -> None:
    """All that 九龙坡's own plan asks comes by the quarter: its other months are owed to 重庆's plan alone."""
    wanted = {target.indicator for target in catalogue.plans["jiulongpo-2021-2025"].targets}
    indicators = {
        name: replace(item, frequency=Frequency.QUARTER) if name in wanted else item
        for name, item in catalogue.indicators.items()
    }
    quarterly = with_(catalogue, indicators=indicators)
    with running(tmp_path, quarterly, intake_database=postgresql_url) as service:
        sql = f"SELECT plan, period FROM grafana.owed_months WHERE region = '{JIULONGPO}' AND period LIKE '2023-%'"
        owed = {(row.plan, row.period) for row in rows(service, sql)}
        own = sorted(period for plan, period in owed if plan == "jiulongpo-2021-2025")
        assert own == ["2023-03", "2023-06", "2023-09", "2023-12"]
        assert sum(plan == PLAN for plan, _ in owed) == 12


def test_what_a_service_says_of_a_month_is_what_the_view_says(
    tmp_path: Path, catalogue: Catalogue, postgresql_url: str
) -> None:
    with running(tmp_path, catalogue, intake_database=postgresql_url) as service:
        service.post(report(UNIT), "k1")
        go_to(service, 11)
        service.post(report(SIBLING), "k2", SIBLING)
        asked = f"/v1/reports/summary?area={CITY}&from={MARCH}&to={MARCH}"
        (answer,) = service.get(asked, "reviewer").json()["periods"]
        view = month(service, MARCH)
        assert answer["due_day"] == view.due_day.isoformat()
        assert (answer["expected"], answer["on_time"], answer["late"] + answer["missing"], answer["pending"]) == (
            view.expected_units,
            view.on_time_units,
            view.late_units,
            view.pending_units,
        )


def test_a_reminder_of_a_month_in_which_the_unit_is_not_there_counts_nowhere(
    catalogue: Catalogue, postgresql_url: str
) -> None:
    database = Database(postgresql_url)
    database.migrate(ALERTS)
    publish_catalogue(database, renumbered(catalogue))
    with database.write() as connection:
        for period in ("2023-01", "2023-02"):
            connection.execute(
                sa.text(
                    "INSERT INTO reminders (region, period, step, due, issued_at, number, sequence) "
                    "VALUES (:region, :period, 'after_due', '2023-03-07', 0, 'CB', 1)"
                ),
                {"region": UNIT, "period": period},
            )
    with database.read() as connection:
        found = connection.execute(sa.text("SELECT period FROM grafana.reminders WHERE plan = :plan"), {"plan": PLAN})
        assert found.scalars().all() == ["2023-01"]
    database.dispose()


def test_a_region_with_a_holiday_of_its_own_is_missing_after_its_own_day_and_the_plan_s_month_is_due_with_it(
    tmp_path: Path, postgresql_url: str
) -> None:
    """10 April, the due day of everybody, is a holiday of ``UNIT`` alone."""
    own = tmp_path / "holidays.csv"
    own.write_text(f"day,kind,region\n2023-04-10,off,{UNIT}\n", "utf-8")
    with running(tmp_path, load_catalogue(holidays=own), intake_database=postgresql_url) as service:
        assert service.post(report(SIBLING), "k1", SIBLING).status_code == 201
        go_to(service, 11)
        where = f"plan = '{PLAN}' AND period = '{MARCH}'"
        sql = f"SELECT region, due_day::text, status_name FROM grafana.owed_reports WHERE {where}"
        found = {row.region: (row.due_day, row.status_name) for row in rows(service, sql)}
        assert found[UNIT] == ("2023-04-11", "待报")
        assert found[JIULONGPO] == ("2023-04-10", "未报")
        whole = month(service, MARCH)
        assert (whole.expected_units, whole.due_day.isoformat(), whole.due) == (OWING, "2023-04-11", False)
        assert (whole.missing_units, whole.pending_units) == (OWING - 2, 1)
        assert service.post(report(UNIT), "k2").status_code == 201
        (on_time,) = rows(service, f"SELECT on_time FROM grafana.reports WHERE region = '{UNIT}'")
        assert on_time.on_time
