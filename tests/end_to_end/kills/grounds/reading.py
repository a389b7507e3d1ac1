"""The databases of the system as they lie there, read by plain SQL past all of its code."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from tests.end_to_end.kills.comparing import Found, Standing, Stored
from tests.end_to_end.kills.faults.aside import Kept, Stranger

_EVENTS = "SELECT position, stream, version, type, data, idempotency_key, hash FROM events ORDER BY position"
_REPORTS = "SELECT region, period, status, revision, accepted_revision FROM reports"
_FIGURES = (
    "SELECT region, indicator, period, value, denominator, reported, accepted_value, accepted_denominator, accepted "
    "FROM figures"
)
_ASIDE = "SELECT consumer, topic, partition, log_offset, reason, digest FROM aside_messages"
_PARKED = "SELECT consumer, key, error FROM parked_events"


def kept_aside(address: str) -> list[Kept]:
    """What the readers in the database of a service keep aside."""
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    return [Kept(reader, Stranger(*place)) for reader, *place in _rows(engine, _ASIDE)]


class Databases:
    """Intake's and the aggregator's, by their addresses. No connection is kept: the server is killed in between."""

    def __init__(self, intake: str, aggregator: str) -> None:
        self._intake = sa.create_engine(intake, poolclass=sa.NullPool)
        self._aggregator = sa.create_engine(aggregator, poolclass=sa.NullPool)

    def found(self) -> Found:
        """Everything that is compared. Nobody may be writing."""
        shapes: dict[str, dict[str, Any]] = {}
        events = [_stored(row, shapes) for row in _rows(self._intake, _EVENTS)]
        standings = {(row[0], row[1]): Standing(*row[2:]) for row in _rows(self._intake, _REPORTS)}
        figures = {tuple(row[:3]): tuple(row[3:]) for row in _rows(self._aggregator, _FIGURES)}
        return Found(events, standings, {key: total for key, total in figures.items() if any(total)})

    def parked(self) -> list[str]:
        """What readers could not apply."""
        return [f"parked: {tuple(row)}" for row in _rows(self._aggregator, _PARKED)]

    def close(self) -> None:
        self._intake.dispose()
        self._aggregator.dispose()


def _stored(row: Any, shapes: dict[str, dict[str, Any]]) -> Stored:
    """The event of a row; what the rows before it have defined is in ``shapes``."""
    position, stream, version, kind, data, key, hash_of = row
    said = json.loads(bytes(data))
    if kind == "ShapeDefined":
        shapes[said["shape"]] = said
    elif "shape" in said:
        said["lines"] = _lines(shapes[said["shape"]], said["values"], said.get("denominators", []))
    return Stored(position, stream, version, kind, said, key, hash_of)


def _lines(shape: dict[str, Any], values: list[int], denominators: list[int]) -> list[dict[str, Any]]:
    """What a report says whose figures stand in the order of a shape."""
    below = dict(zip(shape.get("ratios", []), denominators, strict=True))
    to_date = shape.get("to_date", [])
    return [
        {
            "indicator": name,
            "value": value,
            "denominator": below.get(at),
            "basis": "year_to_date" if at in to_date else "month",
        }
        for at, (name, value) in enumerate(zip(shape["indicators"], values, strict=True))
    ]


def _rows(engine: sa.Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(sa.text(query)))
