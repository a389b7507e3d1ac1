"""The numbers that alerts were given: from now on each is one alert's for ever, whatever plans are loaded later.

Revision ID: 0012
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision: str | None = "0011"
branch_labels: str | None = None
depends_on: str | None = None

_NAMING = ("AlertRaised", "AlertAdvised")
"""The events that can be an alert's first, and hold its number and whose it is."""


def upgrade() -> None:
    """Numbers stay as they were given. Where two alerts share one (a plan that was loaded later took it over), it stays
    with the alert that had it first; the other one is given a number of its own with its next event."""
    numbers = op.create_table(
        "alert_numbers",
        sa.Column("stream", sa.String(120), primary_key=True),
        sa.Column("number", sa.String(40), nullable=False, unique=True),
        sa.Column("plan", sa.String(80), nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("region", sa.String(20), nullable=False),
        sa.Column("prefix", sa.String(20), nullable=False),
    )
    op.create_index("ix_alert_numbers_plan", "alert_numbers", ["plan", "prefix"])
    given = {row["stream"]: row for row in _first_of_each(op.get_bind())}
    if given:
        op.bulk_insert(numbers, list(given.values()))


def _first_of_each(connection: sa.Connection) -> Iterator[dict[str, object]]:
    events = sa.table("events", sa.column("position"), sa.column("stream"), sa.column("type"), sa.column("data"))
    query = sa.select(events.c.stream, events.c.data).where(events.c.type.in_(_NAMING)).order_by(events.c.position)
    streams, numbers = set[str](), set[str]()
    for stream, data in connection.execute(query):
        content = json.loads(data)
        number: str = content["alert"]
        if stream in streams or number in numbers:
            continue
        streams.add(stream)
        numbers.add(number)
        told = {name: content[name] for name in ("plan", "row", "region")}
        yield {"stream": stream, "number": number, **told, "prefix": number.split("-", 1)[0]}
