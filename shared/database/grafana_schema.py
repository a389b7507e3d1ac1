"""The catalogue's names beside the figures, and the schema ``grafana``: what a reader of SQL sees.

On PostgreSQL each service's database gets two schemas. ``catalogue`` holds the catalogue's names,
units and due days as tables, written anew at every start when the files have changed. ``grafana``
holds views only: the one schema that the read-only role may read. On SQLite there
is neither: nobody reads the embedded form by SQL.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from shared.catalogue import Catalogue
from shared.catalogue.model import Attribute, Indicator, Kind, Plan, Target
from shared.database.engine import Database
from shared.periods import due_day, months
from shared.quantities import BASIS_POINTS, PARTS_PER_MILLION

READER = "xushi_grafana"
"""The role that reads the views; made by whoever sets the server up, never by a migration."""

_PERCENT = 100
_ATTRIBUTES = {Attribute.BINDING: "约束性", Attribute.EXPECTED: "预期性"}

_GRANTS = f"""
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{READER}') THEN
    GRANT USAGE ON SCHEMA grafana TO {READER};
    GRANT SELECT ON ALL TABLES IN SCHEMA grafana TO {READER};
    ALTER DEFAULT PRIVILEGES IN SCHEMA grafana GRANT SELECT ON TABLES TO {READER};
  END IF;
END $$
"""

_CATALOGUE = """
CREATE SCHEMA catalogue;
CREATE TABLE catalogue.edition (digest text NOT NULL);
CREATE TABLE catalogue.plans (
  id text PRIMARY KEY, place smallint NOT NULL, name text NOT NULL, short_name text NOT NULL,
  region text NOT NULL, first_month date NOT NULL, last_month date NOT NULL);
CREATE TABLE catalogue.regions (
  code text PRIMARY KEY, place smallint NOT NULL, name text NOT NULL, level text NOT NULL, parent text NOT NULL);
CREATE TABLE catalogue.indicators (
  id text PRIMARY KEY, place smallint NOT NULL, name text NOT NULL, kind text NOT NULL, unit text NOT NULL,
  divisor numeric NOT NULL, adds_over_months boolean NOT NULL);
CREATE TABLE catalogue.targets (
  plan text NOT NULL, "row" smallint NOT NULL, name text NOT NULL, indicator text NOT NULL, attribute text NOT NULL,
  binding boolean NOT NULL, horizon text NOT NULL, bound text NOT NULL, unit text NOT NULL, divisor numeric NOT NULL,
  baseline numeric, target numeric, PRIMARY KEY (plan, "row"));
CREATE TABLE catalogue.owing (plan text NOT NULL, region text NOT NULL, PRIMARY KEY (plan, region));
CREATE TABLE catalogue.months (period text PRIMARY KEY, month date NOT NULL, due_day date NOT NULL);
"""

_COMMON_VIEWS = """
CREATE SCHEMA IF NOT EXISTS grafana;
CREATE VIEW grafana.plans AS
SELECT p.id AS plan, p.place AS plan_place, p.name AS plan_name, p.short_name AS plan_short_name,
       p.region, r.name AS region_name, p.first_month, p.last_month
FROM catalogue.plans p JOIN catalogue.regions r ON r.code = p.region;
CREATE VIEW grafana.regions AS
SELECT r.code AS region, r.place AS region_place, r.name AS region_name, r.level AS region_level,
       nullif(r.parent, '') AS parent, p.name AS parent_name
FROM catalogue.regions r LEFT JOIN catalogue.regions p ON p.code = r.parent;
CREATE VIEW grafana.indicators AS
SELECT id AS indicator, place AS indicator_place, name AS indicator_name, kind, unit FROM catalogue.indicators;
CREATE VIEW grafana.targets AS
SELECT p.plan, p.plan_place, p.plan_name, p.plan_short_name, p.region, p.region_name,
       t."row" AS target_row, t.name AS target_name, t.indicator, i.name AS indicator_name,
       t.attribute, t.binding, t.horizon, t.bound, t.unit, t.divisor, t.baseline, t.target
FROM catalogue.targets t
JOIN grafana.plans p ON p.plan = t.plan
JOIN catalogue.indicators i ON i.id = t.indicator;
CREATE VIEW grafana.plan_units AS
SELECT o.plan, o.region, r.name AS region_name, r.level AS region_level, r.parent, r.place AS region_place
FROM catalogue.owing o JOIN catalogue.regions r ON r.code = o.region;
"""


def create_catalogue_schema(connection: sa.Connection) -> None:
    """Create both schemas, version 1, with the views that every service has: called by each service's migration."""
    for statement in (_CATALOGUE + _COMMON_VIEWS).split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)
    grant_to_reader(connection)


def grant_to_reader(connection: sa.Connection) -> None:
    """Let the read-only role, where there is one, read every view of today and of later."""
    connection.exec_driver_sql(_GRANTS)


def publish_catalogue(database: Database, catalogue: Catalogue) -> None:
    """Write the catalogue's names where the views find them: all of them or none, and only when they changed.

    Safe when several processes start at once: the later one waits, and finds it done.
    """
    if database.engine.dialect.name != "postgresql":
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
        yield region.code, place, region.name, region.level, region.parent


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


def _owing(catalogue: Catalogue) -> Iterator[tuple[Any, ...]]:
    """Which regions report the figures that a plan is judged by: its units, and its area itself."""
    for plan in catalogue.plans.values():
        for region in dict.fromkeys((*catalogue.units_under(plan.region), *_area(catalogue, plan))):
            if catalogue.owed(region):
                yield plan.id, region


def _area(catalogue: Catalogue, plan: Plan) -> tuple[str, ...]:
    return (plan.region,) if plan.region in catalogue.area_reporters else ()


def _months(catalogue: Catalogue) -> Iterator[tuple[Any, ...]]:
    plans = catalogue.plans.values()
    if plans:
        for month in months(min(plan.first for plan in plans), max(plan.last for plan in plans)):
            yield str(month), month.first_day, due_day(month)


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
    "owing": _owing,
    "months": _months,
}
"""The tables of the schema ``catalogue``, their columns in the order in which they were created."""
