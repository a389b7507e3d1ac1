"""What the numbers of a plan's alerts begin with: ``CQ`` in ``CQ-08``. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from shared.catalogue.model.plans import Plan

_FALLBACK_LETTERS = 3


def wanted_prefix(plan: Plan) -> str:
    """The prefix that a plan has where no other has taken it."""
    given = re.sub(r"[^A-Za-z0-9]", "", plan.prefix)
    letters = re.sub(r"[^A-Za-z]", "", plan.id.split("-")[0])[:_FALLBACK_LETTERS]
    return (given or letters or "P").upper()


def free_prefix(prefix: str, taken: Collection[str]) -> str:
    """``prefix``, or where it is taken the first of ``prefix2``, ``prefix3`` … that is not."""
    candidate, count = prefix, 1
    while candidate in taken:
        count += 1
        candidate = f"{prefix}{count}"
    return candidate
