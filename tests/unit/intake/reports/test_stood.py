"""What has stood for a month, of which a new revision must not lose a figure without a word."""

from __future__ import annotations

import pytest

from services.intake.reports.stood import stood
from shared.events import (
    Event,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)

UNIT, PERIOD = "500101", "2023-03"
RETURNED = ReportReturned(region=UNIT, period=PERIOD, revision=0, reason="请核对", area="500000")
WITHDRAWN = ReportWithdrawn(region=UNIT, period=PERIOD, revision=0, reason="漏报")


def sent(**values: int) -> ReportSubmitted:
    lines = tuple(ReportLine(name, value) for name, value in values.items())
    return ReportSubmitted(region=UNIT, period=PERIOD, lines=lines, digest="d")


def accepted(revision: int) -> ReportAccepted:
    return ReportAccepted(region=UNIT, period=PERIOD, revision=revision, area="500000")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], {}),
        ([sent(a=1, b=2)], {"a": 1, "b": 2}),
        ([sent(a=1, b=2), sent(a=3)], {"a": 3, "b": 2}),
        ([sent(a=1, b=2), sent(a=3), sent(a=4)], {"a": 4, "b": 2}),
        ([sent(a=1, b=2), sent(a=3), accepted(2), sent(a=4)], {"a": 4}),
        ([sent(a=1, b=2), RETURNED], {}),
        ([sent(a=1, b=2), WITHDRAWN, sent(a=3)], {"a": 3}),
        ([sent(a=1, b=2), accepted(1), sent(a=3), RETURNED], {"a": 1, "b": 2}),
        ([sent(a=1, b=2), accepted(1), RETURNED, sent(a=3)], {"a": 3}),
    ],
)
def test_what_stood_is_the_accepted_revision_and_all_that_came_after_it(
    events: list[Event], expected: dict[str, int]
) -> None:
    assert {name: line.value for name, line in stood(events).last.items()} == expected


def corrected(**values: int) -> ReportCorrected:
    lines = tuple(ReportLine(name, value) for name, value in values.items())
    return ReportCorrected(region=UNIT, period=PERIOD, lines=lines, digest="d", reason="漏报", second_signer="key-x")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([sent(a=1)], {"a": 1}),
        ([sent(a=1), sent(a=2)], {"a": 2}),
        ([sent(a=1), accepted(1), corrected(a=2), corrected(a=3)], {"a": 1}),
        ([sent(a=1), accepted(1), corrected(a=2), accepted(2), corrected(a=3)], {"a": 2}),
        ([sent(a=1), accepted(1), corrected(a=2), RETURNED, corrected(a=3)], {"a": 1}),
        ([sent(a=1), accepted(1), corrected(a=1, b=4), corrected(a=1, b=5)], {"a": 1, "b": 4}),
        ([sent(a=1), sent(a=2), corrected(a=3), corrected(a=4)], {"a": 2}),  # the month was closed before the first
        ([corrected(a=3), corrected(a=4)], {"a": 3}),  # and here before anything was reported
        ([sent(a=1), RETURNED, corrected(a=3), corrected(a=4)], {"a": 3}),
    ],
)
def test_what_is_settled_is_from_before_the_corrections_that_wait(
    events: list[Event], expected: dict[str, int]
) -> None:
    assert {name: line.value for name, line in stood(events).settled.items()} == expected
