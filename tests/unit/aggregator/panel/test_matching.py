"""Only enterprises in both periods count, in both: held against sums that were worked out by hand."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.panel.matching import PanelSum, leavers, matched, span, standing, summed
from shared.events import Leavers, PanelFrequency, PanelReported
from shared.periods import Month
from tests.enterprises.reports import a_panel_report

MONTH, QUARTER = PanelFrequency.MONTH, PanelFrequency.QUARTER
MARCH = Month(2026, 3)


def the_sum(reports: list[PanelReported], period: Month = MARCH, frequency: PanelFrequency = MONTH) -> PanelSum:
    stands = standing(reports)
    return summed(matched(stands, (enterprise for enterprise, _ in stands), period, frequency))


def test_who_is_in_one_of_both_months_only_does_not_count() -> None:
    reports = [
        a_panel_report("A1", "2026-02", end=1_000),
        a_panel_report("A1", "2026-03", start=1_000, hired=10, left=30),
        a_panel_report("B1", "2026-02", end=500),
        a_panel_report("B1", "2026-03", start=500, hired=20, left=5),
        a_panel_report("GONE", "2026-02", end=7_777),
        a_panel_report("NEW", "2026-03", start=9_999, hired=0, left=0),
    ]
    found = the_sum(reports)
    # base 1000 + 500, end 980 + 515, hired 10 + 20, left 30 + 5
    assert found[:4] == (2, 1_500, 1_495, 30)
    assert found.left.total == 35
    assert (found.change, found.hires_rate, found.losses_rate) == (
        Fraction(-5, 1_500),
        Fraction(30, 1_500),
        Fraction(35, 1_500),
    )


def test_the_base_is_what_stood_at_the_end_before_also_where_the_start_says_otherwise() -> None:
    reports = [
        a_panel_report("A1", "2026-02", end=1_000),
        a_panel_report("A1", "2026-03", start=1_200, hired=0, left=0, note="划入分厂"),
    ]
    assert the_sum(reports).change == Fraction(200, 1_000)


def test_a_sample_without_heads_has_no_rates() -> None:
    empty = the_sum([])
    assert (empty.enterprises, empty.change, empty.hires_rate, empty.losses_rate, empty.outlook) == (
        0,
        None,
        None,
        None,
        None,
    )


def test_three_months_make_a_quarter_and_two_do_not() -> None:
    months = [
        a_panel_report("A1", "2026-01", start=1_000, hired=10, left=Leavers(resigned=5)),
        a_panel_report("A1", "2026-02", start=1_005, hired=0, left=Leavers(retired=5)),
        a_panel_report("A1", "2026-03", start=1_000, hired=7, left=Leavers(expired=17)),
    ]
    found = span(standing(months), "A1", MARCH, QUARTER)
    assert found is not None
    assert (found.start, found.end, found.hired) == (1_000, 990, 17)
    assert found.left == Leavers(resigned=5, retired=5, expired=17)
    assert span(standing(months[1:]), "A1", MARCH, QUARTER) is None


def test_a_quarter_makes_no_month_and_is_matched_with_the_quarter_before() -> None:
    reports = [
        a_panel_report("Q1", "2025-12", frequency=QUARTER, end=400),
        a_panel_report("Q1", "2026-03", frequency=QUARTER, start=400, hired=10, left=50),
    ]
    assert the_sum(reports).enterprises == 0
    assert the_sum(reports, frequency=QUARTER)[:3] == (1, 400, 360)


def test_a_later_revision_stands_however_they_come() -> None:
    first = a_panel_report("A1", "2026-03", start=1_000, hired=0, left=100)
    second = a_panel_report("A1", "2026-03", start=1_000, hired=0, left=10, revision=2, reason="多填一位")
    assert standing([first, second]) == standing([second, first, second]) == {("A1", "2026-03"): second}


def test_reasons_add_up_one_by_one() -> None:
    assert leavers([Leavers(1, 2, 3, 4, 5, 6), Leavers(10, 20, 30, 40, 50, 60)]) == Leavers(11, 22, 33, 44, 55, 66)


def histories() -> st.SearchStrategy[list[PanelReported]]:
    """Revisions of three enterprises over three months."""
    cell = st.builds(
        lambda enterprise, month, start, left: (enterprise, month, start, left),
        st.sampled_from(["A1", "B1", "C1"]),
        st.integers(1, 3),
        st.integers(0, 2_000),
        st.integers(0, 50),
    )

    def numbered(cells: list[tuple[str, int, int, int]]) -> list[PanelReported]:
        counted: dict[tuple[str, int], int] = {}
        found = []
        for enterprise, month, start, left in cells:
            revision = counted[enterprise, month] = counted.get((enterprise, month), 0) + 1
            report = a_panel_report(
                enterprise, f"2026-{month:02d}", start=start + left, hired=1, left=left, revision=revision
            )
            found.append(report)
        return found

    return st.lists(cell, max_size=12).map(numbered)


@given(histories(), st.data())
def test_any_order_and_any_repetition_of_reports_gives_the_same_panel(
    reports: list[PanelReported], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(reports))
    again = data.draw(st.lists(st.sampled_from(reports), max_size=5)) if reports else []
    for period in (Month(2026, 2), MARCH):
        one, other = (
            {line.enterprise: line for line in matched(standing(each), ("A1", "B1", "C1"), period, MONTH)}
            for each in (reports, [*shuffled, *again])
        )
        assert one == other
