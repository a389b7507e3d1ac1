"""What waits to be judged: the targets and months whose figures changed, noted in the transaction that changed them.

Whoever applies reports writes here what they bear on, and whoever judges takes it out again in the transaction in which
the judgements are kept: both under the append lock, so that nothing is judged twice and nothing is forgotten. A month
that changes again while it waits is one row still. SQL only. See docs/decisions/0435.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator import reader_position
from services.aggregator.model import WaitingMonth
from services.aggregator.tables import TO_JUDGE
from shared.database.rows import insert_rows, parts


class JudgedUpTo(NamedTuple):
    """Up to which ``position`` in ``reports`` all is judged; how many months ``waiting`` behind it, the oldest from
    the microsecond ``waiting_since`` on (None: none waits)."""

    position: int
    waiting: int
    waiting_since: int | None


def note(connection: sa.Connection, months: Iterable[WaitingMonth], now: int) -> None:
    """These wait from now on, each once; what waits already is what it was, and as new as it is now."""
    rows = ((*month, now) for month in months)
    insert_rows(connection, TO_JUDGE, (*_COLUMNS, "waiting_since"), rows, _AGAIN)


def judged(connection: sa.Connection) -> JudgedUpTo:
    """How far everything is judged."""
    waiting, first, since = connection.execute(_STANDING).one()
    read = reader_position.position(connection)
    return JudgedUpTo(read if first is None else min(read, first - 1), waiting, since)


def anything(connection: sa.Connection) -> bool:
    """Whether anything waits."""
    return connection.execute(_ANYTHING).first() is not None


def oldest_first(connection: sa.Connection, until: int) -> list[tuple[str, int]]:
    """The targets of which something has changed at ``until`` or before, plan and row; the one first that has
    waited longest."""
    return [(plan, row) for plan, row in connection.execute(_TARGETS, {"until": until})]


def of_plan(connection: sa.Connection, plan: str) -> list[WaitingMonth]:
    """What waits of a plan, by row and month."""
    return [WaitingMonth(*row) for row in connection.execute(_OF_PLAN, {"plan": plan})]


def forget(connection: sa.Connection, months: Iterable[WaitingMonth]) -> None:
    """These are judged: they wait no longer."""
    by_target: dict[tuple[str, int], list[str]] = {}
    for month in months:
        by_target.setdefault((month.plan, month.row), []).append(month.period)
    for (plan, row), periods in by_target.items():
        for some in parts(periods):
            connection.execute(_FORGET, {"plan": plan, "row": row, "periods": some})


def keep_plans(connection: sa.Connection, plans: Collection[str]) -> None:
    """Nothing waits of other plans than these: they were judged anew as a whole, or are no more."""
    connection.execute(sa.delete(TO_JUDGE).where(TO_JUDGE.c.plan.not_in(sorted(plans))))


def lower_versions(connection: sa.Connection, most: int) -> None:
    """Let nothing wait from a later position on than ``most``: the figures were put back to it."""
    later = sa.case((TO_JUDGE.c.since > most, most), else_=TO_JUDGE.c.since)
    values = {"since": later, "data_version": most}
    connection.execute(sa.update(TO_JUDGE).where(TO_JUDGE.c.data_version > most).values(**values))


def reaches(table: sa.Table, position: int | None = None) -> sa.ColumnElement[bool]:
    """Of a row of ``table`` (by plan, row and period): whether a change that waits, of ``position`` or before it, may
    say more of it. A change reaches its own month and later ones; here it is taken to reach all of those."""
    here = [TO_JUDGE.c.plan == table.c.plan, TO_JUDGE.c.row == table.c.row, TO_JUDGE.c.period <= table.c.period]
    if position is not None:
        here.append(TO_JUDGE.c.since <= position)
    return sa.exists().where(*here)


def keys(connection: sa.Connection) -> set[tuple[str, int, str]]:
    """What waits: plan, row and month."""
    return {(plan, row, period) for plan, row, period in connection.execute(_KEYS)}


_COLUMNS = ("plan", "row", "period", "sure", "since", "data_version", "correlation_id")
_AGAIN = (
    "ON CONFLICT (plan, row, period) DO UPDATE SET sure = to_judge.sure OR excluded.sure,"
    " data_version = excluded.data_version, correlation_id = excluded.correlation_id"
)
_KEYS = sa.select(TO_JUDGE.c.plan, TO_JUDGE.c.row, TO_JUDGE.c.period)
_STANDING = sa.select(sa.func.count(), sa.func.min(TO_JUDGE.c.since), sa.func.min(TO_JUDGE.c.waiting_since))
_ANYTHING = sa.select(TO_JUDGE.c.plan).limit(1)
_TARGETS = (
    sa.select(TO_JUDGE.c.plan, TO_JUDGE.c.row)
    .where(TO_JUDGE.c.since <= sa.bindparam("until"))
    .group_by(TO_JUDGE.c.plan, TO_JUDGE.c.row)
    .order_by(sa.func.min(TO_JUDGE.c.since), TO_JUDGE.c.plan, TO_JUDGE.c.row)
)
_OF_PLAN = (
    sa.select(*(TO_JUDGE.c[name] for name in _COLUMNS))
    .where(TO_JUDGE.c.plan == sa.bindparam("plan"))
    .order_by(TO_JUDGE.c.row, TO_JUDGE.c.period)
)
_FORGET = sa.delete(TO_JUDGE).where(
    TO_JUDGE.c.plan == sa.bindparam("plan"),
    TO_JUDGE.c.row == sa.bindparam("row"),
    TO_JUDGE.c.period.in_(sa.bindparam("periods", expanding=True)),
)
