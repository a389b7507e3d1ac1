"""Which bulletin of points is asked for or published, and how a refusal is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

from services.aggregator.appraisal.asking import read_span
from services.aggregator.appraisal.issued.content import NotAppraised
from services.aggregator.appraisal.issued.publishing import IssuedAppraisal, IssuedAppraisals
from services.aggregator.appraisal.spans import AppraisedSpan
from services.aggregator.bulletin.publish import KeyReused, NotPrinted, Superseded
from services.aggregator.recordings import RecordingAuthor
from shared.events import AppraisalContent
from shared.security.access import Access
from shared.web.problems import Fault, Problem

Done = TypeVar("Done")


class IssueBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``as_of`` (a position, a day or an instant) is now where it is not given."""

    as_of: str = ""


def read_quarter(text: str) -> AppraisedSpan:
    """The quarter of an address.

    Raises:
        Problem: 422 for anything that is none.
    """
    span = read_span(text)
    if span.kind != "quarter":
        fault = Fault("bad_period", "period", "考核通报按季印发，应写作 2024-Q2")
        raise Problem(422, "parameters-invalid", "请求参数有误", faults=[fault])
    return span


def find(issued: IssuedAppraisals, region: str, span: AppraisedSpan, number: int | None) -> IssuedAppraisal:
    """An edition; without ``number`` the latest.

    Raises:
        Problem: 404 when it was not published.
    """
    found = [each for each in issued.editions(region, span) if number in (None, each.event.number)]
    if not found:
        raise Problem(404, "appraisal-bulletin-unknown", "没有印发过这一期考核通报")
    return found[-1]


def draft(issued: IssuedAppraisals, region: str, span: AppraisedSpan, as_of: str) -> AppraisalContent:
    """What would be published.

    Raises:
        Problem: 422 where there is no such bulletin.
    """
    return _answered(lambda: issued.draft(region, span, issued.at(as_of)))


def publish(
    issued: IssuedAppraisals, access: Access, about: tuple[str, AppraisedSpan], as_of: str, author: RecordingAuthor
) -> IssuedAppraisal:
    """Publish.

    Raises:
        Problem: 403 for another's region, 422 where there is no such bulletin, 409 where a later one is out or the key
            was used, 503 where it cannot be printed.
    """
    region, span = about
    access.require_read(author.principal, region)
    return _answered(lambda: issued.publish(region, span, issued.at(as_of), author))


def _answered(work: Callable[[], Done]) -> Done:
    try:
        return work()
    except NotAppraised as fault:
        raise Problem(422, "appraisal-not-covered", "不能出这一期考核通报", detail=str(fault)) from None
    except Superseded as fault:
        raise Problem(409, "appraisal-superseded", "已有更新的一号", detail=str(fault)) from None
    except NotPrinted as fault:
        raise Problem(503, "appraisal-not-printed", "通报没有印发：不能印制", detail=str(fault)) from None
    except KeyReused:
        raise Problem(409, "idempotency-key-reused", "该 Idempotency-Key 已用于另一份内容") from None
