"""What a sample enterprise reports: taken with what the sample says of it, or refused with every fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec
import pytest

from services.intake.panel.bodies import LeftBody, PanelReportBody
from services.intake.panel.checking import WrongReports, panel_events
from shared.catalogue import Catalogue
from shared.catalogue.model import Panel, PanelMember
from shared.events import EnterpriseSize, PanelFrequency, PanelReported
from shared.periods import Month
from tests.enterprises.reports import a_member, a_panel_report

TODAY = date(2026, 3, 5)
QUARTERLY = a_member("CQ-Q", frequency=PanelFrequency.QUARTER, size=EnterpriseSize.SMALL, industry="F")
SAMPLE = (a_member(), a_member("CQ-002", last=Month(2025, 12)), QUARTERLY, a_member("CQ-SH", region="500106"))


def the_catalogue(*members: PanelMember) -> Catalogue:
    return Catalogue((), {}, (), (), (), {}, panel=Panel(members or SAMPLE))


def a_body(**changes: Any) -> PanelReportBody:
    fields: dict[str, Any] = {
        "enterprise": "CQ-001",
        "period": "2026-02",
        "start": 1_000,
        "end": 990,
        "hired": 5,
        "left": LeftBody(retired=5, resigned=10),
        "vacancies": 3,
        "expected": 990,
    }
    return PanelReportBody(**(fields | changes))


def known(*reports: PanelReported) -> Mapping[tuple[str, str], PanelReported]:
    return {(each.enterprise, each.period): each for each in reports}


def events(
    *bodies: PanelReportBody, before: Iterable[PanelReported] = (), today: date = TODAY
) -> tuple[PanelReported, ...]:
    return panel_events(bodies, the_catalogue(), known(*before), today, lambda member: member.region == "500107")


def faults(*bodies: PanelReportBody, before: Iterable[PanelReported] = ()) -> list[str]:
    with pytest.raises(WrongReports) as refused:
        events(*bodies, before=before)
    return [f"{each.pointer} {each.code}" for each in refused.value.faults]


def test_a_report_carries_what_the_sample_says_of_the_enterprise() -> None:
    (event,) = events(a_body(note=" 含分厂 ", reason="多余"))
    assert (event.region, event.industry, event.size, event.frequency) == ("500107", "C", "large", "month")
    assert (event.revision, event.note, event.reason, event.late) == (1, "含分厂", "", False)
    assert event.left.total == 15


def test_what_does_not_balance_is_told_with_the_numbers() -> None:
    with pytest.raises(WrongReports) as refused:
        events(a_body(end=991))
    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code) == ("/reports/0/end", "does-not-balance")
    assert fault.message == "期初1000＋新增5－减少15＝990，与期末991不符，差+1"


def test_every_fault_of_every_report_is_told_at_once() -> None:
    wrong = faults(
        a_body(enterprise="CQ-404"),
        a_body(period="2026-3"),
        a_body(period="2026-03"),
        a_body(enterprise="CQ-002"),
        a_body(enterprise="CQ-Q"),
        a_body(enterprise="CQ-SH"),
        a_body(vacancies=-1, expected=10_000_000, left=LeftBody(retired=15, laid_off=-1), end=991),
        a_body(note="电话13800138000", reason="长" * 201),
    )
    assert wrong == [
        "/reports/0/enterprise unknown-enterprise",
        "/reports/1/period bad-period",
        "/reports/2/period future-month",
        "/reports/3/period not-in-sample",
        "/reports/4/period not-a-quarter",
        "/reports/5/enterprise unknown-enterprise",
        "/reports/6/expected too-large",
        "/reports/6/left/laid_off below-zero",
        "/reports/6/vacancies below-zero",
        "/reports/7/note personal-data",
        "/reports/7/period report-twice",
        "/reports/7/reason too-long",
    ]


def test_anothers_enterprise_is_refused_in_the_words_of_one_that_there_is_not() -> None:
    """Who is in another district's sample is nothing that an answer tells."""
    said = []
    for enterprise in ("CQ-SH", "CQ-NO"):
        with pytest.raises(WrongReports) as refused:
            events(a_body(enterprise=enterprise))
        said.append([each.message.replace(enterprise, "…") for each in refused.value.faults])
    assert said[0] == said[1]


def test_a_start_that_is_not_the_last_end_asks_for_a_note() -> None:
    january = a_panel_report("CQ-001", "2026-01", end=1_010)
    assert faults(a_body(), before=[january]) == ["/reports/0/start not-continued"]
    (event,) = events(a_body(note="分出一个车间"), before=[january])
    assert event.note == "分出一个车间"
    (continued,) = events(a_body(), before=[msgspec.structs.replace(january, end=1_000)])
    assert continued.note == ""


def test_a_correction_that_breaks_with_the_next_period_asks_for_a_note() -> None:
    january, february = (
        a_panel_report("CQ-001", "2026-01", start=1_000, hired=0, left=0),
        a_panel_report("CQ-001", "2026-02", start=1_000),
    )
    body = a_body(period="2026-01", start=1_000, end=980, hired=0, left=LeftBody(resigned=20), reason="漏计")
    assert faults(body, before=[january, february]) == ["/reports/0/end not-continued"]


def test_a_quarter_follows_the_quarter_before() -> None:
    december = a_panel_report("CQ-Q", "2025-12", frequency=PanelFrequency.QUARTER, end=1_234)
    body = a_body(enterprise="CQ-Q", period="2026-03")
    with pytest.raises(WrongReports) as refused:
        panel_events([body], the_catalogue(), known(december), date(2026, 4, 5), lambda _: True)
    assert [each.code for each in refused.value.faults] == ["not-continued"]


def test_a_second_report_of_a_period_is_a_revision_with_a_reason() -> None:
    (first,) = events(a_body())
    changed = a_body(end=985, left=LeftBody(retired=5, resigned=15))
    assert faults(changed, before=[first]) == ["/reports/0/reason reason-missing"]
    (second,) = events(msgspec.structs.replace(changed, reason="漏计五人"), before=[first])
    assert (second.revision, second.reason) == (2, "漏计五人")
    assert faults(a_body(reason="再报"), before=[first]) == ["/reports/0 nothing-changed"]


def test_a_late_report_is_taken_and_marked() -> None:
    (event,) = events(a_body(), today=date(2026, 5, 4))
    assert event.late


def test_a_year_of_history_comes_in_one_body_in_any_order() -> None:
    later = a_body(period="2026-02", start=990, end=980, hired=5)
    earlier = a_body(period="2026-01")
    assert [each.period for each in events(later, earlier)] == ["2026-01", "2026-02"]
    assert faults(msgspec.structs.replace(later, start=991, end=981), earlier) == ["/reports/0/start not-continued"]


@pytest.mark.parametrize("count", [0, 501])
def test_a_body_holds_one_to_five_hundred(count: int) -> None:
    assert faults(*[a_body()] * count) == ["/reports report-count"]
