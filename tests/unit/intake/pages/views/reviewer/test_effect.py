"""The totals before and after accepting."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.intake.pages.views.reviewer.effect import StandingMonth, effects
from services.intake.units.month_amounts import MonthAmount

ID = "urban_new_employment"
_UNITS = ("a", "b", "c", "d")


def _month(reported: int | None, accepted: int | None) -> StandingMonth:
    def held(value: int | None) -> dict[str, MonthAmount]:
        return {} if value is None else {ID: MonthAmount(value)}

    return StandingMonth(held(reported), held(accepted))


def test_accepting_adds_the_units_figure() -> None:
    months = {"a": _month(5, 5), "b": _month(7, None), "c": _month(None, None)}
    (found,) = effects(months, ["b"], {ID: ("a", "b", "c")})
    assert (found.now, found.after, found.reported) == (MonthAmount(5), MonthAmount(12), MonthAmount(12))
    assert (found.units_now, found.units_after, found.units_reported, found.expected) == (1, 2, 2, 3)
    assert found.changes


def test_a_correction_takes_the_place_of_what_was_accepted() -> None:
    (found,) = effects({"a": _month(8, 5)}, ["a"], {ID: ("a",)})
    assert (found.now, found.after) == (MonthAmount(5), MonthAmount(8))
    assert found.units_after == 1


def test_a_figure_that_the_new_revision_leaves_out_is_taken_away() -> None:
    (found,) = effects({"a": _month(None, 5), "b": _month(3, 3)}, ["a"], {ID: ("a", "b")})
    assert found.after == MonthAmount(3)


def test_nothing_reported_is_not_zero() -> None:
    (found,) = effects({"a": _month(None, None)}, [], {ID: ("a",)})
    assert (found.now, found.after, found.reported, found.changes) == (None, None, None, False)


@given(
    st.lists(st.tuples(st.none() | st.integers(0, 10**9), st.booleans()), min_size=4, max_size=4),
    st.sets(st.sampled_from(_UNITS)),
)
def test_accepting_everything_makes_the_accepted_total_the_reported_one(
    figures: list[tuple[int | None, bool]], some: set[str]
) -> None:
    months = {unit: _month(value, value if done else None) for unit, (value, done) in zip(_UNITS, figures, strict=True)}
    (all_of_them,) = effects(months, _UNITS, {ID: _UNITS})
    assert all_of_them.after == all_of_them.reported
    (part,) = effects(months, some, {ID: _UNITS})
    assert part.units_now <= part.units_after <= all_of_them.units_after
