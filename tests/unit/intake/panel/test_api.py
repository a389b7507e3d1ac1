"""Sample enterprises over the interface: whole bodies taken or refused, and each line read by its own alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.events import PanelReported
from shared.security.keys import Role
from tests.enterprises.office import CITY, JLP, SPB, PanelOffice, a_body, panel_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PanelOffice]:
    with panel_office(tmp_path) as made:
        yield made


def stored(office: PanelOffice) -> list[PanelReported]:
    intake = office.standalone.intake
    with intake.database.read() as connection:
        events = [intake.store.decode(each) for each in intake.store.read(connection, 0, 1_000)]
    return [each for each in events if isinstance(each, PanelReported)]


def periods(office: PanelOffice, role: Role, region: str, subject: str = "", query: str = "") -> list[tuple[str, str]]:
    answer = office.read(f"/v1/panel/reports{query}", role, region, subject)
    assert answer.status_code == 200, answer.text
    return [(each["enterprise"], each["period"]) for each in answer.json()["reports"]]


def test_a_district_reports_its_sample_in_one_body_and_a_repetition_counts_once(office: PanelOffice) -> None:
    bodies = [a_body("J-1"), a_body("J-2", start=300), a_body("J-1", "2026-01", start=1_020, left=20)]
    first = office.post(bodies, Role.REPORTER, JLP, key="once")
    assert first.status_code == 201, first.text
    receipts = [(each["enterprise"], each["period"], each["revision"]) for each in first.json()["receipts"]]
    assert receipts == [("J-1", "2026-01", 1), ("J-1", "2026-02", 1), ("J-2", "2026-02", 1)]
    again = office.post(bodies, Role.REPORTER, JLP, key="once")
    assert (again.status_code, again.headers["Idempotency-Replayed"], again.json()) == (200, "true", first.json())
    assert office.post([a_body("J-2", start=301)], Role.REPORTER, JLP, key="once").status_code in (409, 422)
    assert len(stored(office)) == 3


def test_of_a_body_with_one_fault_nothing_is_taken(office: PanelOffice) -> None:
    answer = office.post([a_body("J-1"), a_body("J-2", end=5), a_body("S-1")], Role.REPORTER, JLP)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["faults"]] == ["/reports/1/end", "/reports/2/enterprise"]
    assert stored(office) == []


def test_an_enterprise_reports_for_itself_only(office: PanelOffice) -> None:
    assert office.post([a_body("J-1")], Role.ENTERPRISE, JLP, "J-1").status_code == 201
    assert office.post([a_body("J-2")], Role.ENTERPRISE, JLP, "J-1").status_code == 422
    assert office.post([a_body("J-1", "2026-01")], Role.REVIEWER, JLP).status_code == 403
    assert office.post([a_body("J-1", "2026-01")], Role.ENTERPRISE, SPB, "J-1").status_code == 422


def test_a_correction_is_a_revision_and_what_stands_is_told(office: PanelOffice) -> None:
    office.post([a_body("J-1")], Role.ENTERPRISE, JLP, "J-1")
    corrected = a_body("J-1", left=12, reason="漏计二人")
    assert office.post([corrected], Role.ENTERPRISE, JLP, "J-1").json()["receipts"][0]["revision"] == 2
    (row,) = office.read("/v1/panel/reports", Role.ENTERPRISE, JLP, "J-1").json()["reports"]
    assert (row["end"], row["revision"], row["reason"], row["left"]["resigned"]) == (988, 2, "漏计二人", 12)
    assert (row["name"], row["industry_name"], row["size_name"]) == ("甲机械厂（虚构）", "制造业", "大型")


def test_a_late_report_is_taken_and_marked(office: PanelOffice) -> None:
    office.clock.set(datetime(2026, 5, 6, 4, tzinfo=UTC))
    assert office.post([a_body("J-1")], Role.ENTERPRISE, JLP, "J-1").json()["receipts"][0]["late"] is True


def test_a_line_is_read_by_its_enterprise_and_its_district_and_by_nobody_above_or_beside(office: PanelOffice) -> None:
    office.post([a_body("J-1"), a_body("J-2", start=300)], Role.REPORTER, JLP)
    office.post([a_body("S-1")], Role.REPORTER, SPB)
    ours = [("J-1", "2026-02"), ("J-2", "2026-02")]
    assert periods(office, Role.ENTERPRISE, JLP, "J-1") == ours[:1]
    for role in (Role.REPORTER, Role.REVIEWER, Role.AUDITOR):
        assert periods(office, role, JLP) == ours
        assert periods(office, role, SPB) == [("S-1", "2026-02")]
        assert periods(office, role, CITY) == []
    assert periods(office, Role.AUDITOR, "") == []
    assert periods(office, Role.REVIEWER, JLP, query="?enterprise=S-1") == []
    assert periods(office, Role.REVIEWER, JLP, query="?enterprise=J-2&from=2026-02&to=2026-02") == ours[1:]
    assert periods(office, Role.REVIEWER, JLP, query="?to=2026-01") == []
    assert office.read("/v1/panel/reports", Role.OPS, "").status_code == 403


def test_two_that_correct_at_once_do_not_overwrite_each_other(office: PanelOffice) -> None:
    """The second was held against what stood before the first."""
    office.post([a_body("J-1")], Role.ENTERPRISE, JLP, "J-1")
    assert office.post([a_body("J-1", left=11, reason="改")], Role.REPORTER, JLP).status_code == 201
    assert office.post([a_body("J-1", left=11, reason="改")], Role.ENTERPRISE, JLP, "J-1").status_code == 422
    assert [each.revision for each in stored(office)] == [1, 2]
