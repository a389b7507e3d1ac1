"""What sample enterprises have reported, as their streams hold it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from shared.events import PanelReported
from shared.store.model import Recorded


class PanelRecord(NamedTuple):
    """A revision with its envelope."""

    event: PanelReported
    recorded: Recorded


class KnownPanel(NamedTuple):
    """Of some enterprises every revision in order, and how many events each one's stream holds."""

    records: Sequence[PanelRecord]
    versions: Mapping[str, int]

    def standing(self) -> dict[tuple[str, str], PanelReported]:
        """The revision that stands of each period: a stream's last one."""
        return {(each.event.enterprise, each.event.period): each.event for each in self.records}

    def latest(self) -> dict[tuple[str, str], PanelRecord]:
        """The same with its envelope."""
        return {(each.event.enterprise, each.event.period): each for each in self.records}
