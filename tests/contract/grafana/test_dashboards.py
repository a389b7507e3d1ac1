"""The dashboards and rules as they are committed: current, complete, linked, and the rules' own cases."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from deploy.grafana import levels, queries
from deploy.grafana.build import DASHBOARDS, render
from tests.contract.grafana import dashboards
from tests.monitoring import prometheus

PROMETHEUS = dashboards.ROOT / "deploy/prometheus"
PROVISIONING = dashboards.ROOT / "deploy/grafana/provisioning"
PANELS = [(each, panel) for each in dashboards.dashboards() for panel in dashboards.panels(each)]
ALERTS = [rule for rule in dashboards.rules() if "alert" in rule]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SERVICES = {"intake", "aggregator", "alerts", "relay", "oncall"}


def named(pair: tuple[Any, Any]) -> str:
    dashboard, panel = pair
    return f"{dashboard['uid']}: {panel['title']}"


def test_the_committed_dashboards_are_what_the_code_makes() -> None:
    committed = {path.stem: path.read_text("utf-8") for path in dashboards.DASHBOARDS.glob("*.json")}
    assert committed == {uid: render(uid) for uid in DASHBOARDS}, "run: python -m deploy.grafana.build"


def test_making_a_dashboard_twice_gives_the_same() -> None:
    assert [render(uid) for uid in DASHBOARDS] == [render(uid) for uid in DASHBOARDS]


@pytest.mark.parametrize("pair", PANELS, ids=named)
def test_a_panel_says_what_it_shows_in_which_unit_and_what_it_means_when_it_is_empty(
    pair: tuple[str, dict[str, Any]],
) -> None:
    _, panel = pair
    defaults = panel["fieldConfig"]["defaults"]
    assert defaults["unit"]
    assert all(CHINESE.search(text) for text in (panel["title"], panel["description"], defaults["noValue"]))


@pytest.mark.parametrize("pair", PANELS, ids=named)
def test_a_panel_has_the_colours_of_the_five_levels(pair: tuple[str, dict[str, Any]]) -> None:
    _, panel = pair
    steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
    assert {colour for _, colour in levels.LEVELS} <= {step["color"] for step in steps}
    values = [step["value"] for step in steps]
    assert values[0] is None
    assert values[1:] == sorted(set(values[1:]))


def test_a_fact_that_a_month_lacks_gives_no_row_for_grafana_writes_nan_for_an_empty_one() -> None:
    facts = [query for query in dashboards.queries() if query.dashboard == "xushi-indicator" and not query.series]
    lacking = {query.panel for query in facts if "num_nonnulls(" in query.text}
    assert lacking == {"等级", "进度", "落后幅度", "落后月数", "此后月均需", "报送率"}


@pytest.mark.parametrize("dashboard", dashboards.dashboards(), ids=lambda each: each["uid"])
def test_panels_do_not_overlap_and_have_numbers_of_their_own(dashboard: dict[str, Any]) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {(place["x"] + right, place["y"] + down) for right in range(place["w"]) for down in range(place["h"])}
        assert not taken & cells, panel["title"]
        taken |= cells
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])


def test_a_link_leads_to_a_dashboard_and_gives_variables_that_it_has() -> None:
    variables = {
        each["uid"]: {variable["name"] for variable in each.get("templating", {}).get("list", [])}
        for each in dashboards.dashboards()
    }
    links = [
        link["url"]
        for _, panel in PANELS
        for override in panel["fieldConfig"]["overrides"]
        for item in override["properties"]
        if item["id"] == "links"
        for link in item["value"]
    ]
    assert {urlsplit(link).path for link in links} == {"/d/xushi-indicator", "/d/xushi-reports"}
    for link in links:
        target = urlsplit(link)
        given = {name.removeprefix("var-") for name in parse_qs(target.query) if name.startswith("var-")}
        assert given <= variables[target.path.removeprefix("/d/")]


def test_every_data_source_is_provisioned_and_read_by_the_read_only_user() -> None:
    document = yaml.safe_load((PROVISIONING / "datasources/xushi.yml").read_text("utf-8"))
    sources = {source["uid"]: source for source in document["datasources"]}
    used = {
        (target["datasource"]["uid"], target["datasource"]["type"])
        for _, panel in PANELS
        for target in panel["targets"]
    }
    assert used == {(uid, source["type"]) for uid, source in sources.items()}
    for uid, source in sources.items():
        if source["type"] == queries.POSTGRESQL:
            assert source["user"] == "xushi_grafana"
            assert source["jsonData"]["database"] == uid.replace("-", "_")
            assert source["secureJsonData"]["password"].startswith("$__file{")


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_says_in_chinese_what_is_wrong_and_what_to_do_stands_in_the_handbook(rule: dict[str, Any]) -> None:
    assert CHINESE.search(rule["annotations"]["summary"])
    assert CHINESE.search(rule["annotations"]["description"])
    assert rule["labels"]["severity"] in ("warning", "critical")
    assert rule["alert"] in (dashboards.ROOT / "docs/handbook.md").read_text("utf-8")


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_has_a_case_in_which_it_fires_and_one_in_which_it_is_silent(rule: dict[str, Any]) -> None:
    cases = [
        test["exp_alerts"]
        for path in (PROMETHEUS / "tests").glob("*.yml")
        for case in yaml.safe_load(path.read_text("utf-8"))["tests"]
        for test in case.get("alert_rule_test", [])
        if test["alertname"] == rule["alert"]
    ]
    assert any(cases)
    assert not all(cases)


def test_every_service_is_scraped_under_its_own_name() -> None:
    document = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text("utf-8"))
    found = {job["job_name"]: job for job in document["scrape_configs"]}
    assert set(found) == SERVICES | {"alertmanager", "prometheus", "proxy"}
    for name in SERVICES:
        assert (
            found[name]["dns_sd_configs"][0] | {"names": [name], "type": "A", "port": 8600}
            == found[name]["dns_sd_configs"][0]
        )


@pytest.mark.parametrize(
    "words",
    [
        ("check", "config", str(PROMETHEUS / "prometheus.yml")),
        ("test", "rules", *sorted(map(str, (PROMETHEUS / "tests").glob("*.yml")))),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_promtool_finds_nothing_wrong(words: tuple[str, ...]) -> None:
    try:
        done = prometheus.promtool(*words, seconds=240)
    except prometheus.NoPrometheus as reason:
        pytest.skip(str(reason))
    assert done.returncode == 0, done.stdout + done.stderr
