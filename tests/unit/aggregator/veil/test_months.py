"""A unit's month as it is public, line by line."""

from __future__ import annotations

from services.aggregator.figures.point import Side
from services.aggregator.reports.handlers import IntakeEvent
from services.aggregator.veil.months import VeiledMonth, veiled_months
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.report_builders import a_line

JOBS, STOCK = "urban_new_employment", "work_injury_insurance_insured"
A, B, C, D = "500103", "500104", "500106", "500107"
MONTH = "2023-02"


def veiled(*events: IntakeEvent) -> dict[str, VeiledMonth]:
    return veiled_months(enumerate(events, 1))


def test_of_two_units_that_wait_nothing_is_public_but_that_they_have_reported() -> None:
    found = veiled(make.submitted(A, MONTH, a_line(JOBS, 1)), make.submitted(B, MONTH, a_line(JOBS, 2)))
    assert [(code, month.public.live, month.public.accepted) for code, month in found.items()] == [
        (A, (), None),
        (B, (), None),
    ]
    assert all(month.public.status == "submitted" for month in found.values())


def test_three_units_that_wait_are_public_as_they_stand() -> None:
    assert veiled(*(make.submitted(unit, MONTH, a_line(JOBS, 1)) for unit in (A, B, C))) == {}


def test_a_line_that_only_two_units_have_waits_while_the_others_are_public() -> None:
    both = (a_line(JOBS, 1), a_line(STOCK, 2))
    found = veiled(
        make.submitted(A, MONTH, *both), make.submitted(B, MONTH, *both), make.submitted(C, MONTH, a_line(JOBS, 1))
    )
    assert {code: month.public.live for code, month in found.items()} == {
        A: (a_line(JOBS, 1),),
        B: (a_line(JOBS, 1),),
    }


def test_a_correction_that_says_a_line_again_moves_only_the_others() -> None:
    before, after = (a_line(JOBS, 1), a_line(STOCK, 2)), (a_line(JOBS, 1), a_line(STOCK, 3))
    units = (A, B, C)
    reports = [make.submitted(unit, MONTH, *before) for unit in units]
    acceptances = [make.accepted(unit, MONTH) for unit in units]
    found = veiled(*reports, *acceptances, make.corrected(A, MONTH, *after))
    assert found[A].public.live == before == found[A].public.accepted
    assert found[A].standing.live == after
    assert not found[A].settled(Side.PROVISIONAL) and found[A].settled(Side.ACCEPTED)


def test_an_acceptance_that_would_tell_of_another_unit_is_not_public_yet() -> None:
    events = [make.submitted(unit, MONTH, a_line(JOBS, 1)) for unit in (A, B, C)]
    found = veiled(*events, make.accepted(A, MONTH))
    assert set(found) == {A}
    assert (found[A].public.live, found[A].public.accepted) == ((a_line(JOBS, 1),), None)
    assert found[A].settled(Side.PROVISIONAL) and not found[A].settled(Side.ACCEPTED)


def test_what_is_withdrawn_stays_in_public_sums_while_its_going_would_tell_it() -> None:
    events = [make.submitted(unit, MONTH, a_line(JOBS, 7)) for unit in (A, B, C)]
    found = veiled(*events, make.withdrawn(A, MONTH))
    assert (found[A].standing.live, found[A].public.live) == (None, (a_line(JOBS, 7),))


def test_a_month_that_is_closed_is_public_as_before() -> None:
    events = [make.submitted(unit, MONTH, a_line(JOBS, 1)) for unit in (A, B, C)]
    assert veiled(*events, make.closed("500000", MONTH)) == {}


def test_a_year_to_date_line_that_is_public_is_known_as_one() -> None:
    line = a_line(JOBS, 9, to_date=True)
    events = [make.submitted(unit, MONTH, line) for unit in (A, B, C)]
    found = veiled(*events, make.corrected(A, MONTH, a_line(JOBS, 9)))
    assert found[A].public.has_year_to_date and not found[A].standing.has_year_to_date
