"""What a person asks for, checked for its own content and made into a command; used by the API and by pages."""

from __future__ import annotations

from collections.abc import Sequence

from services.intake.faults import ReportFault, fault
from services.intake.reports.commands import Close, Review, Withdraw
from services.intake.reports.decide_review import ReportDecision
from services.intake.submission import bodies
from services.intake.submission.parse import LONGEST_NOTE, text_faults
from services.intake.submission.period import period_faults
from services.intake.units.rulebook import Rulebook
from shared.periods import Clock, Month, today_in_china
from shared.security.access import Access, not_yours
from shared.security.keys import Principal
from shared.web.bodies.reading import invalid


class Asking:
    """Makes commands of what principals ask for."""

    def __init__(self, rulebook: Rulebook, access: Access, clock: Clock) -> None:
        self._rulebook = rulebook
        self._access = access
        self._clock = clock

    def withdrawal(
        self, principal: Principal, region: str, period: str, reason: str, drawn_from: int | None = None
    ) -> Withdraw:
        """A unit takes its report back; ``drawn_from`` is the revision that it saw (None: it does not say).

        Raises:
            Problem: 403 for another's region, 422 for a month or a reason that will not do.
        """
        if region != principal.region:
            raise not_yours()
        faults = self._period_faults(region, period)
        faults += text_faults("/reason", reason, "撤回理由", LONGEST_NOTE)
        if faults:
            raise invalid(faults, "请求内容有误")
        return Withdraw(region, period, reason, drawn_from)

    def review(self, principal: Principal, posted: Sequence[bodies.DecisionBody]) -> Review:
        """A reviewer decides; each decision outside their area is refused for itself.

        Raises:
            Problem: 422 when there are none, or too many.
        """
        if not 1 <= len(posted) <= bodies.MOST_DECISIONS:
            message = f"一次应有1至{bodies.MOST_DECISIONS}项审核意见"
            raise invalid([fault("decision-count", "/decisions", message)], "请求内容有误")
        area = principal.region
        decisions = tuple(
            ReportDecision(
                region=each.region,
                period=each.period,
                accept=each.decision == "accept",
                reason=each.reason[:LONGEST_NOTE],
                revision=each.revision,
                area=area,
                with_blanks=each.with_blanks,
            )
            for each in posted
        )
        outside = frozenset(index for index, each in enumerate(decisions) if not self._access.inside(each.region, area))
        return Review(decisions, outside)

    def closing(self, principal: Principal, body: bodies.ClosingBody) -> Close:
        """A reviewer closes a month for an area.

        Raises:
            Problem: 403 for another's area, 422 for a month or an area that will not do.
        """
        if not self._access.inside(body.area, principal.region):
            raise not_yours()
        faults = self._period_faults(body.area, body.period)
        if not self._rulebook.catalogue.plans_of(body.area):
            faults.append(fault("not-an-area", "/area", "该地区没有自己的规划，不能单独关账"))
        if faults:
            raise invalid(faults, "请求内容有误")
        due = self._rulebook.catalogue.calendar_of(body.area).due_day(Month.parse(body.period))
        ahead = due if today_in_china(self._clock) <= due else None
        despite, early = (text.strip()[:LONGEST_NOTE] for text in (body.despite, body.early))
        return Close(body.area, body.period, despite, early, ahead)

    def _period_faults(self, region: str, period: str) -> list[ReportFault]:
        """What is wrong with a month of a region: a form that ends on the 20th has a month that ends then."""
        return period_faults(period, self._clock.now(), self._rulebook.catalogue.calendar_of(region))
