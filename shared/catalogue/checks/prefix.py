"""Whether the numbers of a plan's alerts begin as those of another plan's. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from shared.catalogue.findings import Findings
from shared.catalogue.model import Plan
from shared.catalogue.model.prefixes import free_prefix, wanted_prefix


def check_prefix(plan: Plan, others: Iterable[Plan], findings: Findings, label: str) -> None:
    """A prefix that another plan has is an error where ``plan.toml`` asks for it. Where it only comes of the plan's id
    the alerts take another by themselves; which one it would be is said, so that a better one can be chosen."""
    holders = {wanted_prefix(other): other for other in others if other.id != plan.id}
    wanted = wanted_prefix(plan)
    if wanted not in holders:
        return
    free, holder = free_prefix(wanted, holders), holders[wanted].name
    file = f"{label}/plan.toml"
    if plan.prefix:
        findings.error("prefix_taken", file, 0, f'预警编号的前缀“{wanted}”已是“{holder}”的；可写 prefix = "{free}"')
    else:
        detail = f'没有写 prefix：预警编号按 id 取“{wanted}”，已是“{holder}”的，将用“{free}”；要用别的，写 prefix = "…"'
        findings.warning("prefix_taken", file, 0, detail)
