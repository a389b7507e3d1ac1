"""What was reported before a change of regions was known: shown as nobody's, for a person to take out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shared.catalogue import Catalogue
from shared.security.keys import Role, load_keys, new_key, save_keys
from shared.security.sessions import COOKIE
from tests.unit.intake.changing import OLD, WHY, a_changing_catalogue
from tests.unit.intake.support import UNIT, Service, line, report, running

MARCH = "2023-03"
PATH = "/v1/reports/nobodys"


@contextmanager
def serving(folder: Path, catalogue: Catalogue) -> Iterator[Service]:
    with running(folder, catalogue) as service:
        path = service.intake.runtime.settings.keys_path
        key, service.secrets[OLD] = new_key("key-old", Role.REPORTER, OLD)
        save_keys(path, [*(each for each in load_keys(path) if each.id != key.id), key])
        yield service


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """Reports of March, made while nobody knew of the changes of February: of the old code, of one that got a part."""
    known = a_changing_catalogue()
    with serving(tmp_path, known.known_on(date(2023, 1, 9))) as before:
        assert before.post(report(OLD, MARCH), "o", OLD).status_code == 201
        assert before.post(report(OLD, "2023-01"), "j", OLD).status_code == 201
        to_date = [line(value=300, basis="year_to_date")]
        assert before.post(report(UNIT, MARCH, to_date), "u").status_code == 201
        assert before.get(PATH, "auditor").json() == {"reports": []}
    with serving(tmp_path, known) as after:
        yield after


def page(service: Service, path: str, who: str) -> Any:
    service.client.cookies.clear()
    signed = service.signed_in(who)
    headers = {"Cookie": f"{COOKIE}={signed}", "Accept": "text/html"}
    return service.client.get(path, headers=headers)


def listed(service: Service, who: str = "auditor") -> list[tuple[str, str, str]]:
    return [(each["region"], each["period"], each["reason"]) for each in service.get(PATH, who).json()["reports"]]


def test_what_belongs_to_nobody_is_listed_with_the_reason_to_whom_it_concerns(service: Service) -> None:
    assert listed(service) == [(UNIT, MARCH, "year-to-date-broken"), (OLD, MARCH, "region-not-valid")]
    assert listed(service, OLD) == [(OLD, MARCH, "region-not-valid")]
    assert listed(service, "sichuan") == []
    first, second = service.get(PATH, "auditor").json()["reports"]
    assert WHY in first["message"]
    assert second["message"] == "旧192县在2023年3月不存在，报来的数不计入任何汇总"


@pytest.mark.parametrize("path", ["/reviews?period=2023-02", "/reviews/closing?period=2023-03"])
def test_the_reviewer_finds_it_whatever_month_is_looked_at(service: Service, path: str) -> None:
    text = page(service, path, "reviewer").text
    assert "不属于任何单位的报表" in text and f'href="/reviews/{OLD}/{MARCH}"' in text


def test_its_page_opens_and_says_that_no_total_holds_it(service: Service) -> None:
    assert page(service, f"/reviews/{OLD}/{MARCH}", "reviewer").status_code == 200
    assert page(service, f"/reports/{OLD}/{MARCH}", OLD).status_code == 200
    assert service.get(f"/v1/forms/{OLD}/{MARCH}.xlsx", OLD).status_code == 404
    assert page(service, f"/reports/{OLD}/{MARCH}/form", OLD).status_code == 404


def test_the_reviewer_takes_it_out_and_may_not_accept_it(service: Service) -> None:
    accepted = service.review(
        {"region": OLD, "period": MARCH, "decision": "accept", "with_blanks": True}, key="a"
    ).json()["results"]
    assert [each["code"] for each in accepted] == ["region-not-valid"]
    returned = service.review({"region": OLD, "period": MARCH, "decision": "return", "reason": "已撤销"}, key="r")
    assert [each["status"] for each in returned.json()["results"]] == ["returned"]
    assert [each[0] for each in listed(service)] == [UNIT]


def test_the_unit_itself_may_take_it_back(service: Service) -> None:
    taken = service.post({"reason": "区划调整"}, "w", OLD, f"/v1/reports/{OLD}/{MARCH}/withdrawal")
    assert taken.status_code in (200, 201), taken.text
    assert [each[0] for each in listed(service)] == [UNIT]


def test_even_what_was_accepted_before_is_returned_by_whoever_accepted_it(tmp_path: Path) -> None:
    known = a_changing_catalogue()
    with serving(tmp_path, known.known_on(date(2023, 1, 9))) as before:
        before.post(report(OLD, MARCH), "o", OLD)
        assert before.accept(OLD, MARCH).json()["results"][0]["status"] == "accepted"
    with serving(tmp_path, known) as after:
        assert listed(after) == [(OLD, MARCH, "region-not-valid")]
        returned = after.review({"region": OLD, "period": MARCH, "decision": "return", "reason": "已撤销"}, key="r")
        assert [each["status"] for each in returned.json()["results"]] == ["returned"]
        assert listed(after) == []


def test_where_no_region_changes_nothing_is_looked_for(tmp_path: Path, catalogue: Catalogue) -> None:
    with running(tmp_path, catalogue) as service:
        service.post(report())
        assert listed(service) == []
