"""What of alerts and messages shows to whom.

That an alert is open shows to everybody who may look at the board. A message's recipient and text show to
ops, auditors and the reviewers of its area; a single unit's figures to those who may read the unit, and to
others once they are accepted. (The message to the responsible department may hold them all.)
"""

from __future__ import annotations

from dataclasses import dataclass

from services.alerts.reading.message_views import View
from shared.security.access import Access
from shared.security.keys import Principal, Role

_ABOUT_DELIVERY = (
    "episode",
    "sequence",
    "channel",
    "state",
    "state_name",
    "queued_at",
    "delivered_at",
)
"""What of a message everybody may know."""


@dataclass(frozen=True, slots=True)
class Discretion:
    """Through whose eyes alerts are read; ``viewer`` None: nobody in particular."""

    access: Access
    viewer: Principal | None

    def reads_messages(self, region: str) -> bool:
        """Whether recipients and texts of messages about ``region`` show."""
        viewer = self.viewer
        if viewer is None or viewer.role not in (Role.OPS, Role.AUDITOR, Role.REVIEWER):
            return False
        return self.access.may_read(viewer, region)

    def reviews(self, region: str) -> bool:
        """Whether the viewer decides on answers about ``region``."""
        viewer = self.viewer
        return viewer is not None and viewer.role is Role.REVIEWER and self.access.inside(region, viewer.region)

    def alert(self, view: View) -> View:
        """An episode as it shows."""
        region = view["region"]
        shown = dict(view)
        seen = self.access.sight(self.viewer).sees(region)
        shown["hidden"] = not (seen or _reviewed(view))
        if shown["hidden"]:
            shown["figures"] = {}
        if "events" in view:
            shown["events"] = [self._entry(entry, region, seen) for entry in view["events"]]
        if not self.reads_messages(region):
            shown["messages"] = [_delivery(message) for message in view["messages"]]
        return shown

    def _entry(self, entry: View, region: str, seen: bool) -> View:
        shown = dict(entry)
        shown["hidden"] = not (seen or _accepted(entry))
        if shown["hidden"]:
            shown |= {"figures": {}, "old_actual": None}
        if not self.reads_messages(region):
            shown["messages"] = [_delivery(message) for message in entry["messages"]]
            shown |= {"actor": "", "told": [], "attachments": []}
        return shown


def _reviewed(view: View) -> bool:
    """Whether a unit's alert rests on accepted figures alone."""
    counts = view["coverage"]
    return bool(counts["accepted"] >= counts["expected"] > 0 and _accepted(view))


def _accepted(view: View) -> bool:
    """Whether what was judged is what is accepted: the two give the same progress."""
    figures = view["figures"]
    if not figures:
        return True
    known = "progress" in figures and "accepted_progress" in figures
    return bool(known and figures["progress"]["value"] == figures["accepted_progress"]["value"])


def _delivery(message: View) -> View:
    return {name: message[name] for name in _ABOUT_DELIVERY}
