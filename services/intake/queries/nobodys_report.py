"""What is told of a report that belongs to nobody. Pure."""

from __future__ import annotations

import msgspec


class NobodysReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report that counts nowhere, or some lines of which do not; ``reason`` is ``region-not-valid`` or
    ``year-to-date-broken``, ``message`` says it in words."""

    region: str
    region_name: str
    period: str
    status: str
    revision: int
    reason: str
    message: str
