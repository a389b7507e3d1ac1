"""Wrong keys at every door: who shows them is slowed, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from services.distributed import SERVICES
from services.standalone import Standalone
from shared.catalogue import load_catalogue
from shared.security.authentication import SECOND_SIGNER
from shared.security.keys import Role, new_key, save_keys
from shared.security.wrong_keys import WrongKeys
from shared.settings import Settings
from tests.builders import a_clock

BUREAU = 229
CITY = "500000"


class Bureau:
    """The three services in one process, and the secrets of all who stand behind one address."""

    def __init__(self, folder: Path) -> None:
        units = load_catalogue().units_under(CITY)
        people = [new_key(f"p{number}", Role.REPORTER, units[number % len(units)]) for number in range(BUREAU)]
        self.secrets = [secret for _, secret in people]
        settings = Settings(data_dir=folder)
        save_keys(settings.keys_path, [key for key, _ in people])
        self.standalone = Standalone(settings, clock=a_clock())
        self.client = TestClient(self.standalone.app, follow_redirects=False)

    def ask(self, secret: str, header: str = "Authorization") -> int:
        self.client.cookies.clear()
        return self.client.get("/v1/reports", headers={header: f"Bearer {secret}"}).status_code

    def slowed(self, door: str) -> float:
        labels = {"door": door, "outcome": "slowed"}
        return self.standalone.runtime.metrics.registry.get_sample_value("xushi_wrong_keys_total", labels) or 0.0


@pytest.fixture(autouse=True)
def no_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is: no wait ends, and nothing is forgotten."""
    monkeypatch.setattr("shared.process.runtime.WrongKeys", partial(WrongKeys, seconds=lambda: 0.0))


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    made = Bureau(tmp_path)
    with made.client:
        yield made


def test_while_one_of_229_behind_one_address_fails_on_and_on_all_others_are_answered_at_once(bureau: Bureau) -> None:
    mistyped = bureau.secrets[0] + "x"
    answers = []
    for secret in bureau.secrets[1:]:
        bureau.ask(mistyped)
        answers.append(bureau.ask(secret))
    assert answers == [200] * (BUREAU - 1)
    assert bureau.ask(mistyped) == 429
    assert bureau.ask(bureau.secrets[0]) == 200, "the same, with the right key"


def test_while_an_outsider_behind_the_address_guesses_nobody_s_key_is_slowed_at_any_door(bureau: Bureau) -> None:
    for number, secret in enumerate(bureau.secrets):
        assert bureau.ask(f"xs_guess_{number}") == (401 if number <= 20 else 429)
        assert bureau.ask(secret) == 200
    assert bureau.slowed("header") == BUREAU - 21


@contextmanager
def alone(name: str, folder: Path) -> Iterator[tuple[TestClient, str]]:
    """One service in a process of its own, and the secret of somebody who may ask it how far it is."""
    key, secret = new_key("ops", Role.OPS, "")
    settings = Settings(data_dir=folder)
    save_keys(settings.keys_path, [key])
    with TestClient(SERVICES[name](settings)) as client:
        yield client, secret


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_service_slows_who_shows_wrong_keys_in_the_header(name: str, tmp_path: Path) -> None:
    with alone(name, tmp_path) as (client, secret):
        address = f"/v1/operations/{name}"
        answers = [client.get(address, headers={"Authorization": f"Bearer xs_{number}"}) for number in range(30)]
        assert [each.status_code for each in answers] == [401] * 21 + [429] * 9
        assert answers[-1].headers["retry-after"] == "1"
        assert answers[-1].json()["type"].endswith("/too-many-failures")
        assert "请在 1 秒后再试" in answers[-1].json()["detail"]
        assert client.get(address, headers={"Authorization": f"Bearer {secret}"}).status_code == 200
        assert client.get(address).status_code == 401, "who shows no key has not failed"


def test_a_second_signer_s_wrong_key_is_counted_too(bureau: Bureau) -> None:
    def report(signer: str) -> int:
        heads = {"Authorization": f"Bearer {bureau.secrets[0]}", SECOND_SIGNER: f"Bearer {signer}"}
        heads["Idempotency-Key"] = "one"
        return bureau.client.post("/v1/reports", json={}, headers=heads).status_code

    assert [report("xs_wrong") for _ in range(8)] == [401] * 6 + [429] * 2
    assert bureau.slowed("second-signer") == 2
    assert bureau.ask(bureau.secrets[0]) == 200


def test_a_wrong_key_is_logged_with_its_address_and_without_the_key_until_it_is_slowed(bureau: Bureau) -> None:
    with capture_logs() as lines:
        for _ in range(20):
            bureau.ask("xs_very_secret")
    told = [line for line in lines if line["event"] == "wrong key"]
    assert [(line["door"], line["address"]) for line in told] == [("header", "testclient")] * 6
    assert "secret" not in str(lines)


def test_whoever_shows_no_key_at_all_is_told_so_and_waits_for_nobody(bureau: Bureau) -> None:
    for number in range(30):
        for told in ("Bearer ", "Bearer", "Basic eDp5"):
            assert bureau.client.get("/v1/reports", headers={"Authorization": told}).status_code == 401, number
    assert bureau.slowed("header") == 0
    assert bureau.ask("xs_guess") == 401, "the address has not failed either"
