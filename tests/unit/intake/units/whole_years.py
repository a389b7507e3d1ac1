"""Whole years at once, as tests have them: what they say of the year after them, and what one of them adds up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from services.intake.units.references import Reference, Year, changes_between, references_of
from services.intake.units.years import Lines, YearFold, YearSoFar


def references(years: Sequence[Year]) -> dict[str, Reference]:
    """What whole years, oldest first, say of the year after them."""
    return references_of(years[-1], [changes_between(*pair) for pair in pairwise(years)])


def year_so_far(months: Mapping[int, Lines], until: int) -> dict[str, YearSoFar]:
    """What the months (0–11) before ``until`` add up to, by indicator."""
    fold = YearFold()
    for month in range(until):
        fold.take(month, months.get(month, ()))
    return fold.so_far(until)
