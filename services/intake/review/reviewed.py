"""What the rules said of a revision, counted, and held against what the unit explained. Pure."""

from __future__ import annotations

from typing import NamedTuple

from shared.events import Explanation, ReviewFinding


def explained(finding: ReviewFinding, explanations: tuple[Explanation, ...]) -> bool:
    """Whether the unit has said something to a finding."""
    return any(
        each.indicator == finding.indicator and each.rule in ("", finding.rule) and each.text.strip()
        for each in explanations
    )


class Reviewed(NamedTuple):
    """What the rules said of a revision: how many findings of each action, and the ``standing`` ones, which keep
    it from being accepted (blocks, and queries without an explanation)."""

    blocks: int = 0
    queries: int = 0
    screens: int = 0
    standing: tuple[ReviewFinding, ...] = ()


CLEAN = Reviewed()
"""Of a revision that no rule said anything of."""


def reviewed(findings: tuple[ReviewFinding, ...], explanations: tuple[Explanation, ...]) -> Reviewed:
    """The findings of a revision, counted and held against what the unit explained."""
    if not findings:
        return CLEAN
    actions = [each.action for each in findings]
    standing = tuple(
        each
        for each in findings
        if each.action == "block" or (each.action == "query" and not explained(each, explanations))
    )
    return Reviewed(actions.count("block"), actions.count("query"), actions.count("screen"), standing)


def standing_message(standing: tuple[ReviewFinding, ...]) -> str:
    """Why a report with standing findings cannot be accepted, in one sentence that names them."""
    told = "；".join(
        f"{'须改正' if each.action == 'block' else '须说明'}：{each.message}" for each in standing[:_MOST_TOLD]
    )
    more = f"；等{len(standing)}项" if len(standing) > _MOST_TOLD else ""
    return f"审核发现未处理，不能通过，可退回单位改正或说明后重新报送。{told}{more}"


_MOST_TOLD = 5
