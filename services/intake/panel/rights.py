"""Whose enterprises somebody reports for and reads: an enterprise its own, its district those of its sample. Pure.

Nobody above a district is let at a single enterprise's line, whatever they may read besides; see docs/decisions/0416.
"""

from __future__ import annotations

from shared.catalogue.model import PanelMember
from shared.security.keys import Principal, Role

_READING = (Role.REPORTER, Role.REVIEWER, Role.AUDITOR)


def may_report(principal: Principal, member: PanelMember) -> bool:
    """Whether somebody reports for an enterprise: it for itself, a district's system for its sample."""
    if member.region != principal.region:
        return False
    if principal.role is Role.ENTERPRISE:
        return member.enterprise == principal.subject
    return principal.role is Role.REPORTER


def may_see(principal: Principal, member: PanelMember) -> bool:
    """Whether somebody sees an enterprise's line: it its own, and who works for exactly its district."""
    if member.region != principal.region:
        return False
    if principal.role is Role.ENTERPRISE:
        return member.enterprise == principal.subject
    return principal.role in _READING
