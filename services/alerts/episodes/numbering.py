"""The number by which people know an alert: ``CQ-08`` is row 8 of 重庆's plan. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from shared.catalogue.model import Plan
from shared.catalogue.model.prefixes import free_prefix, wanted_prefix


class GivenNumber(NamedTuple):
    """A number that was given: to the alert of ``stream``, for ever. ``prefix`` begins all numbers of ``plan``."""

    number: str
    stream: str
    plan: str
    row: int
    region: str
    prefix: str


class Numbering:
    """Gives numbers that are short, and safe in an address or a file name; what was given stands.

    A plan's prefix is the one that its alerts in the store have. A plan without any takes what its ``plan.toml``
    says, else the first letters of its id; where another plan has that (an area's next five years), a digit is
    added: ``CQ2``. So a plan that is loaded later moves no number, in whatever order plans are loaded.
    """

    def __init__(self, plans: Iterable[Plan], given: Collection[tuple[str, str]]) -> None:
        """``given`` are the plans in the store with their prefixes, plans that are not loaded any more among them.

        A prefix that two plans had, before numbers were kept, is used by neither from then on.
        """
        self._plans: dict[str, tuple[Plan, str]] = {}
        holders = Counter(prefix for _, prefix in given)
        own = {plan: prefix for plan, prefix in given if holders[prefix] == 1}
        taken = set(holders)
        for plan in sorted(plans, key=lambda plan: (plan.first, plan.id)):
            prefix = own.get(plan.id) or free_prefix(wanted_prefix(plan), taken)
            taken.add(prefix)
            self._plans[plan.id] = (plan, prefix)

    def number(self, stream: str, plan: str, row: int, region: str) -> GivenNumber:
        """A number for the alert of ``stream``. A region other than the plan's own stands at its end.

        Raises:
            KeyError: no such plan.
        """
        found, prefix = self._plans[plan]
        suffix = "" if region == found.region else f"-{region}"
        return GivenNumber(f"{prefix}-{row:02d}{suffix}", stream, plan, row, region, prefix)
