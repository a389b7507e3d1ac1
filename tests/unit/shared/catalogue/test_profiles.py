"""The month profile is learnt from the published national series, openly."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.published import read_published
from shared.catalogue.profiles import NATION, employment_profile, month_profile, months_of_year, year_to_date

EMPLOYMENT = "城镇新增就业人数"


def test_the_profile_in_the_data_files_is_the_one_the_published_series_gives(catalogue: Catalogue) -> None:
    shares = catalogue.month_shares("urban_new_employment")
    assert shares == tuple(Fraction(part, 10**6) for part in employment_profile(read_published()))


def test_the_interpolated_months_are_named() -> None:
    figures = read_published()
    of_2021 = months_of_year(year_to_date(figures, NATION, EMPLOYMENT, 2021))
    of_2022 = months_of_year(year_to_date(figures, NATION, EMPLOYMENT, 2022))
    assert (of_2021.interpolated, of_2022.interpolated) == ((1, 2, 5, 6), (1, 2))
    assert (sum(of_2021.months), sum(of_2022.months)) == (1269, 1206)
    assert list(of_2022.months[9:11]) == [78, 66]


def test_the_first_half_year_weighs_more_than_half() -> None:
    profile = employment_profile(read_published())
    assert 500_000 < sum(profile[:6]) < 560_000


def test_a_doubtful_figure_teaches_nothing() -> None:
    assert 3 not in year_to_date(read_published(), "500000", EMPLOYMENT, 2022)


def test_without_a_year_the_shares_are_even() -> None:
    assert set(month_profile([])) == {83_333, 83_334}


def test_one_year_is_shrunk_half_way_to_the_even_share() -> None:
    year = [Fraction(12), *[Fraction(0)] * 11]
    assert month_profile([year])[0] == 541_667


@given(st.lists(st.lists(st.integers(1, 10_000), min_size=12, max_size=12), max_size=5))
def test_shares_are_never_negative_and_add_up_to_exactly_one_million(years: list[list[int]]) -> None:
    profile = month_profile([[Fraction(month) for month in year] for year in years])
    assert sum(profile) == 1_000_000
    assert min(profile) > 0


@given(st.lists(st.integers(0, 10_000), min_size=12, max_size=12), st.sets(st.integers(1, 11)))
def test_interpolated_months_keep_the_years_total(months: list[int], missing: set[int]) -> None:
    totals = {k: Fraction(sum(months[:k])) for k in range(1, 13) if k not in missing}
    found = months_of_year(totals)
    assert sum(found.months) == sum(months)
    assert all(found.months[k - 1] == months[k - 1] for k in range(1, 13) if k not in found.interpolated)


def test_a_year_without_december_or_that_falls_is_refused() -> None:
    with pytest.raises(ValueError, match="December"):
        months_of_year({3: Fraction(1)})
    with pytest.raises(ValueError, match="falls before month 12"):
        months_of_year({3: Fraction(5), 12: Fraction(4)})
