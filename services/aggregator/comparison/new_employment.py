"""城镇新增就业 as reported, as 城镇新就业 less 自然减员, and as the ledger of names counts it, beside each other. Pure.

What is worked out is shown where both of its parts are reported; nothing is found in the differences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from services.aggregator.comparison.quarters import Figures, Quarter

REPORTED, ENTERED, LEFT, NAMED = (
    "urban_new_employment",
    "urban_newly_employed",
    "natural_attrition",
    "urban_new_employment_named",
)
PARTS = (REPORTED, ENTERED, LEFT, NAMED)


@dataclass(frozen=True, slots=True)
class NewEmployment:
    """A quarter's new employment, in persons; None where it is not known.

    ``entered`` are the newly employed and ``left`` the natural attrition, ``named`` what the ledger counts.
    """

    reported: Fraction | None
    entered: Fraction | None
    left: Fraction | None
    named: Fraction | None

    @property
    def worked_out(self) -> Fraction | None:
        """The newly employed less the natural attrition."""
        return _less(self.entered, self.left)

    @property
    def beyond_worked_out(self) -> Fraction | None:
        """How much more was reported than is worked out."""
        return _less(self.reported, self.worked_out)

    @property
    def beyond_named(self) -> Fraction | None:
        """How much more was reported than the ledger counts."""
        return _less(self.reported, self.named)

    @property
    def comparable(self) -> bool:
        """Whether there is anything beside what was reported."""
        return self.reported is not None and (self.worked_out is not None or self.named is not None)


def new_employment(figures: Mapping[str, Figures], quarter: Quarter) -> NewEmployment:
    """The quarter's, of the figures by indicator."""
    return NewEmployment(*(figures.get(each, {}).get(quarter) for each in PARTS))


def _less(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one - other
