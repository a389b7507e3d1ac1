"""docker-compose.yml, .env.example and deploy/demo.env: every setting, and what every container is held to."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.kafka import jars
from services.alerts.oncall.recipients import WAYS
from shared.database.grafana_schema import READER
from shared.settings import Settings

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
FILE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
ENVIRONMENT = (ROOT / ".env.example").read_text("utf-8")
DEMONSTRATION = (ROOT / "deploy/demo.env").read_text("utf-8")

FIELDS = {f"XUSHI_{name.upper()}" for name in Settings.model_fields}
OWN = {name for name, service in SERVICES.items() if "build" in service}
ONE_SHOT = {"migrate", "demo", "cli"}
WRITING_ROOT = {"kafka", "grafana"}
"""Their images write beside their volumes at the start."""


def variables(text: str) -> set[str]:
    """The names that Compose puts values in for."""
    return set(re.findall(r"\$\{([A-Z_]+)", text))


def lines(pattern: str) -> dict[str, str]:
    """Names and values of .env.example whose line begins with ``pattern``."""
    return dict(re.findall(rf"^{pattern}([A-Z_]+)=(.*)$", ENVIRONMENT, re.MULTILINE))


def test_every_setting_can_be_set_and_no_other() -> None:
    assert set(FILE["x-settings"]) == FIELDS


@pytest.mark.parametrize("name", sorted(OWN))
def test_every_container_of_ours_has_the_same_settings(name: str) -> None:
    assert SERVICES[name]["environment"] == FILE["x-settings"]


@pytest.mark.parametrize("name", sorted(OWN))
def test_every_container_of_ours_has_the_files_that_its_settings_may_name(name: str) -> None:
    assert "./deploy/local:/etc/xushi:ro" in SERVICES[name]["volumes"]


def test_the_example_names_every_variable_and_no_other() -> None:
    assert set(lines("#")) | set(lines("")) == FIELDS | variables(TEXT)
    assert not set(lines("#")) & set(lines(""))


def test_what_the_example_says_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has another default inside Compose stands in the file itself, the rest in Settings."""
    inside = {name for name, value in FILE["x-settings"].items() if value is not None}
    defaults = dict(re.findall(r"\$\{([A-Z_]+):-([^}]*)\}", TEXT))
    plain = Settings()
    for name, value in lines("#").items():
        if name in defaults:
            assert value == defaults[name], name
        elif name in inside:
            assert value == str(FILE["x-settings"][name]), name
        elif not name.endswith(("_FILE", "_SITE_DIR")):  # an example of a path
            monkeypatch.setenv(name, value)
    assert Settings() == plain


def test_the_example_is_for_use_it_sets_no_clock_and_no_mail_catcher(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in lines("").items():
        monkeypatch.setenv(name, value)
    assert (Settings().clock_file, Settings().smtp_host) == (None, "")


def test_the_demonstration_is_a_project_of_its_own_with_its_clock_and_its_mail_catcher(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = dict(re.findall(r"^([A-Z_]+)=(.*)$", DEMONSTRATION, re.MULTILINE))
    compose = {name for name in own if name.startswith("COMPOSE_")}
    assert {name: own[name] for name in compose} == {
        "COMPOSE_PROJECT_NAME": "xushi-demo",
        "COMPOSE_PROFILES": "demo",
    }
    settings = set(own) - compose - {"EDGE_SUBNET"}
    assert settings <= FIELDS
    for name in settings:
        monkeypatch.setenv(name, own[name])
    mail = {name for name, service in SERVICES.items() if service.get("profiles") == ["demo"]} - {"demo"}
    assert mail == {Settings().smtp_host}
    volume, _, folder = SERVICES["demo"]["volumes"][1].partition(":")
    assert (volume, str(Settings().clock_file)) == ("clock", f"{folder}/now")
    assert Settings().ops_mail  # what the demonstration's own rules find is seen in the mail catcher


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_container_is_kept_within_bounds(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "cpus", "pids_limit", "stop_grace_period"} <= set(service)
    assert service["logging"]["options"]["max-size"]
    assert service["restart"] == ("no" if name in ONE_SHOT else "unless-stopped")
    assert service.get("read_only", False) == (name not in WRITING_ROOT)
    assert "cap_add" not in service
    assert not service.get("privileged", False)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_container_that_stays_has_a_health_check(name: str) -> None:
    check = SERVICES[name].get("healthcheck")
    if name in ONE_SHOT:
        assert check == {"disable": True}
    elif name in OWN:
        assert check is None  # the image's own
    else:
        assert {"test", "interval", "timeout", "retries"} <= set(check or ())


def test_no_image_is_of_a_moving_tag() -> None:
    for name, service in SERVICES.items():
        tag = service["image"].removesuffix("}").rpartition(":")[2]
        assert re.search(r"\d", tag), name


def test_the_kafka_of_the_file_is_the_one_that_the_tests_run_on() -> None:
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{jars.version()}"


def test_only_the_proxy_and_the_screens_are_published_and_on_this_machine_alone() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"proxy", "prometheus", "alertmanager", "grafana", "mailpit"}
    for (port,) in published.values():
        assert port.startswith(("127.0.0.1:", "${HTTP_ADDRESS:-127.0.0.1}:"))


def test_a_service_gets_the_password_of_its_own_database_alone() -> None:
    for name in ("intake", "aggregator", "alerts"):
        held = {secret for secret in SERVICES[name]["secrets"] if secret.endswith("database_password")}
        assert held == {f"{name}_database_password"}


def test_grafanas_user_is_the_one_that_the_migrations_let_see_the_views() -> None:
    script = (ROOT / "deploy/postgres/init.sh").read_text("utf-8")
    assert re.findall(r"CREATE ROLE (\S+) LOGIN PASSWORD :'password' CONNECTION", script) == [READER]


def test_every_secret_is_declared_and_used() -> None:
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", ())}
    assert used == set(FILE["secrets"])


def test_alertmanager_shows_the_key_that_is_asked_for_and_finds_who_asks() -> None:
    text = (ROOT / "deploy/alertmanager/alertmanager.yml").read_text("utf-8")
    (receiver,) = yaml.safe_load(text)["receivers"]
    asked = FILE["x-settings"]["XUSHI_ONCALL_KEY_FILE"]
    for webhook in receiver["webhook_configs"]:
        assert webhook["http_config"]["authorization"]["credentials_file"] == asked
    assert [each["url"] for each in receiver["webhook_configs"]] == [
        f"http://oncall:8600/notices/{way}" for way in WAYS
    ]
    for name in ("alertmanager", "oncall"):
        assert asked.removeprefix("/run/secrets/") in SERVICES[name]["secrets"]
        assert "edge" in SERVICES[name]["networks"]


def test_who_calls_ops_needs_nothing_that_it_may_have_to_tell_of() -> None:
    for name in ("alertmanager", "oncall"):
        assert "depends_on" not in SERVICES[name]
        assert "data" not in SERVICES[name]["networks"]


def test_only_what_writes_keys_may() -> None:
    writing = {name for name, service in SERVICES.items() if "keys:/var/lib/xushi/keys" in service.get("volumes", ())}
    assert writing == {"cli", "demo"}


def test_every_mounted_file_is_in_the_tree() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in FILE["volumes"] or (ROOT / source).exists(), volume


def test_the_stand_in_images_have_the_names_of_the_file() -> None:
    built = set(
        re.findall(r"^build \"?([a-z/]+:[^ \"$]*)", (ROOT / "deploy/offline/build.sh").read_text("utf-8"), re.M)
    )
    wanted = {service["image"] for name, service in SERVICES.items() if name not in OWN | {"grafana"}}
    named = {image for image in wanted if not image.startswith("apache/kafka:")} | {"apache/kafka:"}
    assert built == named | {"python:3.11-slim-bookworm"}


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="no docker-compose on this machine")
def test_docker_compose_reads_the_file() -> None:
    subprocess.run(["docker-compose", "config", "--quiet"], cwd=ROOT, check=True, timeout=60, capture_output=True)


def own_subnet() -> str:
    """That of the network behind the proxy, where nothing else is set."""
    (network,) = FILE["networks"]["edge"]["ipam"]["config"]
    return re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", network["subnet"])


def test_the_demonstration_has_a_network_of_its_own_beside_the_system_in_use() -> None:
    own = dict(re.findall(r"^([A-Z_]+)=(.*)$", DEMONSTRATION, re.MULTILINE))
    assert not ip_network(own["EDGE_SUBNET"]).overlaps(ip_network(own_subnet()))
    assert json.loads(own["XUSHI_TRUSTED_PROXIES"]) == [own["EDGE_SUBNET"]]


def test_the_proxy_is_believed_who_is_asking_and_it_says_so() -> None:
    trusted = re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", FILE["x-settings"]["XUSHI_TRUSTED_PROXIES"])
    assert json.loads(trusted) == [own_subnet()]
    assert SERVICES["proxy"]["networks"] == ["edge"]
    assert "\n    option forwardfor\n" in (ROOT / "deploy/proxy/haproxy.cfg").read_text("utf-8")
