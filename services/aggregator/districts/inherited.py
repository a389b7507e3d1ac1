"""Shares of a target where regions changed after it was shared out: whose they are in a later month. Pure.

A code that continues others whole has what was given to them. Where a part went over nobody knows how much of the
share went with it: whoever gave or got one has no share of its own any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from shared.catalogue.region_changes import RegionChange, RegionChanges
from shared.events import TargetShare
from shared.periods import Month

__all__ = ["Inherited", "inherited"]


class Inherited(NamedTuple):
    """The ``shares`` of a month, and who has none because of which change."""

    shares: tuple[TargetShare, ...]
    without: dict[str, RegionChange]


def inherited(shares: Sequence[TargetShare], changes: RegionChanges, first: Month, period: Month) -> Inherited:
    """The shares in ``period`` of what was shared out for months from ``first`` on.

    A change that the shares know already (one of its old codes has none) moves nothing.
    """
    found = {share.region: share for share in shares}
    without: dict[str, RegionChange] = {}
    for change in changes.items:
        if not first < change.effective <= period or not change.flows:
            continue
        if not all(code in found or code in without for code in change.old):
            continue
        _follow(change, found, without)
    return Inherited(tuple(found.values()), without)


def _follow(change: RegionChange, found: dict[str, TargetShare], without: dict[str, RegionChange]) -> None:
    held = {code: found.pop(code, None) for code in change.old}
    lost = {code: without.pop(code) for code in change.old if code in without}
    for new in change.new:
        flows = change.into(new)
        parts = [held[flow.old] for flow in flows if flow.whole]
        whole = [part for part in parts if part is not None]
        if len(whole) == len(flows):
            found[new] = msgspec.structs.replace(whole[0], region=new, amount=sum(part.amount for part in whole))
        else:
            without[new] = next((lost[flow.old] for flow in flows if flow.old in lost), change)
