"""The number by which people know an alert: ``CQ-08`` is row 8 of 重庆's plan. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shared.catalogue.model import Plan

_FALLBACK_LETTERS = 3


class Numbering:
    """Numbers that are the same for the same plans, short, and safe in an address or a file name.

    A plan's prefix is what its ``plan.toml`` says, else the first letters of its id. Where two
    plans share one (an area's next five years), the later gets a digit: ``CQ2``.
    """

    def __init__(self, plans: Iterable[Plan]) -> None:
        self._plans: dict[str, tuple[Plan, str]] = {}
        taken: set[str] = set()
        for plan in sorted(plans, key=lambda plan: (plan.first, plan.id)):
            prefix = _free(_prefix(plan), taken)
            taken.add(prefix)
            self._plans[plan.id] = (plan, prefix)

    def number(self, plan: str, row: int, region: str) -> str:
        """The alert's number. A region other than the plan's own stands at the end.

        Raises:
            KeyError: no such plan.
        """
        found, prefix = self._plans[plan]
        suffix = "" if region == found.region else f"-{region}"
        return f"{prefix}-{row:02d}{suffix}"


def _prefix(plan: Plan) -> str:
    given = re.sub(r"[^A-Za-z0-9]", "", plan.prefix)
    letters = re.sub(r"[^A-Za-z]", "", plan.id.split("-")[0])[:_FALLBACK_LETTERS]
    return (given or letters or "P").upper()


def _free(prefix: str, taken: set[str]) -> str:
    candidate, count = prefix, 1
    while candidate in taken:
        count += 1
        candidate = f"{prefix}{count}"
    return candidate
