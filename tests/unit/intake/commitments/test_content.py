from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from services.intake.commitments.bodies import EvidenceBody, MilestoneBody, StatementBody, StatementDecisionBody
from services.intake.commitments.content import PostedCommitments, WrongContent
from shared.catalogue import Catalogue
from tests.unit.intake.support import CITY, JOBS

PLAN = "chongqing-2021-2025"
TODAY = date(2023, 4, 3)
FILE = EvidenceBody("验收.pdf", 10, "e" * 64)


def a_body(**changes: Any) -> StatementBody:
    made = StatementBody(PLAN, 10, "2022", "on_time", "已建成3个。", value="3", document="工作总结")
    return msgspec.structs.replace(made, **changes)


def here(region: str) -> bool:
    return region == CITY


def faults_of(catalogue: Catalogue, *items: StatementBody) -> list[tuple[str, str]]:
    with pytest.raises(WrongContent) as caught:
        PostedCommitments(catalogue, TODAY).statements(items, JOBS, here)
    return [(each.code, each.pointer) for each in caught.value.faults]


def test_a_statement_takes_its_unit_from_the_print(catalogue: Catalogue) -> None:
    (made,) = PostedCommitments(catalogue, TODAY).statements([a_body(evidence=(FILE,), document="")], JOBS, here)
    assert (made.value, made.unit, str(made.period), made.outside) == ("3", "个", "2022", False)
    assert made.about.departments == (JOBS,)
    assert [each.sha256 for each in made.evidence] == ["e" * 64]


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"plan": "nobodys"}, "unknown-plan", "plan"),
        ({"row": 999}, "unknown-commitment", "row"),
        ({"row": 1}, "follows-indicator", "row"),
        ({"period": "2022-12"}, "bad-period", "period"),
        ({"period": "2019"}, "period-outside-plan", "period"),
        ({"period": "2023H1"}, "future-period", "period"),
        ({"text": "  "}, "empty-text", "text"),
        ({"text": "长" * 2_001}, "too-long", "text"),
        ({"value": "三"}, "bad-number", "value"),
        ({"value": "1e3"}, "bad-number", "value"),
        ({"value": "-1"}, "below-zero", "value"),
        ({"unit": "家"}, "unit-differs", "unit"),
        ({"row": 17}, "no-number", "value"),
        ({"document": ""}, "evidence-missing", "document"),
        ({"document": "", "evidence": (FILE,), "number": "1号"}, "empty-text", "document"),
        ({"evidence": (FILE,) * 6}, "too-many-files", "evidence"),
        ({"evidence": (EvidenceBody("a.pdf", 0, "e" * 64),)}, "bad-size", "evidence/0/size"),
        ({"evidence": (EvidenceBody("a.pdf", 10**25, "e" * 64),)}, "bad-size", "evidence/0/size"),
        ({"evidence": (EvidenceBody("a.pdf", 1, "E" * 64),)}, "bad-digest", "evidence/0/sha256"),
        *(
            ({"evidence": (EvidenceBody("a.pdf", 1, "e" * 64, each),)}, "bad-media-type", "evidence/0/media_type")
            for each in ("pdf", "text/html; charset=x", "text/html\r\nSet-Cookie: a=b", "文本/网页", "a/" + "b" * 61)
        ),
        ({"reason": "长" * 2_001}, "too-long", "reason"),
    ],
)
def test_every_fault_is_told_with_its_place(
    catalogue: Catalogue, changes: dict[str, Any], code: str, pointer: str
) -> None:
    assert faults_of(catalogue, a_body(**changes)) == [(code, f"/statements/0/{pointer}")]


def test_faults_of_all_items_are_told_at_once_and_a_period_stated_twice_is_one(catalogue: Catalogue) -> None:
    found = faults_of(catalogue, a_body(), a_body(), a_body(row=11, text="", value="x"))
    assert found == [
        ("stated-twice", "/statements/1/period"),
        ("empty-text", "/statements/2/text"),
        ("bad-number", "/statements/2/value"),
    ]


def test_a_body_holds_one_to_five_hundred(catalogue: Catalogue) -> None:
    assert faults_of(catalogue) == [("item-count", "/statements")]
    assert faults_of(catalogue, *[a_body()] * 501) == [("item-count", "/statements")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"day": "2023-04-31"}, "bad-day"),
        ({"day": "20230403"}, "bad-day"),
        ({"day": "2023-W14-1"}, "bad-day"),
        ({"day": "2023-04-04"}, "future-day"),
        ({"day": "2012-04-04"}, "day-outside-plan"),
        ({"document": ""}, "empty-text"),
        ({"number": " "}, "empty-text"),
        ({"text": "长" * 2_001}, "too-long"),
    ],
)
def test_a_milestone_has_a_day_that_has_come_and_a_paper_with_its_number(
    catalogue: Catalogue, changes: dict[str, Any], code: str
) -> None:
    good = MilestoneBody(PLAN, 10, "begun", "2023-04-03", "批复", "2号")
    content = PostedCommitments(catalogue, TODAY)
    (made,) = content.milestones([good], "", here)
    assert (made.department, made.outside) == ("", False)
    with pytest.raises(WrongContent) as caught:
        content.milestones([msgspec.structs.replace(good, **changes)], "", here)
    assert [each.code for each in caught.value.faults] == [code]


def test_a_decision_on_another_area_s_plan_is_marked_and_left_to_be_refused(catalogue: Catalogue) -> None:
    posted = StatementDecisionBody("sichuan-2021-2025", 12, "2022", 1, "accept")
    (made,) = PostedCommitments(catalogue, TODAY).decisions([posted], here)
    assert made.outside
    with pytest.raises(WrongContent):
        PostedCommitments(catalogue, TODAY).decisions(
            [msgspec.structs.replace(posted, period="x", reason="长" * 2_001)], here
        )
