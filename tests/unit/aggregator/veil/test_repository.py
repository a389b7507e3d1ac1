from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from services.aggregator.main import MIGRATIONS
from services.aggregator.tables import UNIT_MONTHS
from services.aggregator.veil.repository import unsettled_periods
from shared.database.engine import Database

WAITING = {("2023-03", "500101"): "submitted", ("2023-05", "500102"): "withdrawn", ("2023-05", "500103"): "returned"}


def test_what_is_not_public_is_found_by_the_index_of_months_that_wait(database_url: str) -> None:
    database = Database(database_url)
    database.migrate(MIGRATIONS)
    asked: list[str] = []
    with database.write() as connection:
        connection.execute(sa.insert(UNIT_MONTHS), [_row(*key, status) for key, status in _statuses().items()])
        sa.event.listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2]))
        assert unsettled_periods(connection) == ["2023-03", "2023-05"]
        plan = _plan(connection, asked[0])
    database.dispose()
    assert "ix_unit_months_unsettled" in plan
    assert "Seq Scan" not in plan


def _statuses() -> dict[tuple[str, str], str]:
    months = [f"{year}-{month:02}" for year in (2022, 2023) for month in range(1, 13)]
    return {(month, f"5001{unit:02}"): "accepted" for month in months for unit in range(1, 40)} | WAITING


def _row(period: str, region: str, status: str) -> dict[str, Any]:
    numbers = {"year": int(period[:4]), "revision": 1, "position": 1}
    return {
        "period": period,
        "region": region,
        "status": status,
        "simulated": False,
        "has_year_to_date": False,
    } | numbers


def _plan(connection: sa.Connection, statement: str) -> str:
    """What the engine would do, told by it."""
    if connection.dialect.name == "sqlite":
        return "\n".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}"))
    connection.exec_driver_sql("ANALYZE unit_months")
    return "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}"))
