"""Which area or district, and which span, is asked for; and who may see it."""

from __future__ import annotations

from services.aggregator.api.questions.regions import ReadPeriod, read_region
from services.aggregator.appraisal.spans import AppraisedSpan
from shared import points
from shared.catalogue import Catalogue
from shared.security.access import Access
from shared.security.keys import Principal, Role
from shared.web.problems import Fault, Problem

READERS = (Role.REVIEWER, Role.OPS, Role.AUDITOR)
"""Who sees the districts of an area: their own."""
AND_ITS_OWN = (Role.REPORTER, *READERS)
"""Who sees a district's points with their trace: those above it, and the district itself."""
TEXTS = {
    "region": "地区代码：该地区各报送单位",
    "period": "考核期：月 2024-05、季 2024-Q2 或年 2024；省略时为最近一个已结束的月",
    points.PARAMETER: points.TEXT,
}
_PERIOD = ReadPeriod("period", "应写作 2024-05、2024-Q2 或 2024")


def read_span(text: str) -> AppraisedSpan:
    """The span of an address.

    Raises:
        Problem: 422 for anything that is none.
    """
    try:
        return AppraisedSpan.parse(text)
    except ValueError as fault:
        raise Problem(
            422, "parameters-invalid", "请求参数有误", faults=[Fault("bad_period", "period", str(fault))]
        ) from None


def read_area(query: dict[str, str], catalogue: Catalogue) -> tuple[str, AppraisedSpan | None]:
    """The area and the span (None: the latest month) that the query parameters ask.

    Raises:
        Problem: 422 for what cannot be read, 404 for a region that the catalogue does not know.
    """
    return read_region(query, catalogue, TEXTS, _PERIOD, AppraisedSpan.parse)


def sees_rank(known: Catalogue, viewer: Principal, area: str) -> bool:
    """Whether somebody sees where a district stands among the others: who sees those others."""
    return viewer.role in READERS and Access(known).may_read(viewer, area)
