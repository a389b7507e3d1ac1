"""What is posted of sample enterprises: a period of each, up to 500 in one body."""

from __future__ import annotations

import msgspec

from shared.web.bodies.json_body import BodyReader

MOST_REPORTS = 500
"""Of one body: more than a district's sample, whole."""

LEFT = {
    "retired": "退休",
    "resigned": "辞职",
    "expired": "合同期满",
    "dismissed": "解除",
    "laid_off": "裁员",
    "other": "其他",
}
"""The reasons for which people leave, by the word in a body."""

COUNTS = {
    "start": "期初人数",
    "end": "期末人数",
    "hired": "新增人数",
    "vacancies": "空缺岗位",
    "expected": "预计下期末人数",
}
"""The other numbers."""


class LeftBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many left, by reason; what is left out is nought."""

    retired: int = 0
    resigned: int = 0
    expired: int = 0
    dismissed: int = 0
    laid_off: int = 0
    other: int = 0


class PanelReportBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One enterprise's month, or quarter under its last month. A second one of a period corrects the first, and says
    why (``reason``); ``note`` explains a start that is not the last end. ``drawn_from`` is the revision that the
    sender had before them (0: none; null: they do not say)."""

    enterprise: str
    period: str
    start: int
    end: int
    hired: int
    left: LeftBody
    vacancies: int
    expected: int
    note: str = ""
    reason: str = ""
    drawn_from: int | None = None
    simulated: bool = False


class PanelReportsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Several at once: all are taken, or none."""

    reports: list[PanelReportBody]


panel_reports = BodyReader(PanelReportsBody)
