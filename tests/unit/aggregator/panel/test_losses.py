"""What is told of a loss: at the limits to the person, once, again where it grows, and that it was none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from services.aggregator.panel.losses import ToldLoss, after, decide, grounds
from shared.catalogue.model.panel import LossLimit
from shared.events import Leavers, PanelLossFound, PanelLossTakenBack, PanelReported
from tests.enterprises.reports import a_panel_report

LARGE = LossLimit(Decimal(10), 20)
NAME = "示例机械厂（虚构）"


def lost(number: int, start: int = 1_000, **changes: Any) -> PanelReported:
    return a_panel_report(start=start, hired=0, left=number, **changes)


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        (1_000, 100, ("net",)),
        (1_000, 99, ()),  # 9.9 %
        (190, 19, ()),  # 10 %, but 19 persons
        (200, 20, ("net",)),
        (0, 0, ()),
    ],
)
def test_part_and_number_must_both_be_reached(start: int, number: int, expected: tuple[str, ...]) -> None:
    assert grounds(lost(number, start), LARGE) == expected


@pytest.mark.parametrize(
    ("start", "laid_off", "expected"),
    [
        (5_000, 20, ("layoff",)),  # twenty, however small a part
        (5_000, 19, ()),
        (190, 19, ("layoff",)),  # fewer, but a tenth
        (191, 19, ()),
        (50, 0, ()),
    ],
)
def test_a_layoff_is_told_as_article_41_has_it(start: int, laid_off: int, expected: tuple[str, ...]) -> None:
    report = a_panel_report(start=start, hired=laid_off, left=Leavers(laid_off=laid_off))
    assert grounds(report, LARGE) == expected


def test_it_is_told_with_the_numbers_and_the_limit() -> None:
    found = decide(lost(150, late=True), NAME, LARGE, None)
    assert isinstance(found, PanelLossFound)
    assert (found.lost, found.start, found.end, found.percent, found.persons) == (150, 1_000, 850, "10", 20)
    assert (found.name, found.again, found.late, found.simulated) == (NAME, False, True, True)


def test_the_same_or_less_is_not_told_again_and_more_is() -> None:
    told = ToldLoss(150, 0)
    assert decide(lost(150, revision=2), NAME, LARGE, told) is None
    assert decide(lost(120, revision=2), NAME, LARGE, told) is None
    more = decide(lost(160, revision=2), NAME, LARGE, told)
    assert isinstance(more, PanelLossFound)
    assert more.again
    laid_off = decide(a_panel_report(start=1_000, hired=0, left=Leavers(laid_off=150), revision=2), NAME, LARGE, told)
    assert isinstance(laid_off, PanelLossFound)


def test_a_correction_that_takes_it_back_is_told_once() -> None:
    back = decide(lost(15, revision=2, reason="多填一位"), NAME, LARGE, ToldLoss(150, 0))
    assert isinstance(back, PanelLossTakenBack)
    assert (back.lost, back.told, back.reason) == (15, 150, "多填一位")
    assert decide(lost(15, revision=3), NAME, LARGE, None) is None


def test_what_stands_told_follows_from_the_events() -> None:
    found = decide(lost(150), NAME, LARGE, None)
    back = decide(lost(15, revision=2), NAME, LARGE, ToldLoss(150, 0))
    assert found is not None
    assert back is not None
    assert after({}, found) == {"2026-01": ToldLoss(150, 0)}
    assert after(after({}, found), back) == {}
    assert after({"2026-02": ToldLoss(1, 1)}, lost(3)) == {"2026-02": ToldLoss(1, 1)}
