"""Nothing of fewer than three enterprises can be worked out of what others see: not at once, nor by looking twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.panel.matching import summed
from services.aggregator.panel.withholding import (
    FEWEST,
    OTHERS,
    PanelGroup,
    RecordedPanel,
    ToldPeriod,
    coarse,
    end_of_day,
    groups,
    rounded,
    shown,
)
from shared.catalogue.model import PanelMember
from shared.events import PanelFrequency
from shared.periods import CHINA, Month, to_microseconds
from tests.enterprises.reports import a_member, a_panel_report

FEBRUARY = Month(2026, 2)


def on(day: int, hour: int = 12) -> int:
    """An hour in China on a day of March."""
    return to_microseconds(datetime(2026, 3, day, hour, tzinfo=CHINA))


DUE = end_of_day(date(2026, 3, 6))
TOLD = ToldPeriod(FEBRUARY, PanelFrequency.MONTH, DUE, on(31))


def a_sample(industries: Iterable[str]) -> list[PanelMember]:
    return [a_member(f"E-{number}", industry=industry) for number, industry in enumerate(industries)]


def sizes(industries: Iterable[str]) -> list[tuple[str, int]]:
    return [(each.industry, len(each.enterprises)) for each in groups(a_sample(industries))]


def test_who_reports_by_quarter_is_never_in_a_group_with_who_reports_by_month() -> None:
    """The month's sum holds the others alone: what is left of the quarter's would be the one."""
    by_month = a_sample("CCC")
    by_quarter = [a_member(f"Q-{number}", frequency=PanelFrequency.QUARTER) for number in range(3)]
    assert groups([*by_month, by_quarter[0]]) == groups(by_month)
    assert [each.enterprises for each in groups([*by_month, *by_quarter])] == [
        ("E-0", "E-1", "E-2"),
        ("Q-0", "Q-1", "Q-2"),
    ]


@pytest.mark.parametrize(
    ("industries", "expected"),
    [
        ("CCCFFF", [("C", 3), ("F", 3)]),
        ("CCCFFHHI", [("C", 3), (OTHERS, 5)]),
        ("CCCCFFFH", [("C", 4), (OTHERS, 4)]),  # 住宿 alone: the smaller 批发 joins it
        ("CCCH", [(OTHERS, 4)]),
        ("CFH", [(OTHERS, 3)]),
        ("CC", []),
        ("", []),
    ],
)
def test_industries_with_too_few_are_shown_together(industries: str, expected: list[tuple[str, int]]) -> None:
    assert sizes(industries) == expected


@given(st.lists(st.sampled_from("ABCDF"), max_size=12))
def test_every_group_has_three_and_nobody_is_in_two_or_left_out_of_a_region_that_has_three(
    industries: list[str],
) -> None:
    sample = a_sample(industries)
    found = groups(sample)
    named = [enterprise for group in found for enterprise in group.enterprises]
    assert all(len(group.enterprises) >= FEWEST for group in found)
    assert len(named) == len(set(named))
    assert sorted(named) == (sorted(each.enterprise for each in sample) if len(sample) >= FEWEST else [])


GROUP = PanelGroup("500107", "C", ("E-0", "E-1", "E-2", "E-3", "E-4"))


def reported(enterprise: str, position: int, at: int, start: int = 1_000, revision: int = 1) -> RecordedPanel:
    report = a_panel_report(enterprise, "2026-02", start=start, hired=0, left=start // 50, revision=revision)
    return RecordedPanel(position, at, report)


JANUARY = [RecordedPanel(number, 1, a_panel_report(f"E-{number}", end=1_000 + number)) for number in range(5)]


def names(reports: list[RecordedPanel], now: int = TOLD.now) -> list[str]:
    return sorted(each.enterprise for each in shown(GROUP, JANUARY + reports, TOLD._replace(now=now)))


def test_nothing_shows_before_the_period_was_due() -> None:
    reports = [reported(f"E-{number}", 10 + number, on(4)) for number in range(5)]
    assert names(reports, DUE) == []
    assert len(names(reports, DUE + 1)) == 5


def test_two_are_never_shown_and_a_third_brings_them_along_when_its_day_is_over() -> None:
    two = [reported("E-0", 10, on(3)), reported("E-1", 11, on(4))]
    assert names(two) == []
    three = [*two, reported("E-2", 12, on(9))]
    assert names(three, on(9, 23)) == []
    assert names(three, on(10, 1)) == ["E-0", "E-1", "E-2"]


def test_one_that_comes_late_waits_for_two_more() -> None:
    three = [reported(f"E-{number}", 10 + number, on(4)) for number in range(3)]
    late = [reported("E-3", 20, on(10)), reported("E-4", 21, on(11))]
    assert names([*three, *late]) == ["E-0", "E-1", "E-2"]
    corrected = reported("E-0", 22, on(12), start=2_000, revision=2)
    assert len(names([*three, *late, corrected])) == 5


def test_a_body_that_fills_in_a_group_of_four_shows_them_all() -> None:
    assert names([reported(f"E-{number}", 10 + number, on(20)) for number in range(4)]) == ["E-0", "E-1", "E-2", "E-3"]


def test_two_corrections_that_are_undone_do_not_leave_the_third_alone() -> None:
    """A second look that differs from the first by three, and a third from the second: but from the first by one."""
    first = [reported(f"E-{number}", 10 + number, on(4)) for number in range(3)]
    changed = [reported(f"E-{number}", 20 + number, on(10), start=2_000, revision=2) for number in range(3)]
    back = [reported(f"E-{number}", 30 + number, on(12), revision=3) for number in range(2)]
    back.append(reported("E-2", 32, on(12), start=3_000, revision=3))
    lines = shown(GROUP, [*JANUARY, *first, *changed, *back], TOLD)
    assert {each.end for each in lines} == {1_960}


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from([0, 500, 1_000, 3_000]), st.integers(1, 12)), max_size=14))
def test_two_points_in_the_past_never_differ_by_fewer_than_three_enterprises(steps: list[tuple[int, int, int]]) -> None:
    """Whatever position is asked about, and whatever moment."""
    counted: dict[int, int] = {}
    reports: list[RecordedPanel] = []
    for at, (number, start, day) in enumerate(sorted(steps, key=lambda step: step[2])):
        revision = counted[number] = counted.get(number, 0) + 1
        reports.append(reported(f"E-{number}", 10 + at, on(day), start, revision))
    points = [(reports[: end + 1], each.recorded_at) for end, each in enumerate(reports)]
    points += [(reports, on(31))]
    looks = [
        {line.enterprise: line for line in shown(GROUP, JANUARY + known, TOLD._replace(now=now))}
        for known, now in points
    ]
    for one in looks:
        for other in looks:
            differ = {each for each in {*one, *other} if one.get(each) != other.get(each)}
            assert not differ or len(differ) >= FEWEST


@pytest.mark.parametrize(
    ("amount", "expected"), [(0, 0), (7, 7), (99, 99), (104, 100), (105, 110), (12_345, 12_000), (-1_250, -1_300)]
)
def test_amounts_are_rounded_to_two_digits(amount: int, expected: int) -> None:
    assert rounded(amount) == expected


def test_a_month_without_one_enterprise_does_not_give_its_headcount_away() -> None:
    """Last month's end less this month's base would be who is missing: to the person, were they not rounded."""
    lines = shown(GROUP, [*JANUARY, *(reported(f"E-{number}", 10 + number, on(4)) for number in range(5))], TOLD)
    whole, without = summed(lines), summed(each for each in lines if each.enterprise != "E-3")
    (missing,) = (each.end for each in lines if each.enterprise == "E-3")
    assert whole.end - without.end == missing
    assert coarse(whole)["end"] - coarse(without)["end"] != missing
