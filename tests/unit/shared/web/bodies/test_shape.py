"""Every place where a document does not have the shape of a body."""

from __future__ import annotations

from typing import Any

import pytest

from services.intake.submission.bodies import ReviewBody
from services.intake.submission.parse import Submission
from shared.web.bodies.shape import shape_faults
from tests.unit.intake.support import line, report


def _told(document: Any, kind: Any = Submission) -> list[tuple[str, str]]:
    return [(each.code, each.pointer) for each in shape_faults(document, kind, "")]


def test_a_body_of_the_right_shape_has_no_faults() -> None:
    assert _told(report(correction={"reason": "x"}, explanations=[{"indicator": "", "text": "y"}])) == []
    assert _told(report(correction=None)) == []


def test_every_place_is_told_at_once() -> None:
    document = {"region": 1, "lines": [line(unit=5), "x", {"value": 1}], "extra/~": 0, "explanations": {}}
    assert _told(document) == [
        ("unknown-field", "/extra~1~0"),
        ("wrong-type", "/region"),
        ("missing-field", "/period"),
        ("wrong-type", "/lines/0/unit"),
        ("wrong-type", "/lines/1"),
        ("missing-field", "/lines/2/indicator"),
        ("wrong-type", "/explanations"),
    ]


@pytest.mark.parametrize(
    ("decision", "message"),
    [("maybe", "应为accept、return之一，而不是文字"), (None, "应为accept、return之一，而不是空值")],
)
def test_what_was_expected_is_said_in_words(decision: object, message: str) -> None:
    document = {"decisions": [{"region": "500101", "period": "2023-03", "decision": decision}]}
    (found,) = shape_faults(document, ReviewBody, "")
    assert (found.pointer, found.message) == ("/decisions/0/decision", message)


def test_a_document_that_is_no_object_has_one_fault() -> None:
    assert _told([]) == [("wrong-type", "")]
