"""Months that are packed are the months that were put."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.intake.units.kept_months import AS_THEY_CAME, KeptMonths
from shared.events import ReportLine

amounts = st.one_of(st.integers(0, 50), st.integers(0, 10**20))
lines = st.builds(
    ReportLine, st.sampled_from("abc"), amounts, st.none() | amounts, st.sampled_from(["month", "year_to_date"])
)
months = st.lists(lines, max_size=5).map(tuple)


@given(months)
def test_what_is_packed_comes_out_as_it_was(month: tuple[ReportLine, ...]) -> None:
    kept = KeptMonths()
    for each in range(AS_THEY_CAME + 1):
        kept.put(each, month)
    kept.pack()
    assert kept._packed.keys() == {0} and kept.get(0) == month


@given(st.lists(st.tuples(st.integers(0, 8), st.none() | months)))
def test_whatever_is_put_packed_and_dropped_the_months_are_those_of_a_dictionary(
    steps: list[tuple[int, tuple[ReportLine, ...] | None]],
) -> None:
    kept, known = KeptMonths(), dict[int, tuple[ReportLine, ...]]()
    for month, put in steps:
        if month == 0:
            kept.pack()
        elif put is None:
            kept.drop(month)
            known.pop(month, None)
        else:
            kept.put(month, put)
            known[month] = put
        assert sorted(kept) == sorted(known)
        assert len(kept) == len(known)
        assert all((each in kept) is (each in known) for each in range(10))
        assert all(kept.get(each) == known.get(each, ()) for each in range(10))


def test_the_newest_stay_as_they_came_and_the_others_share_what_they_are_of() -> None:
    kept = KeptMonths()
    given = [(ReportLine("a", month), ReportLine("b", 1, 2)) for month in range(6)]
    for month, each in enumerate(given):
        kept.put(month, each)
    assert all(kept.get(month) is given[month] for month in range(6))
    kept.pack()
    newest = range(6 - AS_THEY_CAME, 6)
    assert all(kept.get(month) is given[month] for month in newest)
    shapes = [each.shape for each in kept._packed.values()]
    assert len(shapes) == newest.start
    assert all(each is shapes[0] for each in shapes)
