"""An office of the country: its own regions in place of the shipped ones, provinces as units, every page opens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from fastapi.testclient import TestClient

from services.standalone import Standalone
from shared.periods import CHINA, SettableClock
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings
from tests.unit.shared.catalogue.files.layers.office import CONTACTS, DEPARTMENT, PLAN, REGIONS, TARGETS, write_site

NATION, JOBS = "100000", "urban_new_employment"
PROVINCES = {"320000": 700, "330000": 600, "500000": 500}
FILES = {
    "site.toml": 'name = "示例单位（虚构）"\nregion = "100000"\nplans = []\nreplaces = ["regions.csv"]\n',
    "regions.csv": REGIONS
    + "100000,全国,全国,country,,,\n"
    + "".join(f"{code},省{code[:2]},省{code[:2]},province,100000,,\n" for code in PROVINCES),
    "contacts.csv": CONTACTS + "".join(f"{code},r@{code}.test,,\n" for code in PROVINCES),
    "departments.toml": DEPARTMENT.replace("500107", NATION),
    "plans/nation/plan.toml": PLAN.replace("500107", NATION).replace("jiulongpo", "nation"),
    "plans/nation/targets.csv": TARGETS,
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("nation")
    settings = Settings(data_dir=folder, site_dir=write_site(folder / "site", FILES), sweep_seconds=3_600)
    made = {code: new_key(f"clerk-{code}", Role.REPORTER, code) for code in PROVINCES}
    made[NATION] = new_key("reviewer", Role.REVIEWER, NATION)
    save_keys(settings.keys_path, [key for key, _ in made.values()])
    standalone = Standalone(settings, SettableClock(datetime(2026, 2, 5, 10, tzinfo=CHINA)))
    with TestClient(standalone.app) as client:
        for code, value in PROVINCES.items():
            lines = [{"indicator": JOBS, "value": str(value), "unit": "人"}]
            headers = {"Authorization": f"Bearer {made[code][1]}", "Idempotency-Key": code}
            body = {"region": code, "period": "2026-01", "lines": lines}
            assert client.post("/v1/reports", json=body, headers=headers).status_code == 201
        standalone.settle(30)
        yield client, {"Authorization": f"Bearer {made[NATION][1]}"}


def test_provinces_add_up_to_the_country(office: tuple[TestClient, dict[str, str]]) -> None:
    client, reviewer = office
    answer = client.get(
        "/v1/figures", params={"region": NATION, "indicator": JOBS, "period": "2026-01"}, headers=reviewer
    )
    assert answer.json()["figures"][0]["value"] == sum(PROVINCES.values())


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/regions",
        f"/regions/{NATION}",
        "/regions/320000",
        "/plans/nation-2026-2030/1",
        "/alerts",
        "/bulletins",
        "/as-of",
    ],
)
def test_every_page_opens(office: tuple[TestClient, dict[str, str]], path: str) -> None:
    client, _ = office
    assert client.get(path).status_code == 200, path
