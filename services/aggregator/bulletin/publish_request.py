"""Who may publish a bulletin, what is asked, and how a refusal is answered."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from services.aggregator.bulletin.embargo import EmbargoFault
from services.aggregator.bulletin.publish import (
    Bulletins,
    EmbargoStands,
    KeyReused,
    NotCovered,
    NotPrinted,
    PublishedBulletin,
    Superseded,
)
from shared.periods import Month
from shared.security.access import Access
from shared.security.keys import Principal
from shared.web.bodies.json_body import BodyReader
from shared.web.bodies.reading import read
from shared.web.problems import Fault, Problem


class PublishBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which bulletin is published; ``as_of`` (a position, a day or an instant) is now where it is not given, and until
    ``embargo_until`` (an instant) it is kept back."""

    region: str
    period: str
    as_of: str = ""
    embargo_until: str = ""


_READER = BodyReader(PublishBody)


def publishing(
    bulletins: Bulletins,
    body: PublishBody,
    period: Month,
    principal: Principal,
    correlation: str,
    key: str,
    published_by: str = "",
) -> Callable[[], PublishedBulletin]:
    """The work of publishing, whose refusals are problems; ``published_by`` is a signed-in person's name."""

    def work() -> PublishedBulletin:
        try:
            point, embargo = bulletins.at(body.as_of), bulletins.embargo(body.embargo_until)
            return bulletins.publish(body.region, period, point, principal.id, correlation, key, embargo, published_by)
        except NotCovered as fault:
            raise Problem(422, "bulletin-not-covered", "不能出这一期通报", detail=str(fault)) from None
        except Superseded as fault:
            raise Problem(409, "bulletin-superseded", "已有更新的一号", detail=str(fault)) from None
        except EmbargoFault as fault:
            wrong = Fault("bad_embargo", "/embargo_until", str(fault))
            raise Problem(422, "embargo-invalid", "不公开的期限有误", faults=[wrong]) from None
        except NotPrinted as fault:
            raise Problem(503, "bulletin-not-printed", "通报没有发布：不能印制", detail=str(fault)) from None
        except EmbargoStands as fault:
            raise Problem(409, "embargo-stands", "公开时间不能再改", detail=str(fault)) from None
        except KeyReused:
            raise Problem(409, "idempotency-key-reused", "该 Idempotency-Key 已用于另一份内容") from None

    return work


def may_publish(access: Access, principal: Principal, region: str) -> None:
    """
    Raises:
        Problem: 403 for whoever answers for another area only.
    """
    if not access.may_read(principal, region):
        raise Problem(403, "region-not-yours", "当前的账号或密钥无权发布这个地区的通报")


def read_period(text: str) -> Month:
    """The month of an address or a body.

    Raises:
        Problem: 422 for anything that is no month.
    """
    try:
        return Month.parse(text)
    except ValueError as fault:
        raise Problem(
            422, "parameters-invalid", "请求参数有误", faults=[Fault("bad_period", "period", str(fault))]
        ) from None


def read_publication(raw: bytes) -> PublishBody:
    """What is to be published.

    Raises:
        Problem: 400 for what is no JSON, 422 for what is no such body.
    """
    return read(_READER, raw)
