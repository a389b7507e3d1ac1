"""How a plan fills: year shares, month shares learnt or even, and what is due by each month. Exact, pure."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from statistics import median

MONTHS = 12
EVEN_MONTHS: tuple[Fraction, ...] = (Fraction(1, MONTHS),) * MONTHS


@lru_cache(maxsize=1024)
def learn_month_shares(years: tuple[tuple[int, ...], ...]) -> tuple[Fraction, ...] | None:
    """Month shares of a flow, learnt from its complete years and shrunk to the even share.

    ``m_k = (n·median_k + 1/12) / (n + 1)``, renormalised, where ``median_k`` is the median over
    the ``n`` years of month *k*'s share of its year. A year that is not twelve months of figures
    at or above zero with a total above zero teaches nothing; without any other year: None.
    """
    usable = [year for year in years if len(year) == MONTHS and min(year) >= 0 and sum(year) > 0]
    if not usable:
        return None
    count = len(usable)
    shrunk = [
        (count * median(Fraction(year[month], sum(year)) for year in usable) + Fraction(1, MONTHS)) / (count + 1)
        for month in range(MONTHS)
    ]
    total = sum(shrunk)
    return tuple(share / total for share in shrunk)


@lru_cache(maxsize=4096)
def cumulative_shares(
    year_shares: tuple[Fraction, ...], month_shares: tuple[Fraction, ...] = EVEN_MONTHS
) -> tuple[Fraction, ...]:
    """``W_0 … W_n``: the share of the plan due by the end of each month.

    Raises:
        ValueError: shares that are negative or do not add up to one, or not twelve months.
    """
    if len(month_shares) != MONTHS:
        raise ValueError("a year has twelve month shares")
    for shares in (year_shares, month_shares):
        if min(shares) < 0 or sum(shares) != 1:
            raise ValueError("shares must not be negative and must add up to one")
    return tuple(accumulate((year * month for year in year_shares for month in month_shares), initial=Fraction(0)))
