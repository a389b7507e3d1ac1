"""Regions, and the departments that answer in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.periods import Month

LEVELS = ("country", "province", "prefecture", "county", "unit")
"""The levels from the top: the country, provinces, prefectures, counties, and the units below a county: towns,
development zones, single offices."""

GROUP = "group"
"""The level of a named group of regions, which lies beside the others."""


@dataclass(frozen=True, slots=True)
class Region:
    """A region by its GB/T 2260 code, or a named group such as ``500000-zc`` (主城都市区).

    ``parent`` is the code of the level above ('' for a root). ``level`` is one of :data:`LEVELS`, or :data:`GROUP`.
    Which of them report is no matter of their level: those with nobody below them (``Catalogue.is_unit``).
    """

    code: str
    name: str
    level: str
    parent: str
    short_name: str = ""
    valid_from: Month | None = None
    valid_to: Month | None = None

    def valid_in(self, period: Month) -> bool:
        """Whether the region existed in ``period`` (both ends included)."""
        return (self.valid_from is None or self.valid_from <= period) and (
            self.valid_to is None or period <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Department:
    """Who answers for an indicator in an area, and where a message reaches them; and by plan, for which of the
    commitments that name nobody themselves (their numbers)."""

    id: str
    name: str
    region: str
    mail: tuple[str, ...]
    indicators: tuple[str, ...]
    leader: str = ""
    leader_mail: tuple[str, ...] = ()
    im: Mapping[str, str] = field(default_factory=dict)
    commitments: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
