"""Everything that happened to a report, in words."""

from __future__ import annotations

from typing import Any

from services.intake.pages.views.timeline import differences, timeline
from shared.catalogue import Catalogue
from shared.events import Event, ReportAccepted, ReportCorrected, ReportLine, ReportReturned
from shared.store import Recorded
from tests.builders import a_report

JOBS, RATE = "urban_new_employment", "mediation_success_rate"


def _recorded(position: int, event: Event) -> tuple[Recorded, Event]:
    name = type(event).__name__
    return Recorded(position, "s", position, name, 1, b"", 0, "key-500107", "c", None, "", f"hash-{position}"), event


def test_every_step_says_who_what_and_why(catalogue: Catalogue) -> None:
    ids: dict[str, Any] = {"region": "500107", "period": "2023-03"}
    corrected = ReportCorrected(
        **ids, lines=(ReportLine(JOBS, 4_300),), digest="d", reason="漏报一个街道", second_signer="key-wang"
    )
    history = [
        _recorded(1, a_report()),
        _recorded(2, ReportReturned(**ids, revision=1, reason="与上月相同")),
        _recorded(3, a_report(value=4_250)),
        _recorded(4, ReportAccepted(**ids, revision=2)),
        _recorded(5, corrected),
    ]
    steps = timeline(history, catalogue.indicators)
    assert [step.what for step in steps] == ["报送", "退回", "重新报送", "审核通过", "更正"]
    assert [step.revision for step in steps] == [1, 1, 2, 2, 3]
    assert [step.receipt for step in steps] == [True, False, True, False, True]
    assert steps[1].reason == "与上月相同"
    assert (steps[4].reason, steps[4].second_signer) == ("漏报一个街道", "key-wang")
    assert [(change.before, change.after) for change in steps[4].changes] == [("4,250", "4,300")]
    assert steps[0].hash == "hash-1"


def test_what_came_what_went_and_what_was_counted_otherwise_are_changes(catalogue: Catalogue) -> None:
    before = (ReportLine(JOBS, 5), ReportLine("skilled_personnel", 7))
    after = (ReportLine(JOBS, 5, None, "year_to_date"), ReportLine(RATE, 1, 2))
    found = {change.name: (change.before, change.after) for change in differences(before, after, catalogue.indicators)}
    assert found == {
        "城镇新增就业人数": ("5", "5（本年累计）"),
        "技能人才数量": ("7", "–"),
        "劳动人事争议调解成功率": ("–", "50.00%（1/2）"),
    }
