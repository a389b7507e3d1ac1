"""What a department is told, and not told, of a small gap and of a stock that falls: from the report to the mail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.trusted.reporting import INJURY, Reporting

CITY, PLAN, ROW, NUMBER = "500000", "chongqing-2021-2025", 8, "CQ-08"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Reporting]:
    made = Reporting(tmp_path, 2021, 2, 1)
    with made.client:
        yield made


def report(running: Reporting, period: str, total: int) -> None:
    """重庆's 38 units report 工伤保险 that adds up to ``total``."""
    units = running.units(CITY, period)
    each, rest = divmod(total, len(units))
    running.report(period, {unit: {INJURY: each + (place < rest)} for place, unit in enumerate(units)})


@pytest.mark.timeout(120)
def test_a_stock_that_falls_from_the_first_month_is_told_in_the_third_and_not_in_the_fifth(running: Reporting) -> None:
    for month, total in enumerate((7_290_000, 7_280_000, 7_270_000), 1):
        report(running, f"2021-0{month}", total)
        running.on(2021, month + 1, 12)
    assert [running.progress(PLAN, ROW, f"2021-0{month}").level for month in (1, 2, 3)] == [
        "normal",
        "yellow",
        "yellow",
    ]
    (mail,) = running.mails(NUMBER)
    assert "黄" in mail.splitlines()[0]
    assert "未增反降" in mail


@pytest.mark.timeout(120)
def test_nobody_is_told_of_a_gap_that_is_less_than_a_month(running: Reporting) -> None:
    """In August 7 326 667 are due: 2 567 short is 0.035 %, 0.77 months, and P is .90."""
    for month, total in ((7, 7_321_000), (8, 7_324_100), (9, 7_327_400)):
        report(running, f"2021-0{month}", total)
        running.on(2021, month + 1, 12)
    found = running.progress(PLAN, ROW, "2021-08")
    assert (found.level, found.reason, found.progress, found.months_behind) == ("normal", "within_a_month", 9038, 8)
    assert running.mails(NUMBER) == []
