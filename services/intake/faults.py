"""What can be wrong with a report, and what is only worth telling."""

from __future__ import annotations

import msgspec

from shared.web.bodies.faults import BodyFault as ReportFault
from shared.web.bodies.faults import Unreadable, fault

__all__ = ["ReceiptFinding", "ReportFault", "Unreadable", "fault"]


class ReceiptFinding(msgspec.Struct, frozen=True):
    """Something a receipt tells that is no fault: a figure that is owed and was not reported."""

    code: str
    indicator: str
    message: str
