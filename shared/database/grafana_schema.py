"""The schemas ``catalogue`` and ``grafana``: what a reader of SQL sees beside the figures. Made by migrations.

On PostgreSQL each service's database gets both. ``catalogue`` holds the catalogue's names, units, due days and who
owes what when as tables (written by shared.database.catalogue_tables), and the day that a simulated clock stands at.
``grafana`` holds views only: the one schema that the read-only role may read. On SQLite there is neither: nobody
reads the embedded form by SQL.
"""

from __future__ import annotations

import sqlalchemy as sa

READER = "xushi_grafana"
"""The role that reads the views; made by whoever sets the server up, never by a migration."""

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

_BY_MONTH = """
ALTER TABLE catalogue.regions ADD COLUMN valid_from date, ADD COLUMN valid_to date;
CREATE TABLE catalogue.owed (
  plan text NOT NULL, region text NOT NULL, first_month date NOT NULL, last_month date NOT NULL,
  PRIMARY KEY (plan, region, first_month));
CREATE TABLE catalogue.simulated_today (day date NOT NULL);
CREATE OR REPLACE VIEW grafana.plan_units AS
SELECT o.plan, o.region, r.name AS region_name, r.level AS region_level, r.parent, r.place AS region_place
FROM (SELECT DISTINCT plan, region FROM catalogue.owed) o JOIN catalogue.regions r ON r.code = o.region;
DROP TABLE catalogue.owing;
CREATE VIEW grafana.today AS
SELECT coalesce((SELECT max(day) FROM catalogue.simulated_today),
                (now() AT TIME ZONE 'Asia/Shanghai')::date) AS today;
CREATE VIEW grafana.owed_months AS
SELECT p.plan, p.plan_name, p.region AS area, p.region_name AS area_name, o.region, r.name AS region_name,
       r.level AS region_level, r.place AS region_place, m.period, m.month, m.due_day,
       m.due_day < (SELECT today FROM grafana.today) AS due
FROM catalogue.owed o
JOIN grafana.plans p ON p.plan = o.plan
JOIN catalogue.regions r ON r.code = o.region
JOIN catalogue.months m ON m.month BETWEEN o.first_month AND o.last_month;
"""

_DUE_DAYS = """
CREATE TABLE IF NOT EXISTS catalogue.due_days (
  region text NOT NULL, period text NOT NULL, due_day date NOT NULL, PRIMARY KEY (region, period));
CREATE OR REPLACE VIEW grafana.owed_months AS
SELECT p.plan, p.plan_name, p.region AS area, p.region_name AS area_name, o.region, r.name AS region_name,
       r.level AS region_level, r.place AS region_place, m.period, m.month, coalesce(d.due_day, m.due_day) AS due_day,
       coalesce(d.due_day, m.due_day) < (SELECT today FROM grafana.today) AS due
FROM catalogue.owed o
JOIN grafana.plans p ON p.plan = o.plan
JOIN catalogue.regions r ON r.code = o.region
JOIN catalogue.months m ON m.month BETWEEN o.first_month AND o.last_month
LEFT JOIN catalogue.due_days d ON d.region = o.region AND d.period = m.period;
"""


def create_catalogue_schema(connection: sa.Connection) -> None:
    """Create both schemas, version 1, with the views that every service has: called by each service's migration."""
    _run(connection, _CATALOGUE + _COMMON_VIEWS)
    grant_to_reader(connection)


def add_obligations_by_month(connection: sa.Connection) -> None:
    """Bring both schemas to version 2: who owes what in which month, regions' months, and the present day.

    ``grafana.owed_months`` names everybody who owes a plan something for a month, and whether it is due by now. A
    view of the service's own that reads ``catalogue.owing`` has to be dropped before, and made anew after.
    """
    _run(connection, _BY_MONTH)
    grant_to_reader(connection)


def add_due_days_of_regions(connection: sa.Connection) -> None:
    """Bring both schemas to version 3: the due days of regions that have some of their own."""
    _run(connection, _DUE_DAYS)
    grant_to_reader(connection)


def grant_to_reader(connection: sa.Connection) -> None:
    """Let the read-only role, where there is one, read every view of today and of later."""
    connection.exec_driver_sql(_GRANTS)


def valid(region: str, month: str) -> str:
    """The condition that a row of ``catalogue.regions`` (``region``: its name in the query) is there in a month."""
    return f"coalesce({month} >= {region}.valid_from, true) AND coalesce({month} <= {region}.valid_to, true)"


def _run(connection: sa.Connection, statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)
