"""The catalogue's names, units, due days and obligations, written where the views of SQL find them.

Written anew at every start when the files have changed. Who owes what is worked out by the catalogue's own functions
and written down as spans of months, so that no view has a rule of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from shared.catalogue import Catalogue
from shared.catalogue.model import Attribute, Indicator, Kind, Target
from shared.database.engine import Database
from shared.database.grafana_schema import grant_to_reader
from shared.database.owed_months import owed_spans
from shared.periods import months
from shared.quantities import BASIS_POINTS, PARTS_PER_MILLION

_PERCENT = 100
_ATTRIBUTES = {Attribute.BINDING: "约束性", Attribute.EXPECTED: "预期性"}


def publish_catalogue(database: Database, catalogue: Catalogue) -> None:
    """Write the catalogue's names where the views find them: all of them or none, and only when they changed.

    Safe when several processes start at once: the later one waits, and finds it done.
    """
    if not database.postgresql:
        return
    tables = {name: list(rows(catalogue)) for name, rows in _ROWS.items()}
    digest = hashlib.sha256(msgspec.json.encode(tables)).hexdigest()
    with database.write() as connection:
        connection.exec_driver_sql("LOCK TABLE catalogue.edition IN SHARE ROW EXCLUSIVE MODE")
        grant_to_reader(connection)
        if connection.exec_driver_sql("SELECT digest FROM catalogue.edition").scalar_one_or_none() != digest:
            _replace(connection, {**tables, "edition": [(digest,)]})


def _replace(connection: sa.Connection, tables: Mapping[str, Sequence[tuple[Any, ...]]]) -> None:
    for name, rows in tables.items():
        connection.exec_driver_sql(f"DELETE FROM catalogue.{name}")
        if rows:
            marks = ", ".join(["%s"] * len(rows[0]))
            connection.exec_driver_sql(f"INSERT INTO catalogue.{name} VALUES ({marks})", list(rows))


def _plans(catalogue: Catalogue) -> Iterator[tuple[Any, ...]]:
    for place, plan in enumerate(catalogue.plans.values()):
        name = plan.short_name or plan.name
        yield plan.id, place, plan.name, name, plan.region, plan.first.first_day, plan.last.first_day


def _regions(catalogue: Catalogue) -> Iterator[tuple[Any, ...]]:
    for place, region in enumerate(catalogue.regions.values()):
        span = (month.first_day if month else None for month in (region.valid_from, region.valid_to))
        yield region.code, place, region.name, region.level, region.parent, *span


def _indicators(catalogue: Catalogue) -> Iterator[tuple[Any, ...]]:
    for place, item in enumerate(catalogue.indicators.values()):
        yield item.id, place, item.name, item.kind.value, item.unit.symbol, _figure_divisor(item), _adds(item)


def _targets(catalogue: Catalogue) -> Iterator[tuple[Any, ...]]:
    for plan in catalogue.plans.values():
        for target in plan.targets:
            yield _target(target)


def _target(target: Target) -> tuple[Any, ...]:
    return (
        target.plan,
        target.row,
        target.name,
        target.indicator,
        _ATTRIBUTES[target.attribute],
        target.binding,
        target.horizon.value,
        target.bound.value,
        target.unit.symbol,
        PARTS_PER_MILLION // _PERCENT if target.unit.base == "%" else target.unit.scale,
        target.baseline,
        target.value,
    )


def _owed(catalogue: Catalogue) -> Iterator[tuple[Any, ...]]:
    """Which regions report the figures that a plan is judged by, and in which months: its units, its area itself."""
    for span in owed_spans(catalogue):
        yield span.plan, span.region, span.first.first_day, span.last.first_day


def _months(catalogue: Catalogue) -> Iterator[tuple[Any, ...]]:
    plans = catalogue.plans.values()
    if plans:
        for month in months(min(plan.first for plan in plans), max(plan.last for plan in plans)):
            yield str(month), month.first_day, catalogue.calendar.due_day(month)


def _due_days(catalogue: Catalogue) -> Iterator[tuple[Any, ...]]:
    """By region the due days that are other than everybody's."""
    own, plans = catalogue.calendars_of_reporters(), catalogue.plans.values()
    for region, calendar in own.items():
        for month in months(min(plan.first for plan in plans), max(plan.last for plan in plans)):
            if (day := calendar.due_day(month)) != catalogue.calendar.due_day(month):
                yield region, str(month), day


def _figure_divisor(indicator: Indicator) -> int:
    """What a figure's integer is divided by to be in the indicator's unit; a ratio's parts divide themselves."""
    if indicator.kind is Kind.DIRECT:
        return BASIS_POINTS // _PERCENT
    return 1 if indicator.kind is Kind.RATIO else indicator.unit.scale


def _adds(indicator: Indicator) -> bool:
    return Kind.FLOW in (indicator.kind, indicator.part_kind if indicator.kind is Kind.RATIO else None)


_ROWS = {
    "plans": _plans,
    "regions": _regions,
    "indicators": _indicators,
    "targets": _targets,
    "owed": _owed,
    "months": _months,
    "due_days": _due_days,
}
"""The tables of the schema ``catalogue``, their columns in the order in which they were created."""
