"""Bulk calls that fill in the past (补录): nothing goes through that was owed in time and would be late now. Pure."""

from __future__ import annotations

from shared.catalogue import Catalogue
from shared.periods import Month

OWED = "month-owed"
"""The code of the refusal of a month that is no past to be filled in."""


def owed_in_time(catalogue: Catalogue, region: str, period: Month) -> str | None:
    """Why a report of a month is no 补录, in Chinese: it was to come by a day, and is counted as late; None: it is."""
    if region not in catalogue.regions or not catalogue.owed(region, period) or catalogue.backfills(region, period):
        return None
    return (
        "是应报的月份，不是补录，现在报来计为迟报：请按月报送；"
        "本单位那时还没有要求报送的，在 site.toml 的 [reporting] 写明 owed_from，重启后再导入"
    )
