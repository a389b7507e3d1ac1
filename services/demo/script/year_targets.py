"""The targets of single years that 重庆's government work reports set: as published, posted each January. Pure.

60 万 in each of 2021 to 2024, 65 万 in 2025: so much and the parts of it that the press told as completed (27.1 % after
16.26 万 in March 2021, 119 % after 71.9 万 in 2024, 26.5 % after 17.2 万 in March 2025; see ``published.csv``) agree.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from shared.periods import CHINA

_DAY, _HOUR = 25, time(10, 0)
"""When a year's target is entered: in the last days of January, as the work reports are given."""


class YearTarget(NamedTuple):
    """What one document sets for a row and year, in the row's printed unit."""

    area: str
    plan: str
    row: int
    year: int
    value: str
    unit: str
    document: str

    @property
    def instant(self) -> datetime:
        """When it is posted."""
        return datetime.combine(date(self.year, 1, _DAY), _HOUR, CHINA).astimezone(UTC)

    @property
    def body(self) -> dict[str, Any]:
        """What is posted."""
        row = {"row": self.row, "value": self.value, "unit": self.unit}
        return {"plan": self.plan, "year": self.year, "document": self.document, "targets": [row]}


def _jobs(year: int, value: str) -> YearTarget:
    return YearTarget("500000", "chongqing-2021-2025", 1, year, value, "万人", f"重庆市{year}年政府工作报告")


YEAR_TARGETS = (_jobs(2021, "60"), _jobs(2022, "60"), _jobs(2023, "60"), _jobs(2024, "60"), _jobs(2025, "65"))
"""Every year of the plan."""
