from __future__ import annotations

from dataclasses import replace

import pytest

from services.demo.world.figures import SimulatedSeries, Simulation
from shared.periods import Month

MADE = Simulation(
    Month(2023, 11),
    Month(2024, 3),
    {"500101": {"jobs": SimulatedSeries((5, 7, 1, 2, 4)), "rate": SimulatedSeries((9, 8, 3, 4, 5), (10, 10, 4, 5, 6))}},
)


def test_a_months_figure_is_its_own_with_a_rates_denominator() -> None:
    assert MADE.figure("500101", "jobs", Month(2024, 1)) == (1, None)
    assert MADE.figure("500101", "rate", Month(2024, 3)) == (5, 6)


def test_a_year_to_date_begins_in_january_or_where_the_simulation_does() -> None:
    assert MADE.year_to_date("500101", "jobs", Month(2024, 3)) == (1 + 2 + 4, None)
    assert MADE.year_to_date("500101", "jobs", Month(2023, 12)) == (5 + 7, None)
    assert MADE.year_to_date("500101", "rate", Month(2024, 2)) == (3 + 4, 4 + 5)


@pytest.mark.parametrize("period", [Month(2023, 10), Month(2024, 4)])
def test_a_month_outside_of_it_is_refused(period: Month) -> None:
    with pytest.raises(IndexError, match="is not simulated"):
        MADE.figure("500101", "jobs", period)
    with pytest.raises(IndexError):
        MADE.year_to_date("500101", "jobs", period)


def test_a_region_that_owes_nothing_has_no_figure() -> None:
    with pytest.raises(KeyError):
        MADE.figure("500102", "jobs", Month(2024, 1))


def test_the_digest_is_the_same_exactly_when_every_figure_is() -> None:
    other = {"500101": {**MADE.series["500101"], "jobs": SimulatedSeries((5, 7, 1, 2, 5))}}
    assert MADE.digest() == replace(MADE).digest()
    assert MADE.digest() != replace(MADE, series=other).digest()
    assert MADE.digest() != replace(MADE, first=Month(2023, 10)).digest()


def test_its_periods_and_regions_are_told_in_order() -> None:
    assert [str(period) for period in MADE.periods] == ["2023-11", "2023-12", "2024-01", "2024-02", "2024-03"]
    assert MADE.regions == ("500101",)
