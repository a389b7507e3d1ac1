"""Alerts that were raised before numbers were kept have theirs afterwards."""

from __future__ import annotations

import json

import sqlalchemy as sa

from services.alerts.main import MIGRATIONS
from shared.database.engine import Database

BEFORE = "0011"


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
    database.migrate(MIGRATIONS)
    with database.read() as connection:
        given = connection.execute(
            sa.text('SELECT stream, number, plan, "row", region, prefix FROM alert_numbers ORDER BY 1')
        )
        assert [tuple(row) for row in given] == [
            ("alert-cq-8", "CQ-08", "cq", 8, "500000", "CQ"),
            ("alert-jlp-3", "JLP-03", "jiulongpo-2021-2025", 3, "500107", "JLP"),
        ]
    database.dispose()
