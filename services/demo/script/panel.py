"""What the invented sample enterprises report: a year of small changes, and one lay-off. Simulated, and pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from shared.catalogue.model import PanelMember
from shared.events import EnterpriseSize, PanelFrequency
from shared.periods import Month, months

FIRST, LAST = Month(2024, 12), Month(2026, 1)
"""The months that are reported; the last one by those who are quick."""

LAID_OFF = ("JLP-03", Month(2025, 12), 120)
"""Which enterprise lays off how many in which month."""

_HEADS = {EnterpriseSize.LARGE: 1_500, EnterpriseSize.MEDIUM: 420, EnterpriseSize.SMALL: 70, EnterpriseSize.MICRO: 9}
_QUICK = 3  # two of so many report the last month at once


def panel_history(members: Sequence[PanelMember]) -> list[dict[str, Any]]:
    """What the enterprises report of every month before the last one."""
    return [each for member in members for each in _reports(member) if each["period"] != str(LAST)]


def panel_january(members: Sequence[PanelMember]) -> list[dict[str, Any]]:
    """What the quick ones report of the last month."""
    quick = (member for member in members if _drawn(member.enterprise, "quick", _QUICK))
    return [each for member in quick for each in _reports(member) if each["period"] == str(LAST)]


def _reports(member: PanelMember) -> Iterator[dict[str, Any]]:
    heads = _HEADS[member.size] * (75 + _drawn(member.enterprise, "size", 50)) // 100
    for month in months(FIRST, LAST):
        if not member.owes(month):
            continue
        hired, left = _moves(member, month, heads)
        end = heads + hired - sum(left.values())
        yield {
            "enterprise": member.enterprise,
            "period": str(month),
            "start": heads,
            "end": end,
            "hired": hired,
            "left": left,
            "vacancies": _drawn(member.enterprise, f"{month}vacancies", heads // 30 + 2),
            "expected": end + _drawn(member.enterprise, f"{month}expected", 3) - 1,
            "simulated": True,
        }
        heads = end


def _moves(member: PanelMember, month: Month, heads: int) -> tuple[int, dict[str, int]]:
    """Hired, and left by reason: some per cent of the heads, thrice as many in a quarter."""
    whole = heads * (3 if member.frequency is PanelFrequency.QUARTER else 1)
    hired = _drawn(member.enterprise, f"{month}hired", whole // 40 + 2)
    left = {
        "retired": _drawn(member.enterprise, f"{month}retired", whole // 300 + 2),
        "resigned": _drawn(member.enterprise, f"{month}resigned", whole // 60 + 2),
        "expired": _drawn(member.enterprise, f"{month}expired", whole // 150 + 1),
    }
    enterprise, when, number = LAID_OFF
    if (member.enterprise, month) == (enterprise, when):
        return 0, left | {"laid_off": number}
    return hired, left


def _drawn(enterprise: str, word: str, below: int) -> int:
    """A number from 0 to ``below`` - 1: always the same for the same words."""
    digest = hashlib.sha256(f"{enterprise} {word}".encode()).digest()
    return int.from_bytes(digest[:8]) % below
