"""A district of which two towns report: their figures add up to the district and, where its plan asks, to the city."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from services.standalone import Standalone
from shared.periods import CHINA, SettableClock
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings
from tests.unit.shared.catalogue.files.layers.office import CONTACTS, REGIONS, a_district, write_site

TOWNS = {"500107001": 120, "500107-hi": 30}
JOBS, DISTRICT, CITY = "urban_new_employment", "500107", "500000"
FILES = a_district(
    **{
        "site.toml": 'name = "九龙坡区人力社保局"\nregion = "500107"\nplans = ["chongqing-2021-2025"]\n',
        "plans/jiulongpo-2026-2030/plan.toml": """id = "jiulongpo-2024-2025"
name = "九龙坡区规划（虚构，示例）"
region = "500107"
first = "2024-01"
last = "2025-12"
document = "九龙坡区规划（虚构，示例）"
[tables]
targets = "专栏1（虚构，示例）"
""",
        "regions.csv": REGIONS + "500107001,杨家坪街道,杨家坪,unit,500107,,\n500107-hi,高新区,高新区,unit,500107,,\n",
        "contacts.csv": CONTACTS + "500107001,a@jlp.test,,\n500107-hi,b@jlp.test,,\n",
    }
)


class Bureau:
    """The system in one process, with a key for each town and for who reviews the district."""

    def __init__(self, folder: Path) -> None:
        site = write_site(folder / "site", FILES)
        self._clock = SettableClock(datetime(2025, 10, 9, 9, 30, tzinfo=CHINA))
        settings = Settings(data_dir=folder / "data", site_dir=site, sweep_seconds=3_600)
        self._secrets: dict[str, str] = {}
        keys = []
        for code, role in (*((code, Role.REPORTER) for code in TOWNS), (DISTRICT, Role.REVIEWER)):
            key, self._secrets[code] = new_key(f"{role}-{code}", role, code)
            keys.append(key)
        save_keys(settings.keys_path, keys)
        self.standalone = Standalone(settings, self._clock)
        self.client = TestClient(self.standalone.app)

    def headers(self, who: str, key: str = "") -> dict[str, str]:
        return {"Authorization": f"Bearer {self._secrets[who]}", "Idempotency-Key": key or f"k-{who}"}

    def report(self, town: str, value: int) -> Any:
        body = {"region": town, "period": "2025-09", "lines": [{"indicator": JOBS, "value": str(value), "unit": "人"}]}
        answer = self.client.post("/v1/reports", json=body, headers=self.headers(town))
        self.standalone.settle(30)
        return answer

    def accept(self) -> Any:
        """The district's reviewer accepts both."""
        decisions = [
            {"region": town, "period": "2025-09", "revision": 1, "decision": "accept", "with_blanks": True}
            for town in TOWNS
        ]
        headers = self.headers(DISTRICT, "review")
        return self.client.post("/v1/reviews", json={"decisions": decisions}, headers=headers)

    def figure(self, region: str) -> dict[str, Any]:
        query = {"region": region, "indicator": JOBS, "period": "2025-09"}
        answer = self.client.get("/v1/figures", params=query, headers=self.headers(DISTRICT))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["figures"][0]
        return found


@pytest.fixture
def bureau(tmp_path: Path) -> Any:
    made = Bureau(tmp_path)
    with made.client:
        yield made


def test_towns_add_up_to_their_district_and_the_district_to_its_city(bureau: Bureau) -> None:
    for town, value in TOWNS.items():
        assert bureau.report(town, value).status_code == 201
    district = bureau.figure(DISTRICT)
    assert district["value"] == 150
    assert (district["coverage"]["reported"], district["coverage"]["expected"]) == (2, 2)
    assert bureau.figure("500107001")["value"] == 120
    assert bureau.accept().status_code == 201
    bureau.standalone.settle(30)
    assert [bureau.figure(region)["accepted"]["value"] for region in (DISTRICT, CITY)] == [150, 150]


def test_the_district_itself_reports_nothing_any_more(bureau: Bureau) -> None:
    owed = bureau.standalone.runtime.catalogue.owed
    assert owed(DISTRICT) == ()
    assert JOBS in owed("500107001")


def test_its_pages_show_the_towns(bureau: Bureau) -> None:
    for town, value in TOWNS.items():
        bureau.report(town, value)
    page = bureau.client.get("/regions/500107?period=2025-09")
    assert page.status_code == 200
    assert "杨家坪街道" in page.text
    assert bureau.client.get("/regions/500107001?period=2025-09").status_code == 200
    queue = bureau.client.get("/v1/reviews/500107/2025-09", headers=bureau.headers(DISTRICT))
    assert queue.status_code == 200
