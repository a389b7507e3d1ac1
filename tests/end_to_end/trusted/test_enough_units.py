"""湘西's eight counties, one of them late: judged, told and ended by weight, from the report to the mail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.periods import Month, months
from tests.end_to_end.trusted.reporting import INJURY, Reporting

PREFECTURE, LATE = "433100", "433130"
SMALL, LARGE = 20, 1_000
"""Weights of the late county and of each other one."""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Reporting]:
    made = Reporting(tmp_path, 2021, 2, 1)
    with made.client:
        yield made


@pytest.fixture
def row(running: Reporting) -> tuple[str, int]:
    """The plan and the row of 工伤保险."""
    catalogue = running.standalone.runtime.catalogue
    (target,) = [each for each in catalogue.targets_for(PREFECTURE, INJURY) if each.binding]
    return target.plan, target.row


def shares(running: Reporting, period: str, total: int, *, without: str = "") -> dict[str, dict[str, int]]:
    units = running.units(PREFECTURE, period)
    weights = {unit: SMALL if unit == LATE else LARGE for unit in units}
    whole = sum(weights.values())
    return {unit: {INJURY: total * weights[unit] // whole} for unit in units if unit != without}


@pytest.mark.timeout(120)
def test_one_late_county_of_eight_neither_silences_the_alert_nor_the_end(
    running: Reporting, row: tuple[str, int]
) -> None:
    plan, number = row
    start = int(running.standalone.runtime.catalogue.plans[plan].target(number).baseline_exact or 0)
    for month in months(Month(2021, 1), Month(2021, 4)):
        running.report(str(month), shares(running, str(month), start + 170 * month.month))
        running.on(2021, month.month + 1, 12)
    running.report("2021-05", shares(running, "2021-05", start - 1_000, without=LATE))
    running.on(2021, 6, 3)
    assert running.progress(plan, number, "2021-05").level == "reporting"
    running.on(2021, 6, 15)
    found = running.progress(plan, number, "2021-05")
    assert (found.level, found.expected_units, found.reported_units, found.reported_weight) == ("red", 8, 7, 9_971)
    assert [(each.region, each.by, each.reference) for each in found.estimated] == [(LATE, "last", "2021-04")]
    (raised,) = running.mails("XX-08")
    assert "【红】" in raised
    assert "8个单位中7个已报（占99.71%），龙山县按2021年4月末数计；其最好最坏情形均为红。" in raised

    june = shares(running, "2021-06", start + 2_000)
    running.report("2021-06", {unit: lines for unit, lines in june.items() if unit != LATE})
    running.report("2021-06", {LATE: june[LATE]}, accepted=False)
    running.on(2021, 7, 15)
    found = running.progress(plan, number, "2021-06")
    assert (found.accepted_units, found.accepted_weight, found.accepted_met) == (7, 9_971, True)
    assert "预警解除" in running.mails("XX-08")[-1]


@pytest.mark.timeout(120)
def test_one_large_county_that_is_late_can_change_the_level_and_nothing_is_decided(
    running: Reporting, row: tuple[str, int]
) -> None:
    """At 260 900 in June 黄 begins: the large county's last figure moved by 8 000 in a month before."""
    plan, number = row
    large = next(unit for unit in running.units(PREFECTURE, "2021-05") if unit != LATE)
    for month, total in enumerate((236_000, 260_900, 260_900, 260_900, 260_900), 1):
        running.report(f"2021-0{month}", shares(running, f"2021-0{month}", total))
        running.on(2021, month + 1, 15)
    running.report("2021-06", shares(running, "2021-06", 260_900, without=large))
    running.on(2021, 7, 15)
    found = running.progress(plan, number, "2021-06")
    assert (found.level, found.reason) == ("missing", "units_missing_decide")
    assert found.missing_range is not None
    assert found.missing_range.worst_level == "red"
    page = running.page(f"/plans/{plan}/{number}?period=2021-06")
    assert "未报单位报多报少会改变等级" in page
    assert "最坏情形为红" in page
