"""The matched sample as a series: chained over quarters, of three enterprises at least, broken where there are none."""

from __future__ import annotations

from fractions import Fraction

from services.aggregator.comparison.panel_series import index
from services.aggregator.comparison.quarters import Quarter, quarters
from services.aggregator.panel.matching import standing
from shared.events import EnterpriseSize, Leavers, PanelFrequency, PanelReported

SPAN = quarters(Quarter(2024, 1), Quarter(2024, 4))
BEFORE = Quarter(2023, 4)


def reported(enterprise: str, quarter: Quarter, start: int, end: int, revision: int = 1) -> PanelReported:
    return PanelReported(
        enterprise=enterprise,
        region="500107",
        industry="C",
        size=EnterpriseSize.SMALL,
        frequency=PanelFrequency.QUARTER,
        period=str(quarter.last),
        revision=revision,
        start=start,
        end=end,
        hired=max(end - start, 0),
        left=Leavers(other=max(start - end, 0)),
        vacancies=0,
        expected=end,
    )


def sample(ends: dict[str, list[int | None]]) -> list[PanelReported]:
    """By enterprise its head count at the end of each quarter from the one before on."""
    found = []
    for enterprise, counts in ends.items():
        for quarter, count in zip((BEFORE, *SPAN), counts, strict=True):
            if count is not None:
                found.append(reported(enterprise, quarter, count, count))
    return found


def test_the_index_is_chained_of_the_matched_changes() -> None:
    reports = sample({each: [100, 110, 110, 99, 99] for each in "abc"})
    assert index(standing(reports), SPAN) == {
        SPAN[0]: Fraction(1_100, 1_000),
        SPAN[1]: Fraction(1_100, 1_000),
        SPAN[2]: Fraction(990, 1_000),
        SPAN[3]: Fraction(990, 1_000),
    }


def test_who_is_in_one_quarter_only_moves_nothing() -> None:
    alone: list[int | None] = [None, None, 5_000, None, None]
    reports = sample({**{each: [100, 110, 110, 99, 99] for each in "abc"}, "d": alone})
    assert index(standing(reports), SPAN)[SPAN[1]] == Fraction(11, 10)


def test_fewer_than_three_enterprises_are_no_series_and_break_it() -> None:
    two = sample({each: [100, 110, 110, 99, 99] for each in "ab"})
    assert index(standing(two), SPAN) == {}
    broken = sample({**{each: [100, 110, 110, 99, 99] for each in "ab"}, "c": [100, None, 100, 100, 100]})
    assert list(index(standing(broken), SPAN)) == [SPAN[2], SPAN[3]]


def test_a_revision_replaces_the_report_before_in_any_order() -> None:
    reports = sample({each: [100, 110, 110, 99, 99] for each in "abc"})
    again = reported("a", SPAN[3], 99, 90, revision=2)
    found = index(standing([again, *reports]), SPAN)
    assert found == index(standing([*reports, again]), SPAN)
    assert found[SPAN[3]] == Fraction(960, 1_000)
