"""A topic that was made anew and a reader that is not there: reports are taken, and both are told. Over real engines.

The deployment's rules look at whole minutes; the short form shortens their windows, ``XUSHI_LONG_TESTS=1`` does not.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from services.intake.review.outcomes import FIGURES_CONSUMER
from services.intake.tables import CONSUMER
from shared.consume.marks import move_marks
from shared.database.engine import Database
from shared.log import Mark
from shared.security.keys import Role, new_key, save_keys
from tests import cluster as clusters
from tests import kafka as kafkas
from tests import postgresql
from tests.cluster import Cluster
from tests.monitoring import prometheus
from tests.unit.intake.support import UNIT, report
from tests.waiting import until

ROOT = Path(__file__).parents[3]
RULES = ROOT / "deploy" / "prometheus" / "rules"
LONG = os.environ.get("XUSHI_LONG_TESTS") == "1"
SHORTER = {} if LONG else {"[1m]": "[6s]", "for: 15s": "for: 1s", "for: 1m": "for: 3s"}
PATIENCE = 120.0 if LONG else 45.0
MONTHS = ("2023-01", "2023-02", "2023-03")


@pytest.fixture(scope="module")
def apart(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: postgresql.Server, kafka: kafkas.Server
) -> Iterator[tuple[Cluster, str]]:
    """Intake and the relays, no aggregator; a unit's key. The topic ``figures`` is empty, and intake has read of it."""
    folder = tmp_path_factory.mktemp("apart")
    with clusters.cluster(folder, postgresql_server, kafka.address, members=("intake", "relay")) as made:
        key, secret = new_key("unit", Role.REPORTER, UNIT)
        save_keys(made.settings.keys_path, [key])
        database = Database(made.settings.database_url("intake"))
        with database.write() as connection:
            move_marks(connection, CONSUMER, FIGURES_CONSUMER, {}, {0: Mark(7, 7, 7, "f" * 64)})
        database.dispose()
        made.start(healthy=False)
        assert until(lambda: ready(made).status_code == 200, 60)
        yield made, secret


def ready(cluster: Cluster) -> httpx.Response:
    try:
        return httpx.get(f"{cluster.url('intake')}/readyz", timeout=5, trust_env=False)
    except httpx.HTTPError:
        return httpx.Response(503)


def health(cluster: Cluster, member: str) -> Any:
    return httpx.get(f"{cluster.url(member)}/healthz", timeout=5, trust_env=False).json()


def failing(cluster: Cluster, member: str) -> dict[str, str]:
    """The checks that a member does not pass, and what they say."""
    try:
        return {each["name"]: each["detail"] for each in health(cluster, member)["checks"] if not each["ok"]}
    except httpx.HTTPError:
        return {}


def samples(cluster: Cluster, member: str, name: str) -> dict[tuple[str, ...], float]:
    """A metric of a member, by the values of its labels."""
    text = httpx.get(f"{cluster.url(member)}/metrics", timeout=5, trust_env=False).text
    found = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {tuple(sample.labels.values()): sample.value for sample in found if sample.name == name}


def post(cluster: Cluster, secret: str, period: str) -> int:
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": f"k-{period}"}
    url = f"{cluster.url('intake')}/v1/reports"
    return httpx.post(url, json=report(period=period), headers=headers, timeout=30, trust_env=False).status_code


def test_with_a_topic_of_figures_that_was_made_anew_reports_are_taken_and_intake_is_ready(
    apart: tuple[Cluster, str],
) -> None:
    cluster, secret = apart
    assert until(lambda: not health(cluster, "intake")["ok"], 30), "what is wrong is told"
    found = health(cluster, "intake")
    assert found["status"] == "degraded"
    assert all(each["ok"] for each in found["checks"] if each["needed"])
    assert [post(cluster, secret, period) for period in MONTHS] == [201, 201, 201]
    assert (ready(cluster).status_code, ready(cluster).json()["status"]) == (200, "ok")


def test_what_a_reader_has_applied_and_its_store_does_not_hold_is_a_fault_by_name(apart: tuple[Cluster, str]) -> None:
    cluster, _ = apart
    fault = "读取者 intake-progress 已应用到位置 7，事件库却只到 0"
    assert until(lambda: {"readers": fault}.items() <= failing(cluster, "relay").items(), 60)
    assert samples(cluster, "relay", "xushi_marks_contradicted")[(FIGURES_CONSUMER,)] == 1


def test_a_reader_that_is_not_there_lags_by_what_is_stored(apart: tuple[Cluster, str]) -> None:
    cluster, _ = apart
    stored = 1 + len(MONTHS)  # the catalogue's record before the reports
    assert until(lambda: samples(cluster, "relay", "xushi_reader_lag_events").get(("aggregator",)) == stored, 30)
    assert samples(cluster, "relay", "xushi_marks_contradicted")[("aggregator",)] == 0


def test_what_fails_is_a_metric_of_its_own(apart: tuple[Cluster, str]) -> None:
    cluster, _ = apart
    assert until(lambda: 0 in samples(cluster, "intake", "xushi_health_check").values(), 40)
    assert samples(cluster, "intake", "xushi_health_check")[("intake-store",)] == 1


@contextmanager
def scraping(cluster: Cluster, folder: Path) -> Iterator[httpx.Client]:
    """A Prometheus with the deployment's rules, which scrapes the cluster each second."""
    for rules in RULES.glob("*.yml"):
        text = rules.read_text("utf-8")
        for written, shorter in SHORTER.items():
            text = text.replace(written, shorter)
        (folder / rules.name).write_text(text, "utf-8")
    configuration = {
        "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(folder / "*.yml")],
        "scrape_configs": [
            {"job_name": name, "static_configs": [{"targets": [cluster.url(name).removeprefix("http://")]}]}
            for name in cluster.members
        ],
    }
    try:
        with (
            prometheus.running(yaml.safe_dump(configuration)) as address,
            httpx.Client(base_url=address, trust_env=False) as client,
        ):
            yield client
    except prometheus.NoPrometheus as reason:
        pytest.skip(str(reason))


def firing(client: httpx.Client) -> set[tuple[str, str]]:
    """The alerts that fire, each with what it names."""
    alerts = client.get("/api/v1/alerts").json()["data"]["alerts"]
    return {
        (each["labels"]["alertname"], each["labels"].get("reader") or each["labels"].get("job", ""))
        for each in alerts
        if each["state"] == "firing"
    }


def test_a_reader_that_is_dead_and_a_check_that_fails_fire_in_prometheus(
    apart: tuple[Cluster, str], tmp_path: Path
) -> None:
    cluster, secret = apart
    post(cluster, secret, "2022-12")
    with scraping(cluster, tmp_path) as client:
        wanted = {
            ("XushiReaderStandsStill", "aggregator"),
            ("XushiMarksContradicted", FIGURES_CONSUMER),
            ("XushiHealthCheckFailing", "intake"),
        }
        assert until(lambda: wanted <= firing(client), PATIENCE), firing(client)
