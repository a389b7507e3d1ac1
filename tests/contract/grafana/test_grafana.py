"""Grafana and Prometheus over the real thing: a stretch of the demonstration on PostgreSQL, read and scraped."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

import httpx
import msgspec
import pytest
import sqlalchemy as sa
import yaml

from services.aggregator.forecast.stored import Forecast, ForecastMonth
from services.aggregator.progress import forecast_repository
from shared.catalogue import load_catalogue
from shared.database.catalogue_tables import publish_catalogue
from shared.database.engine import Database
from shared.observe import Metrics
from tests import postgresql
from tests.contract.grafana import dashboards
from tests.contract.grafana.dashboards import Query
from tests.contract.grafana.watched import LAST, SERVICES, Played, wait_for, watched
from tests.monitoring import prometheus

CHOSEN = {"plan": "sichuan-2021-2025", "indicator": "unemployment_insurance_insured"}
AREA = "510000"
ALERT = "CQ-08"
ALERTED = {"xushi-alerts": {"plan": "chongqing-2021-2025"}}
"""Which other plan a dashboard is asked about: the one that has an alert."""
NOT_IN_ONE_PROCESS = {
    "xushi_relay_lag_events",
    "xushi_relay_refuses",
    "xushi_log_rebalances",
    "xushi_kafka_up",
    "xushi_kafka_partitions",
    "xushi_oncall_messages",
}
"""What only a relay, the readers of Kafka and who calls ops count."""
SILENT = {"转发落后", "分区重新分配", "正在触发的告警", "告知运维", "Kafka 异常的分区"}
"""Panels that show nothing where nothing is relayed, nothing fires and nobody is called."""
SQL = [query for query in dashboards.queries() if query.source != "xushi-prometheus"]
PROMQL = [query for query in dashboards.queries() if query.source == "xushi-prometheus"]


@pytest.fixture(scope="module")
def played(postgresql_server: postgresql.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The demonstration up to ``LAST``, still running; each database owned by a user without further rights."""
    with watched(postgresql_server, tmp_path_factory.mktemp("watched")) as found:
        yield found


@pytest.fixture(scope="module")
def chosen(played: Played) -> dict[str, dashboards.Values]:
    """What stands in the variables of each dashboard."""
    return {
        each["uid"]: dashboards.choose(each, played.readers, CHOSEN | ALERTED.get(each["uid"], {}))
        for each in dashboards.dashboards()
    }


@pytest.mark.parametrize("query", SQL, ids=str)
def test_a_query_of_a_panel_gives_rows_to_the_read_only_user(
    played: Played, chosen: dict[str, dashboards.Values], query: Query
) -> None:
    found = dashboards.rows(played.readers[query.source], dashboards.filled(query.text, chosen[query.dashboard]))
    assert found
    assert any(value is not None for row in found for value in row)
    if query.series:
        assert found[0]._fields[0] == "time"
        assert [row[0] for row in found] == sorted(row[0] for row in found)


def test_the_month_that_is_shown_first_is_the_latest_that_is_judged(chosen: dict[str, dashboards.Values]) -> None:
    assert chosen["xushi-overview"]["period"] == chosen["xushi-indicator"]["period"] == (LAST,)


def one(played: Played, service: str, sql: str) -> Any:
    (found,) = dashboards.rows(played.readers[f"xushi-{service}"], sql)
    return found


def test_a_view_says_what_the_service_answers(played: Played) -> None:
    query = {"plan": CHOSEN["plan"], "indicator": CHOSEN["indicator"], "period": LAST}
    answer = httpx.get(f"http://{played.address}/v1/progress", params=query, trust_env=False).json()["progress"][0]
    view = one(
        played,
        "aggregator",
        f"SELECT * FROM grafana.progress WHERE plan = '{CHOSEN['plan']}' AND period = '{LAST}' "
        f"AND indicator = '{CHOSEN['indicator']}'",
    )
    assert (view.level, view.reason, view.unit, view.binding) == (answer["level"], answer["reason"], "万人", True)
    assert view.actual * 10_000 == answer["actual"]["value"]
    assert view.gap > 0
    assert view.target == answer["target"]["value"] / 10_000
    assert str(view.month) == f"{LAST}-01"


def test_the_months_to_come_stand_beside_those_of_the_past(
    played: Played, chosen: dict[str, dashboards.Values]
) -> None:
    """Three months are too few for a forecast: one is written as the service would."""
    forecast = Forecast(
        plan=CHOSEN["plan"],
        row=9,
        period=LAST,
        data_version=10**9,
        method=1,
        probability=1_250,
        months=(ForecastMonth("2021-04", 10_000_000, 10_500_000, 11_000_000),),
    )
    newer = msgspec.structs.replace(forecast, data_version=10**9 + 1, probability=2_500)
    with played.owners["aggregator"].begin() as connection:
        forecast_repository.save(connection, [newer, forecast])
    (view,) = dashboards.rows(played.readers["xushi-aggregator"], "SELECT * FROM grafana.forecasts")
    assert (view.made_for, view.probability, view.period) == (LAST, Decimal("0.25"), "2021-04")
    assert (view.p10, view.p50, view.p90) == (1_000, 1_050, 1_100)
    (panel,) = [query for query in SQL if "预测P50" in query.text]
    again: list[Any] = dashboards.rows(
        played.readers[panel.source], dashboards.filled(panel.text, chosen[panel.dashboard])
    )
    assert [(str(row[0])[:7], row[5]) for row in again if row[5] is not None] == [("2021-04", 1_050)]
    assert {row[3] for row in again} == {again[0][3]}  # the target's line goes on


def test_the_districts_parts_of_a_gap_add_up_to_it(played: Played) -> None:
    sql = """SELECT p.gap, sum(c.gap) AS parts FROM grafana.progress p JOIN grafana.contributions c
             ON c.plan = p.plan AND c.target_row = p.target_row AND c.period = p.period
             GROUP BY p.plan, p.target_row, p.period, p.gap"""
    found = dashboards.rows(played.readers["xushi-aggregator"], sql)
    assert len(found) >= 3
    assert all(row.gap == row.parts for row in found)


def test_the_districts_figures_add_up_to_the_areas(played: Played) -> None:
    sql = f"""SELECT f.indicator, f.period, f.value, f.year_to_date, sum(u.value) AS units, sum(u.year_to_date) AS years
              FROM grafana.figures f
              JOIN grafana.plan_units p ON p.plan = '{CHOSEN["plan"]}' AND p.region_level = 'county'
              JOIN grafana.unit_figures u ON u.region = p.region AND u.indicator = f.indicator AND u.period = f.period
              WHERE f.region = '{AREA}' AND f.kind <> 'ratio' AND f.reported_units > 1
              GROUP BY f.indicator, f.period, f.value, f.year_to_date"""
    found = dashboards.rows(played.readers["xushi-aggregator"], sql)
    assert {row.period for row in found} == {"2021-01", "2021-02", LAST}
    assert all((row.value, row.year_to_date) == (row.units, row.years) for row in found)


def test_coverage_counts_the_units_that_owe_and_have_reported(played: Played) -> None:
    view = one(
        played, "intake", f"SELECT * FROM grafana.coverage WHERE plan = '{CHOSEN['plan']}' AND period = '{LAST}'"
    )
    query = {"region": AREA, "period": LAST}
    answer = httpx.get(f"http://{played.address}/v1/coverage", params=query, trust_env=False).json()
    units = answer["expected"], answer["reported"], answer["accepted"]
    area = 1  # the province itself posts what only it knows
    assert (view.expected_units, view.reported_units, view.accepted_units) == tuple(each + area for each in units)
    assert 0 < view.punctuality <= 1


def test_every_month_of_an_alert_has_its_level(played: Played) -> None:
    sql = f"SELECT period, level FROM grafana.alert_months WHERE alert = '{ALERT}' ORDER BY period LIMIT 2"
    found = [tuple(row) for row in dashboards.rows(played.readers["xushi-alerts"], sql)]
    assert found[0] == (LAST, "yellow")


@pytest.mark.parametrize("service", SERVICES)
def test_the_read_only_user_sees_the_views_and_nothing_else(played: Played, service: str) -> None:
    allowed = "has_table_privilege(c.oid, '{0}')"
    writes = " OR ".join(allowed.format(each) for each in ("INSERT", "UPDATE", "DELETE", "TRUNCATE"))
    sql = f"""SELECT n.nspname AS schema, c.relkind AS kind,
                     has_schema_privilege(n.oid, 'USAGE') AND {allowed.format("SELECT")} AS reads, {writes} AS writes
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND n.nspname IN ('public', 'catalogue', 'grafana')"""
    found = dashboards.rows(played.readers[f"xushi-{service}"], sql)
    assert {(row.schema, row.kind) for row in found if row.reads} == {("grafana", "v")}
    assert all(row.reads for row in found if row.schema == "grafana")
    assert {row.schema for row in found if row.kind == "r"} == {"public", "catalogue"}
    assert not any(row.writes for row in found)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM events",
        "SELECT * FROM catalogue.plans",
        "DELETE FROM event_head",
        "CREATE TABLE grafana.t (a int)",
        "CREATE TABLE public.t (a int)",
        "CREATE TEMPORARY TABLE t (a int)",
        "UPDATE grafana.indicators SET indicator_name = ''",
    ],
)
def test_the_read_only_user_is_refused(played: Played, statement: str) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), played.readers["xushi-intake"].begin() as c:
        c.execute(sa.text(statement))


def test_a_view_that_is_made_later_can_be_read_too(played: Played) -> None:
    with played.owners["intake"].begin() as connection:
        connection.execute(sa.text("CREATE VIEW grafana.later AS SELECT count(*) AS events FROM events"))
    try:
        assert one(played, "intake", "SELECT events FROM grafana.later").events > 0
    finally:
        with played.owners["intake"].begin() as connection:
            connection.execute(sa.text("DROP VIEW grafana.later"))


def test_the_catalogue_is_written_again_only_when_it_changed(played: Played) -> None:
    def rewritten() -> Any:
        with played.owners["alerts"].connect() as connection:
            return connection.execute(sa.text("SELECT min(xmin::text), count(*) FROM catalogue.regions")).one()

    database = Database(str(played.owners["alerts"].url.render_as_string(hide_password=False)))
    before, catalogue = rewritten(), load_catalogue()
    publish_catalogue(database, catalogue)
    assert rewritten() == before
    with played.owners["alerts"].begin() as connection:
        connection.execute(sa.text("UPDATE catalogue.edition SET digest = 'another'"))
    publish_catalogue(database, catalogue)
    assert rewritten()[0] != before[0]
    assert rewritten()[1] == before[1] == len(catalogue.regions)
    database.dispose()


@pytest.fixture(scope="module")
def scraped(played: Played) -> Iterator[httpx.Client]:
    """A Prometheus with the deployment's rules, which scrapes the running services."""
    configuration = yaml.safe_load((dashboards.ROOT / "deploy/prometheus/prometheus.yml").read_text("utf-8"))
    configuration["global"] = {"scrape_interval": "500ms", "scrape_timeout": "500ms", "evaluation_interval": "500ms"}
    configuration["rule_files"] = [str(dashboards.RULES / "*.yml")]
    for job in configuration["scrape_configs"]:
        job.pop("dns_sd_configs", None)
        job["static_configs"] = [{"targets": [played.address]}]
    try:
        with (
            prometheus.running(yaml.safe_dump(configuration)) as address,
            httpx.Client(base_url=address, trust_env=False) as client,
        ):
            wait_for(lambda: evaluate(client, "xushi:http_request_seconds:p99_5m"))
            yield client
    except prometheus.NoPrometheus as reason:
        pytest.skip(str(reason))


def evaluate(client: httpx.Client, expression: str) -> list[Any]:
    """The series that an expression gives now."""
    answer = client.get("/api/v1/query", params={"query": expression}).json()
    assert answer["status"] == "success", (expression, answer)
    found: list[Any] = answer["data"]["result"]
    return found


@pytest.mark.parametrize("query", PROMQL, ids=str)
def test_an_expression_of_a_panel_gives_series(scraped: httpx.Client, query: Query) -> None:
    if query.panel in SILENT:
        evaluate(scraped, query.text)
    else:
        assert wait_for(lambda: evaluate(scraped, query.text))


@pytest.mark.parametrize("rule", dashboards.rules(), ids=lambda rule: rule.get("alert") or rule["record"])
def test_what_a_rule_names_is_there(scraped: httpx.Client, rule: dict[str, Any]) -> None:
    expression = rule["expr"]
    evaluate(scraped, expression)
    for name in dashboards.metrics_in(expression) - NOT_IN_ONE_PROCESS:
        assert evaluate(scraped, f'{{__name__=~"{name}(_bucket|_count|_sum|_total)?"}}'), name
    for name in dashboards.recorded_in(expression) - {"xushi:relay_lag_events:max"}:
        assert wait_for(partial(evaluate, scraped, name)), name


def test_no_dashboard_and_no_rule_names_a_metric_that_does_not_exist() -> None:
    known = {family.name for family in Metrics().registry.collect()}
    recorded = {rule["record"] for rule in dashboards.rules() if "record" in rule}
    expressions = [rule["expr"] for rule in dashboards.rules()] + [query.text for query in PROMQL]
    for expression in expressions:
        assert dashboards.metrics_in(expression) <= known
        assert dashboards.recorded_in(expression) <= recorded
