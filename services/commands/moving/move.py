"""The move itself: three databases copied and compared, and kept only once all three are found the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TypeVar

import sqlalchemy as sa
from rich.progress import Progress

from services.commands.moving.copying import Advance, RowsDiffer, compare, copy
from services.commands.moving.source import SourceRows, foreign
from services.commands.moving.tables import TABLES, row_count, rows_of, strangers
from services.commands.moving.target import analyse, clear_fresh, lock, occupied, set_sequences
from services.standalone import Standalone
from shared.database.engine import Database
from shared.database.lease import Lease
from shared.log import PRODUCERS
from shared.store import verify
from shared.store.moved_folder import DatabaseMoved, TableMoved

Done = TypeVar("Done")


class CannotMove(Exception):
    """Nothing was moved, and why; the message is Chinese."""


def refuse_used(database: Database, service: str) -> None:
    """Refuse a database to be moved to in which there is anything of somebody else's: before anything is made there.

    Raises:
        CannotMove: there is.
    """
    with database.read() as connection:
        if found := strangers(connection, service):
            raise CannotMove(f"{service} 的目标库里有别的表（{'、'.join(found[:5])}）：请为它新建一个空库")


def move(source: Standalone, target: Standalone, shown: Progress, partitions: int = 0) -> dict[str, DatabaseMoved]:
    """Copy the three databases of ``source`` into those of ``target``, which have the same schema, and compare them.

    Each is one transaction; all three are kept once all are found the same, readers before what they read: where the
    last steps are broken off, a reader is ahead of a store that is empty yet, and stands still by name. A database that
    holds exactly what is to be moved already is not copied again. ``partitions``: those of Kafka's topics; 0 for none.

    Raises:
        CannotMove: a database is used, or by somebody at work, or not the same afterwards; nothing was kept.
    """
    services, found = tuple(PRODUCERS.values()), {}
    with ExitStack() as held:
        for service in services:
            _hold(target.runtime.database(service), service, held)
        reading = {each: held.enter_context(source.runtime.database(each).read()) for each in services}
        writing = {each: held.enter_context(target.runtime.database(each).write(patient=True)) for each in services}
        if faults := [fault for each in services for fault in foreign(reading[each], each)]:
            raise CannotMove("；".join(faults))
        rows = SourceRows(reading, source.runtime.store, partitions)
        for service in services:
            tables = _Moving(service, rows, writing[service], shown).run(reading[service])
            found[service] = _checked(source, target, service, reading[service], writing[service], shown, tables)
    return found


def _hold(database: Database, service: str, held: ExitStack) -> None:
    """Stand in for the service that would lead over the database, so that none begins to work in it meanwhile."""
    lease = Lease(database, service)
    if not lease.held():
        raise CannotMove(f"{service} 的目标库正由运行中的服务使用：请先停下它")
    held.callback(lease.release)


class _Moving:
    """One database."""

    def __init__(self, service: str, source: SourceRows, connection: sa.Connection, shown: Progress) -> None:
        self._service = service
        self._source = source
        self._connection = connection
        self._shown = shown

    def run(self, reading: sa.Connection) -> dict[str, TableMoved]:
        """Copy what is not there yet, and compare all of it."""
        lock(self._connection, self._service)
        rows = sum(row_count(reading, table) for table in TABLES[self._service])
        used = occupied(self._connection, self._service)
        if not used:
            clear_fresh(self._connection, self._service)
            self._each(f"{self._service}：复制", rows, self._copy)
            set_sequences(self._connection, self._service)
            analyse(self._connection, self._service)
        try:
            return self._each(f"{self._service}：逐行核对", rows, self._compare)
        except RowsDiffer as differing:
            raise CannotMove(self._told(differing, used)) from None

    def _copy(self, table: sa.Table, advance: Advance) -> None:
        try:
            copy(self._source.rows(self._service, table), self._connection, table, advance)
        except sa.exc.DataError as error:  # a text that SQLite kept and PostgreSQL does not take: too long, or with NUL
            said = " ".join(str(error.orig).split())
            raise CannotMove(f"{self._service} 的表 {table.name} 里有 PostgreSQL 不收的内容：{said}") from None

    def _compare(self, table: sa.Table, advance: Advance) -> TableMoved:
        mine, theirs = self._source.rows(self._service, table), rows_of(self._connection, table)
        return compare(mine, theirs, table, advance)

    def _each(self, words: str, total: int, work: Callable[[sa.Table, Advance], Done]) -> dict[str, Done]:
        task = self._shown.add_task(words, total=total)
        return {
            table.name: work(table, lambda done: self._shown.advance(task, done)) for table in TABLES[self._service]
        }

    def _told(self, differing: RowsDiffer, used: list[str]) -> str:
        if used:
            return (
                f"{self._service} 的目标库不是空的（{'、'.join(used[:5])} 里已有内容，与原库不同）：请新建空库，"
                "不要在用过的库上迁"
            )
        return f"{self._service} 迁过去的与原库不同：表 {differing.table}，键 {differing.key}；请报告这个问题"


def _checked(
    source: Standalone,
    target: Standalone,
    service: str,
    reading: sa.Connection,
    writing: sa.Connection,
    shown: Progress,
    tables: dict[str, TableMoved],
) -> DatabaseMoved:
    """Every hash worked out anew of what the new database holds, and the head the same as the old one's."""
    store = target.runtime.store
    head = source.runtime.store.head(reading)
    task = shown.add_task(f"{service}：重算事件链", total=head.position)
    verdict = verify(store, writing, lambda done, _: shown.update(task, completed=done))
    if not verdict.whole or store.head(writing) != head:
        raise CannotMove(
            f"{service} 的事件链迁过去之后不完整（位置 {verdict.position}，{verdict.detail}）；请报告这个问题"
        )
    return DatabaseMoved("", head.position, head.hash, tables)
