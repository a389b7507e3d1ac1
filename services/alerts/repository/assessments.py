"""What is known of each month of each target that is decided on. SQL only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from services.alerts.episodes.known_months import KnownMonth
from services.alerts.tables import ASSESSMENTS
from shared.database.rows import insert_rows, replacing
from shared.events import Assessment, ProgressAssessed

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Assessment).decode
_decode_assessed = msgspec.json.Decoder(ProgressAssessed).decode

_C = ASSESSMENTS.c
_COLUMNS = tuple(ASSESSMENTS.c.keys())
_REPLACE = replacing(_COLUMNS, ("stream", "period"))


class Touched(NamedTuple):
    """The latest assessment of a period; ``held``: it waits for the due day."""

    assessed: ProgressAssessed
    held: bool
    correlation_id: str


def histories(connection: sa.Connection, streams: Sequence[str]) -> dict[str, dict[str, KnownMonth]]:
    """What is known of each period, by stream."""
    query = sa.select(_C.stream, _C.period, _C.level, _C.data_version, _C.rule_version, _C.judged, _C.binding)
    found: dict[str, dict[str, KnownMonth]] = {stream: {} for stream in streams}
    for stream, period, level, data_version, rule_version, judged, binding in connection.execute(
        query.where(_C.stream.in_(streams)).order_by(_C.stream, _C.period)
    ):
        assessment = _decode(judged) if judged is not None else None
        found[stream][period] = KnownMonth(level, data_version, rule_version, assessment, binding)
    return found


def save(connection: sa.Connection, known: Mapping[tuple[str, str], tuple[Touched, KnownMonth]]) -> None:
    """Put what is known of a (stream, period) in the place of what was known before."""
    rows = [_row(stream, period, touched, month) for (stream, period), (touched, month) in known.items()]
    insert_rows(connection, ASSESSMENTS, _COLUMNS, rows, _REPLACE)


def held(connection: sa.Connection) -> list[Touched]:
    """Every assessment that waits for its due day, oldest period first."""
    query = sa.select(_C.held, _C.correlation_id).where(_C.held.is_not(None))
    rows = connection.execute(query.order_by(_C.period, _C.stream))
    return [Touched(_decode_assessed(waiting), True, correlation_id) for waiting, correlation_id in rows]


def lower_versions(connection: sa.Connection, most: int) -> None:
    """Let nothing that is known tell a later version of the figures than ``most``: they were put back to it, and
    what is assessed on them from now on is news."""
    connection.execute(sa.update(ASSESSMENTS).where(_C.data_version > most).values(data_version=most))


def forget_nothing(_connection: sa.Connection) -> None:
    """For reading the assessments from the first one again: what was decided with is known and decides nothing twice.

    Were it forgotten, every alert of the past would be raised, told and closed once more.
    """


def _row(stream: str, period: str, touched: Touched, known: KnownMonth) -> tuple[Any, ...]:
    """The values in the order of the table's columns."""
    assessed = touched.assessed
    return (
        stream,
        period,
        assessed.plan,
        assessed.row,
        assessed.region,
        known.level,
        assessed.assessment.progress,
        assessed.assessment.actual,
        assessed.assessment.accepted_met,
        known.data_version,
        known.rule_version,
        _encode(known.judged) if known.judged is not None else None,
        _encode(assessed) if touched.held else None,
        touched.correlation_id,
        known.binding,
    )
