"""docker-compose.yml for real: all healthy, from the report to the mail, killed, stopped, backed up and restored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from shared.periods import CHINA
from tests.end_to_end import compose

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2_400)]

REGION, PERIOD = "500240", "2025-03"
NOW = datetime(2025, 4, 9, 10, tzinfo=CHINA)
"""The plan is in force, and a message goes at once: a working day's morning."""
BINDING = "work_injury_insurance_insured"
"""石柱县's 工伤保险 is binding: it should be near 5 万 by then."""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[compose.Stack]:
    try:
        with compose.running(tmp_path_factory.mktemp("compose"), NOW) as made:
            yield made
    except compose.NoCompose as reason:
        pytest.skip(f"docker-compose.yml is NOT tried: {reason}")


@pytest.fixture(scope="module")
def key(stack: compose.Stack) -> str:
    secret = stack.cli("keys", "add", "shizhu", "--role", "reporter", "--region", REGION).split()[-1]
    stack.headers["Authorization"] = f"Bearer {secret}"  # others see the unit's figures once they are accepted
    return secret


def post(stack: compose.Stack, key: str, once: str, value: int, period: str = PERIOD) -> httpx.Response:
    body = {"region": REGION, "period": period, "lines": [{"indicator": BINDING, "value": value}]}
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": once}
    return httpx.post(f"{stack.url}/v1/reports", json=body, headers=headers, timeout=30)


def figure(stack: compose.Stack, period: str = PERIOD) -> int | None:
    found = stack.get("/v1/figures", region=REGION, indicator=BINDING, period=period)
    return found["figures"][0]["value"] if found and found["figures"] else None


def test_a_report_through_the_proxy_becomes_a_figure_an_alert_and_a_mail(stack: compose.Stack, key: str) -> None:
    answer = post(stack, key, "first", 20_000)
    assert answer.status_code == 201
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    stack.until(lambda: figure(stack) == 20_000, "the report is in the figure")
    alerts = stack.until(lambda: stack.get("/v1/alerts", region=REGION)["alerts"], "the alert is raised")
    assert [(each["number"], each["binding"]) for each in alerts] == [("SZ-06", True)]
    mails = stack.until(lambda: stack.get("/api/v1/messages", stack.mail_url)["messages"], "the mail has come")
    first = mails[-1]
    assert "SZ-06" in first["Subject"]
    assert first["MessageID"].startswith("alert-SZ-06-e1.1@")


def test_prometheus_sees_every_target_up(stack: compose.Stack) -> None:
    def up() -> dict[str, int]:
        targets = stack.get("/api/v1/targets", stack.prometheus_url)["data"]["activeTargets"]
        healths = [(each["labels"]["job"], each["health"]) for each in targets]
        well = {job: healths.count((job, "up")) for job, _ in healths}
        return well if {health for _, health in healths} == {"up"} else {}

    found = stack.until(up, "every target is up", 90)
    assert compose.INSTANCES.items() <= found.items()


def test_no_container_has_rights_that_it_does_not_need(stack: compose.Stack) -> None:
    for container in stack.containers():
        name, host = container["Name"], container["HostConfig"]
        _, *processes = stack.script(30, "docker", "top", container["Id"], "-eo", "pid,uid").splitlines()
        assert "0" not in {line.split()[1] for line in processes}, name
        assert host["CapDrop"] == ["ALL"], name
        assert host["ReadonlyRootfs"] == ("kafka" not in name), name
        assert host["Memory"] > 0, name
        assert host["NanoCpus"] > 0, name


def test_the_proxy_answers_for_itself_in_the_services_form(stack: compose.Stack, key: str) -> None:
    large = httpx.post(f"{stack.url}/v1/reports", content=b"x" * 1_100_000, timeout=30)
    assert (large.status_code, large.json()["title"]) == (413, "请求体过大")
    hidden = httpx.get(f"{stack.url}/metrics", timeout=10)
    assert (hidden.status_code, hidden.headers["Content-Type"]) == (404, "application/problem+json")
    asked = httpx.get(f"{stack.url}/v1/coverage", headers={"X-Correlation-Id": "ours-1"}, timeout=10)
    assert asked.headers["X-Correlation-Id"] == "ours-1"
    for service in ("intake", "aggregator", "alerts"):
        assert stack.get(f"/healthz/{service}")["ok"] is True
        assert stack.get(f"/openapi/{service}.json")["openapi"]


def test_reports_go_on_when_an_intake_and_an_aggregator_are_killed(stack: compose.Stack, key: str) -> None:
    killed = [stack.containers(service)[0]["Id"] for service in ("intake", "aggregator")]
    stack.script(60, "docker", "kill", *killed)

    def accepted() -> bool:
        return post(stack, key, "after-the-kill", 49_000, "2025-02").status_code in (200, 201)

    stack.until(accepted, "the other intake accepts", 30)
    stack.until(lambda: figure(stack, "2025-02") == 49_000, "the other aggregator counts", 90)
    stack.script(60, "docker", "start", *killed)  # after a command to kill, the engine leaves it to us
    stack.until(stack.healthy, "what was killed is back", 120)


def test_a_service_that_is_stopped_ends_by_itself(stack: compose.Stack) -> None:
    (first, *_) = stack.containers("intake")
    stack.script(60, "docker", "stop", "--time", "20", first["Id"])
    assert stack.script(30, "docker", "inspect", "--format", "{{.State.ExitCode}}", first["Id"]).strip() == "0"
    stack.script(60, "docker", "start", first["Id"])
    stack.until(stack.healthy, "it is back", 120)


def test_what_was_backed_up_comes_back_and_what_came_later_does_not(
    stack: compose.Stack, key: str, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    stack.script(300, "deploy/backup.sh", str(folder))
    assert {path.name for path in folder.iterdir()} == {
        "intake.dump",
        "aggregator.dump",
        "alerts.dump",
        "files.tar",
        "SHA256SUMS",
    }
    assert post(stack, key, "later", 30_000).status_code == 201
    stack.until(lambda: figure(stack) == 30_000, "the later report is in the figure")
    stack.script(900, "deploy/restore.sh", str(folder), "--yes")
    stack.until(stack.healthy, "all are back", 120)
    assert figure(stack) == 20_000
    assert post(stack, key, "afterwards", 25_000).status_code == 201
    stack.until(lambda: figure(stack) == 25_000, "reports count after the restore", 90)
    assert "差异 0 项" in stack.cli("rebuild")
