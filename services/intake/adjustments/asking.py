"""What a person asks for of an adjustment, checked and made into a command; used by the API and by pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from services.intake.adjustments.bodies import ApprovalBody, ProposalBody, RejectionBody
from services.intake.adjustments.proposing import proposal_event
from services.intake.adjustments.reading import AdjustmentReading, PlanAdjustments
from services.intake.adjustments.settling import approval_events, rejection_event
from services.intake.adjustments.standing import Adjustment, plan_in
from services.intake.reports.commands import Amend, CommandRefused
from services.intake.targets.published_row import WrongAmendment, plan_of
from services.intake.targets.reading import TargetReading
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amending, RowKey
from shared.catalogue.model import Plan, Target
from shared.events import Adjusting
from shared.periods import Clock, Month, today_in_china
from shared.security.access import Access, not_yours
from shared.security.keys import Principal, Role
from shared.web.bodies.reading import invalid
from shared.web.problems import Problem

Made = TypeVar("Made")


class StandingTarget(NamedTuple):
    """A row as it is in force, its value with its unit as people write it."""

    row: int
    name: str
    text: str


class AdjustmentAsking:
    """Makes commands of what principals ask for. Reads the store; call it in a thread."""

    def __init__(
        self, catalogue: Catalogue, access: Access, targets: TargetReading, reading: AdjustmentReading, clock: Clock
    ) -> None:
        self._catalogue = catalogue
        self._access = access
        self._targets = targets
        self._reading = reading
        self._clock = clock

    def visible(self, principal: Principal) -> list[Adjustment]:
        """The adjustments of every plan whose area the principal may see."""
        plans = [each.id for each in self._catalogue.plans.values() if self._access.may_read(principal, each.region)]
        return [each for found in self._reading.of_plans(plans).values() for each in found.known.values()]

    def targets_of(self, plan: Plan) -> list[StandingTarget]:
        """A plan's rows as they are in force today (a plan that is over: as its last month had them)."""
        known, _ = self._targets.known()
        month = min(max(Month.of(today_in_china(self._clock)), plan.first), plan.last)
        return [_standing_target(known.target(target, month)) for target in plan.targets]

    def recorded(self, principal: Principal, key: str, digest: str) -> bool:
        """Whether the same was recorded before under that idempotency key."""
        return self._targets.kept(f"{principal.id}:{key}", digest) is not None

    def proposal(self, principal: Principal, body: ProposalBody) -> Amend:
        """A reviewer of the plan's area proposes.

        Raises:
            Problem: 403 for another's area, 422 with every fault.
        """
        plan = _checked(lambda: plan_of(self._catalogue, body.plan))
        if not self._access.inside(plan.region, principal.region):
            raise not_yours()
        there = self._reading.of_plan(plan.id)
        known, versions = self._targets.known()
        today = today_in_china(self._clock)
        event = _checked(lambda: proposal_event(body, self._catalogue, known, there.known, today))
        return self._amend([event], there, versions)

    def approval(self, principal: Principal, number: str, body: ApprovalBody) -> Amend:
        """Somebody who signs for the plan's area, and has not proposed it, records that it was approved.

        Raises:
            Problem: 403 for another's area, 404 where there is none such, 409 and 422 why it may not happen.
        """
        there, adjustment = self._found(principal, number)
        known, versions = self._targets.known()
        today = today_in_china(self._clock)
        events = _checked(lambda: approval_events(adjustment, body, self._catalogue, known, principal.id, today))
        return replace(self._amend(events, there, versions), proposer=adjustment.proposal.actor)

    def rejection(self, principal: Principal, number: str, body: RejectionBody) -> Amend:
        """Somebody of the plan's area records that there will be no adjustment.

        Raises:
            Problem: as :meth:`approval`.
        """
        there, adjustment = self._found(principal, number)
        return self._amend([_checked(lambda: rejection_event(adjustment, body))], there, {})

    def _found(self, principal: Principal, number: str) -> tuple[PlanAdjustments, Adjustment]:
        plan = self._catalogue.plans.get(plan_in(number))
        if plan is not None and not self._may_settle(principal, plan.region):
            raise not_yours()
        there = None if plan is None else self._reading.of_plan(plan.id)
        if there is None or number not in there.known:
            raise Problem(404, "adjustment-not-found", f"没有编号为“{number[:60]}”的调整")
        return there, there.known[number]

    def _may_settle(self, principal: Principal, region: str) -> bool:
        return self._access.may_sign(principal, region) or (
            principal.role is Role.REVIEWER and self._access.inside(region, principal.region)
        )

    def _amend(
        self, events: Sequence[Amending | Adjusting], there: PlanAdjustments, versions: Mapping[RowKey, int]
    ) -> Amend:
        """The command, each event with how much its stream held when it was worked out."""

        def held(event: Amending | Adjusting) -> int:
            return there.version if isinstance(event, Adjusting) else versions.get((event.plan, event.row), 0)

        return Amend(tuple((event, held(event)) for event in events))


def _standing_target(target: Target) -> StandingTarget:
    value = "没有数值" if target.value is None else f"{target.value:f} {target.unit.symbol}"
    return StandingTarget(target.row, target.name, value)


def _checked(work: Callable[[], Made]) -> Made:
    try:
        return work()
    except WrongAmendment as wrong:
        raise invalid(wrong.faults, "请求内容有误") from None
    except CommandRefused as refused:
        raise Problem(409, refused.refusal.code, refused.refusal.message) from None
