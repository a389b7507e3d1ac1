"""Who may publish an evaluation, what is asked, and how a refusal is answered; for the interface and the pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from services.aggregator.bulletin.publish import KeyReused, NotPrinted, Superseded
from services.aggregator.evaluation.kinds import NotEvaluated, read_kind, read_name
from services.aggregator.evaluation.publish import AskedEvaluation, Evaluations, PublishedEvaluation, Publisher
from services.aggregator.evaluation.repository import EvaluationKey
from shared.catalogue import Catalogue
from shared.events.published.evaluation import EvaluationContent
from shared.security.access import Access, not_yours
from shared.security.keys import Principal
from shared.web.bodies.json_body import BodyReader
from shared.web.bodies.reading import read
from shared.web.problems import Problem


class EvaluateBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which evaluation is published: of a ``year`` where the kind is annual; ``as_of`` (a position, a day or an
    instant) is now where it is not given."""

    plan: str
    kind: str
    year: int | None = None
    as_of: str = ""


_READER = BodyReader(EvaluateBody)


class EvaluationAsking:
    """What may be asked of evaluations. Its methods read and write the store; call them in a thread."""

    def __init__(self, evaluations: Evaluations, catalogue: Catalogue, access: Access) -> None:
        self._evaluations = evaluations
        self._catalogue = catalogue
        self._access = access

    def found(self, plan: str, name: str, number: int | None) -> PublishedEvaluation:
        """A published edition by its address.

        Raises:
            Problem: 404 where none was published.
        """
        with _told(404):
            kind, year = read_name(name)
            period = self._evaluations.key(AskedEvaluation(plan, kind, year), None).period
        published = self._evaluations.find(EvaluationKey(plan, kind, period), number)
        if published is None:
            raise Problem(404, "evaluation-unknown", "没有发布过这份评估报告")
        return published

    def draft(self, principal: Principal, plan: str, name: str, as_of: str) -> EvaluationContent:
        """The draft of a point, for who may publish it.

        Raises:
            Problem: 403 for another's plan, 404 where there is none such, and as ``as_of``.
        """
        self.may_publish(principal, plan)
        with _told(404):
            kind, year = read_name(name)
            return self._evaluations.draft(AskedEvaluation(plan, kind, year), self._evaluations.at(as_of))

    def publish(self, principal: Principal, body: EvaluateBody, by: Publisher) -> PublishedEvaluation:
        """Publish one.

        Raises:
            Problem: 403 for another's plan, 409 and 422 why it may not happen.
        """
        self.may_publish(principal, body.plan)
        with _told(422):
            asked = AskedEvaluation(body.plan, read_kind(body.kind), body.year)
            return self._evaluations.publish(asked, self._evaluations.at(body.as_of), by)

    def may_publish(self, principal: Principal, plan: str) -> None:
        """
        Raises:
            Problem: 403 for whoever answers for another area only, 404 where there is no such plan.
        """
        known = self._catalogue.plans.get(plan)
        if known is None:
            raise Problem(404, "plan-unknown", f"没有规划“{plan[:40]}”")
        if not self._access.may_read(principal, known.region):
            raise not_yours()


@contextmanager
def _told(status: int) -> Iterator[None]:
    """Refusals as the problems that they are answered with; ``status`` is that of one that there is not."""
    try:
        yield
    except NotEvaluated as fault:
        raise Problem(status, "evaluation-not-covered", "没有这样的评估报告", detail=str(fault)) from None
    except Superseded as fault:
        raise Problem(409, "evaluation-superseded", "已有更新的一号", detail=str(fault)) from None
    except NotPrinted as fault:
        raise Problem(503, "evaluation-not-printed", "评估报告没有发布：不能印制", detail=str(fault)) from None
    except KeyReused:
        raise Problem(409, "idempotency-key-reused", "该 Idempotency-Key 已用于另一份内容") from None


def read_publication(raw: bytes) -> EvaluateBody:
    """What is to be published.

    Raises:
        Problem: 400 for what is no JSON, 422 for what is no such body.
    """
    return read(_READER, raw)
