"""用工监测 opens on a period that has something to show, and no choice of its form leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.security.keys import Role
from tests.enterprises.office import CITY, JLP, PanelOffice, a_body, panel_office

FOUR = tuple(f"W-{number},试验厂{number}（虚构）,{JLP},C,large,month,2025-06," for number in range(1, 5))
NOTHING_YET = "这一期还没有可以对比公布的数"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PanelOffice]:
    """An office to which four enterprises have reported January and February 2026, looked at in the middle of March."""
    with panel_office(tmp_path, FOUR) as made:
        for period, start in (("2026-01", 730), ("2026-02", 720)):
            bodies = [a_body(f"W-{number}", period, start=start) for number in range(1, 5)]
            assert made.post(bodies, Role.REPORTER, JLP).status_code == 201
        made.settle()
        made.clock.set(datetime(2026, 3, 17, 4, tzinfo=UTC))
        yield made


def march_comes_from_one(office: PanelOffice) -> None:
    office.clock.set(datetime(2026, 4, 1, 4, tzinfo=UTC))
    assert office.post([a_body("W-3", "2026-03", start=710)], Role.REPORTER, JLP).status_code == 201
    office.settle()


def seen(office: PanelOffice, query: str) -> str:
    answer = office.visit(f"/employment?region={CITY}{query}", Role.REVIEWER, CITY)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_page_opens_on_the_latest_period_of_which_anything_is_published(office: PanelOffice) -> None:
    march_comes_from_one(office)
    page = seen(office, "")
    assert "2026年2月已报 4 家" in page
    assert "以下只说这 4 家" in page
    assert '<option value="2026-02" selected>' in page


def test_a_period_that_is_named_is_shown_also_where_nothing_of_it_is_published(office: PanelOffice) -> None:
    march_comes_from_one(office)
    page = seen(office, "&period=2026-03")
    assert "2026年3月已报 1 家" in page
    assert NOTHING_YET in page
    assert "以下只说这 0 家" not in page


def test_where_nothing_was_ever_published_it_is_the_newest_period(tmp_path: Path) -> None:
    with panel_office(tmp_path, FOUR[:2]) as few:
        assert few.post([a_body("W-1", "2026-01"), a_body("W-2", "2026-02")], Role.REPORTER, JLP).status_code == 201
        few.settle()
        page = seen(few, "")
    assert "2026年2月已报 1 家" in page
    assert NOTHING_YET in page


def test_who_asks_for_quarters_on_a_month_is_not_told_that_there_is_none(office: PanelOffice) -> None:
    early = seen(office, "&period=2026-02&frequency=quarter")
    assert "还没有企业报到一个季度的末月" in early
    assert "还没有企业报送" not in early
    march_comes_from_one(office)
    assert "2026年一季度" in seen(office, "&period=2026-02&frequency=quarter")
    april = [a_body(f"W-{number}", "2026-04", start=700, note="三月未报") for number in range(1, 5)]
    office.clock.set(datetime(2026, 5, 2, 4, tzinfo=UTC))
    assert office.post(april, Role.REPORTER, JLP).status_code == 201
    office.settle()
    assert "2026年一季度" in seen(office, "&period=2026-04&frequency=quarter")  # the second is not over


def test_a_month_that_nobody_has_reported_is_still_none(office: PanelOffice) -> None:
    for query in ("&period=2025-11", "&period=2025-12&frequency=month", "&period=2026-1"):
        answer = office.visit(f"/employment?region={CITY}{query}", Role.REVIEWER, CITY)
        assert answer.status_code == 404, query
