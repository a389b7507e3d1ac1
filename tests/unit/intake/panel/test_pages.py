"""The short form, the district's page, and an enterprise's line: each for whom it is, in words that they know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.security.keys import Role
from shared.security.permissions import RULES
from tests.enterprises.office import CITY, JLP, SPB, PanelOffice, a_body, panel_office
from tests.unit.asking import PLACES, address_of

FIELDS = {"period": "2026-02", "start": "1000", "hired": "5", "left_resigned": "10", "left_retired": "5"}
FIELDS |= {"end": "990", "vacancies": "3", "expected": "995"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PanelOffice]:
    with panel_office(tmp_path) as made:
        yield made


def form(office: PanelOffice, query: str = "") -> str:
    return office.visit(f"/panel{query}", Role.ENTERPRISE, JLP, "J-1").text


def test_an_enterprise_is_asked_for_the_oldest_period_it_owes_and_sends_it(office: PanelOffice) -> None:
    assert 'value="2025-01"' in form(office)
    sent = office.send(FIELDS, JLP, "J-1")
    assert (sent.status_code, sent.headers["location"]) == (303, "/panel?done=2026-02")
    page = form(office, "?done=2026-02")
    assert "2026年2月已报送（第 1 版），回执序号" in page
    assert "辞职10" in page
    assert "退休5" in page


def test_the_next_period_begins_with_the_last_end(office: PanelOffice) -> None:
    office.send(FIELDS | {"period": "2026-01"}, JLP, "J-1")
    assert 'name="start" inputmode="numeric" autocomplete="off" maxlength="12" value="990"' in form(
        office, "?period=2026-02"
    )


def test_every_fault_stands_by_its_field_and_nothing_typed_is_lost(office: PanelOffice) -> None:
    sent = office.send(FIELDS | {"end": "999", "vacancies": "", "note": "张三13800138000"}, JLP, "J-1")
    assert sent.status_code == 422
    assert "空缺岗位应为不小于0的整数" in sent.text
    sent = office.send(FIELDS | {"end": "999", "note": "张三13800138000"}, JLP, "J-1")
    for word in (
        "期初1000＋新增5－减少15＝990，与期末999不符，差+9",
        'href="#end"',
        "个人的证件号码或电话",
        'value="999"',
    ):
        assert word in sent.text, word


def test_a_correction_asks_for_its_reason(office: PanelOffice) -> None:
    office.send(FIELDS, JLP, "J-1")
    again = FIELDS | {"left_resigned": "11", "end": "989"}
    assert "更正须写明理由" in office.send(again, JLP, "J-1").text
    assert office.send(again | {"reason": "漏计一人"}, JLP, "J-1").status_code == 303
    assert "第 2 版：漏计一人" in form(office)


def test_of_two_tabs_the_second_is_told_what_came_in_meanwhile(office: PanelOffice) -> None:
    """The district corrected the period while the enterprise had it open; its form would have undone that unseen."""
    office.send(FIELDS, JLP, "J-1")
    assert 'name="drawn_from" value="1"' in form(office, "?period=2026-02")
    by_district = a_body(start=1_000, hired=6, left={"resigned": 10}, vacancies=9, reason="核对工资册")
    assert office.post([by_district], Role.REPORTER, JLP).status_code == 201
    mine = FIELDS | {"left_resigned": "12", "end": "988", "reason": "漏计两人", "drawn_from": "1"}
    sent = office.send(mine, JLP, "J-1")
    assert sent.status_code == 422
    assert "您填的时候是第1版，现为第2版" in sent.text
    assert 'value="988"' in sent.text and "第 2 版：核对工资册" in sent.text
    assert 'name="drawn_from" value="2"' in sent.text
    assert office.send(mine | {"drawn_from": "2"}, JLP, "J-1").status_code == 303
    assert "第 3 版：漏计两人" in form(office, "?period=2026-02")


def test_what_was_drawn_from_stays_while_other_faults_are_mended(office: PanelOffice) -> None:
    assert 'name="drawn_from" value="0"' in form(office, "?period=2026-02")
    office.send(FIELDS, JLP, "J-1")
    sent = office.send(FIELDS | {"vacancies": "三", "drawn_from": "0"}, JLP, "J-1")
    assert 'name="drawn_from" value="0"' in sent.text
    assert "打开时的版次" in office.send(FIELDS | {"drawn_from": "x"}, JLP, "J-1").text


def test_a_form_that_was_opened_for_another_enterprise_reports_nothing(office: PanelOffice) -> None:
    """Whoever stands for two changes between them, and a form kept over a sign-in comes back in the other's place."""
    assert 'name="enterprise" value="J-1" data-taken-back' in form(office)
    sent = office.send(FIELDS | {"enterprise": "J-2"}, JLP, "J-1")
    assert sent.status_code == 422
    assert "为另一家企业打开" in sent.text and 'value="1000"' in sent.text
    assert "第 1 版" not in form(office, "?period=2026-02")
    assert office.send(FIELDS, JLP, "J-1").status_code == 303


def test_a_district_sees_who_has_reported_and_who_has_not(office: PanelOffice) -> None:
    office.post([a_body("J-1")], Role.REPORTER, JLP)
    page = office.visit("/panel/enterprises?period=2026-02", Role.REVIEWER, JLP).text
    assert "应报 <b>2</b>　已报 <b>1</b>　未报 <b>1</b>" in page
    assert "未报：乙物流公司（虚构）" in page
    assert "丁制造厂" not in page
    line = office.visit("/panel/enterprises/J-1", Role.REVIEWER, JLP)
    assert line.status_code == 200
    assert "990" in line.text


def test_a_quarterly_enterprise_is_asked_by_quarters(office: PanelOffice) -> None:
    page = office.visit("/panel?period=2025-12", Role.ENTERPRISE, JLP, "J-Q").text
    assert "2025年四季度" in page
    assert "2025年11月" not in page


DOORS = (
    "/panel",
    "/panel?period=2026-02",
    "/panel/enterprises",
    "/panel/enterprises?period=2026-02",
    "/panel/enterprises/J-1",
    "/v1/panel/reports",
    "/v1/panel/reports?enterprise=J-1",
    "/employment?region=500107&period=2026-02",
    "/employment?region=500000&period=2026-02",
    "/outbox",
)
TRACES = re.compile(r"(?<![\w-])7,?(?:654|531)(?![\w-])|甲机械厂")
"""The figures of the report, and whose it is; not as a part of some token."""
OTHERS = (
    (Role.ENTERPRISE, JLP, "J-2"),
    (Role.ENTERPRISE, SPB, "J-1"),
    (Role.ENTERPRISE, SPB, "S-1"),
    (Role.REPORTER, SPB, ""),
    (Role.REVIEWER, SPB, ""),
    (Role.REVIEWER, CITY, ""),
    (Role.AUDITOR, CITY, ""),
    (Role.AUDITOR, "", ""),
    (Role.OPS, "", ""),
    (Role.SIGNER, JLP, ""),
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PanelOffice]:
    """An office to which J-1 has reported: one for everybody who looks."""
    with panel_office(tmp_path_factory.mktemp("told")) as made:
        assert made.post([a_body("J-1", start=7_654, left=123)], Role.REPORTER, JLP).status_code == 201
        yield made


@pytest.mark.parametrize("who", OTHERS, ids=lambda who: "-".join(map(str, who)))
def test_nothing_of_an_enterprise_shows_to_others_at_any_door(told: PanelOffice, who: tuple[Role, str, str]) -> None:
    for door in DOORS:
        for answer in (told.visit(door, *who), told.read(door, *who)):
            assert not TRACES.search(answer.text), door


def test_no_route_shows_an_enterprise_anything_of_another(told: PanelOffice) -> None:
    """Every door that an enterprise may open, those open to everybody among them, with the other's id in it."""
    places = {**PLACES, "enterprise": "J-1", "period": "2026-02"}
    doors = [
        route.split(" ")[1]
        for route, rule in RULES.items()
        if route.startswith("GET") and rule.opens_to(Role.ENTERPRISE)
    ]
    assert {"/panel", "/panel/enterprises/{enterprise}", "/v1/panel/reports", "/employment"} <= set(doors)
    for door in doors:
        address = address_of(door, places)
        for answer in (
            told.visit(address, Role.ENTERPRISE, JLP, "J-2"),
            told.read(address, Role.ENTERPRISE, JLP, "J-2"),
        ):
            assert not TRACES.search(answer.text), door


def test_somebody_outside_every_sample_is_led_to_the_sums(office: PanelOffice) -> None:
    assert "不在用工监测的样本中" in office.visit("/panel/enterprises", Role.REVIEWER, CITY).text
    assert office.visit("/panel/enterprises/J-1", Role.REVIEWER, CITY).status_code == 404
    assert office.visit("/panel/enterprises/NONE", Role.REVIEWER, JLP).status_code == 404
