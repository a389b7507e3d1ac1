"""Until when an edition is kept back, from whom, and at which doors."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from services.aggregator.bulletin.embargo import NONE, EmbargoFault, is_out, nobody, read_embargo, seen_by
from shared.catalogue import Catalogue
from shared.periods import to_microseconds
from shared.security.access import Access
from shared.security.keys import Principal, Role
from tests.unit.aggregator.bulletin.world import AREA, BulletinWorld

NOW = datetime(2025, 4, 15, 0, 0, tzinfo=UTC)
NINE = datetime(2025, 4, 15, 1, 0, tzinfo=UTC)
"""Nine o'clock in Beijing."""


@pytest.mark.parametrize("text", ["2025-04-15T09:00", "2025-04-15T09:00:00+08:00", "2025-04-15T01:00:00Z"])
def test_an_instant_without_a_zone_is_beijing_time(text: str) -> None:
    assert read_embargo(text, NOW) == to_microseconds(NINE)


def test_without_an_instant_there_is_no_embargo() -> None:
    assert read_embargo("", NOW) == NONE


@pytest.mark.parametrize(
    "text", ["2025-04-15T08:00", "2025-04-14", "明天九点", "9999-12-31T20:00Z", "0001-01-01T00:00+09:00"]
)
def test_an_embargo_ends_at_an_instant_to_come(text: str) -> None:
    with pytest.raises(EmbargoFault):
        read_embargo(text, NOW)


def test_at_its_instant_an_edition_is_out_by_itself() -> None:
    until = to_microseconds(NINE)
    assert not is_out(until, AREA, NINE - timedelta(microseconds=1), nobody)
    assert is_out(until, AREA, NINE, nobody)
    assert is_out(NONE, AREA, NOW, nobody)


def test_before_only_who_may_publish_for_the_region_and_auditors_see_it(catalogue: Catalogue) -> None:
    access = Access(catalogue)
    roles = [(Role.OPS, ""), (Role.AUDITOR, ""), (Role.REVIEWER, AREA), (Role.REVIEWER, "510000")]
    roles += [(Role.REVIEWER, "500101"), (Role.REPORTER, AREA), (Role.SIGNER, AREA), (Role.AUDITOR, "510000")]
    seen = [seen_by(access, Principal("x", role, region))(AREA) for role, region in roles]
    assert seen == [True, True, True, False, False, False, False, False]
    assert not seen_by(access, None)(AREA)


@pytest.fixture(scope="module")
def client(world: BulletinWorld) -> TestClient:
    return TestClient(world.standalone.app)


def keep_back(world: BulletinWorld, client: TestClient, period: str) -> None:
    """Publish the bulletin of a month, kept back for an hour."""
    until = world.clock.now() + timedelta(hours=1)
    body = {"region": AREA, "period": period, "embargo_until": until.isoformat()}
    answer = client.post("/v1/bulletins", json=body, headers=world.headers("reviewer", f"kept-{period}"))
    assert (answer.status_code, answer.json()["number"]) == (201, 1)
    assert datetime.fromisoformat(answer.json()["embargo_until"]) == until


def cells(raw: bytes) -> str:
    """Everything that a file says."""
    book = load_workbook(io.BytesIO(raw))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


_DOORS = [f"/v1/bulletins/{AREA}/2024-03{suffix}" for suffix in ("", ".html", ".xlsx", ".docx")]
_DOORS += [f"/v1/bulletins/{AREA}/2024-03?number=1", f"/bulletins/{AREA}/2024-03"]
_DOORS += [f"/bulletins/{AREA}/2024-03?export=xlsx"]


def test_every_door_keeps_it_back_and_opens_at_the_instant(world: BulletinWorld, client: TestClient) -> None:
    keep_back(world, client, "2024-03")
    drafts = [f"{door}?as_of={world.now().position}" for door in _DOORS[:4]]
    for who in (None, "stranger", "reporter"):
        headers = world.headers(who) if who else {}
        for door in (*_DOORS, *drafts):
            assert client.get(door, headers=headers).status_code == 404, (who, door)
        listed = client.get("/v1/bulletins", params={"region": AREA}, headers=headers).json()["bulletins"]
        assert "2024-03" not in [each["period"] for each in listed]
        assert f"{AREA}/2024-03" not in client.get("/bulletins", headers=headers).text
        file = client.get("/bulletins?export=xlsx", headers=headers)
        assert file.status_code == 404 or "2024年3月" not in cells(file.content)
    metrics = client.get("/metrics").text
    assert "2024-03" not in metrics and "xushi_bulletin" not in metrics
    for who in ("reviewer", "ops", "auditor"):
        assert [client.get(door, headers=world.headers(who)).status_code for door in _DOORS] == [200] * len(_DOORS)
        assert "前不公开" in client.get(f"/bulletins/{AREA}/2024-03", headers=world.headers(who)).text
    world.clock.advance(timedelta(hours=1))
    try:
        assert [client.get(door).status_code for door in _DOORS] == [200] * len(_DOORS)
        assert "前不公开" not in client.get("/bulletins").text
    finally:
        world.clock.advance(-timedelta(hours=1))  # others look at the same world


def test_what_an_edition_was_kept_back_until_does_not_change(world: BulletinWorld, client: TestClient) -> None:
    keep_back(world, client, "2024-01")
    body = {"region": AREA, "period": "2024-01"}
    answer = client.post("/v1/bulletins", json=body, headers=world.headers("ops", "sooner"))
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (409, "embargo-stands")


def test_an_embargo_that_has_passed_is_refused(world: BulletinWorld, client: TestClient) -> None:
    body = {"region": AREA, "period": "2024-02", "embargo_until": "2024-01-01T00:00:00Z"}
    answer = client.post("/v1/bulletins", json=body, headers=world.headers("ops", "past"))
    assert (answer.status_code, answer.json()["faults"][0]["pointer"]) == (422, "/embargo_until")
