"""What an address of the board names: a plan, a target, a month, a point in the past; or nothing that is there."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from services.aggregator.board.queries import BoardQueries
from services.aggregator.past.as_of import AsOf
from services.aggregator.reports import repository as reports_repository
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan, Target
from shared.periods import Month
from shared.points import Point
from shared.web.problems import Problem


class NotThere(Exception):
    """What the address names does not exist; the page says so, and by ``links`` (address, words) leads on."""

    def __init__(self, detail: str, links: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(detail)
        self.links = links


def addressed_point(past: AsOf, text: str | None) -> Point | None:
    """The point in the past that an address names; None where it names none, or nothing.

    Raises:
        NotThere: it cannot be answered for.
    """
    if not text:
        return None
    try:
        return past.point(text)
    except Problem as problem:
        raise NotThere("；".join(fault.message for fault in problem.faults) or problem.title) from None


def addressed_plan(catalogue: Catalogue, plan_id: str) -> Plan:
    """
    Raises:
        NotThere: no such plan.
    """
    try:
        return catalogue.plans[plan_id]
    except KeyError:
        raise NotThere(f"没有编号为“{plan_id}”的规划") from None


def addressed_target(catalogue: Catalogue, plan_id: str, row: int) -> tuple[Plan, Target]:
    """
    Raises:
        NotThere: no such plan, or no such row of it.
    """
    plan = addressed_plan(catalogue, plan_id)
    try:
        return plan, plan.target(row)
    except KeyError:
        raise NotThere(f"{plan.name}没有第{row}行指标") from None


def addressed_month(
    connection: sa.Connection,
    queries: BoardQueries,
    wanted: str | None,
    plans: Sequence[Plan],
    periods: Sequence[Month],
) -> Month:
    """The month ``wanted`` among ``periods``, else the latest of the plans that is mostly judged.

    Raises:
        NotThere: no month, one in which none of the plans is in force, or one that has no figures.
    """
    if wanted:
        try:
            period = Month.parse(wanted)
        except ValueError as error:
            raise NotThere(str(error)) from None
        if not any(plan.first <= period <= plan.last for plan in plans):
            reported = reports_repository.count_reported(connection, str(period), queries.units())[0]
            raise _not_in_force(period, plans, periods, reported=bool(reported))
        if period not in periods:
            raise NotThere(f"{period.chinese}还没有数据")
        return period
    judged = queries.latest_judged(connection, plans)
    return judged or (periods[0] if periods else min(plan.first for plan in plans))


def _not_in_force(period: Month, plans: Sequence[Plan], periods: Sequence[Month], *, reported: bool) -> NotThere:
    """A month before the plans or after them: what was reported for it stands, but nothing is asked of it."""
    why = f"{period.chinese}没有在执行的规划"
    if len(plans) == 1:
        plan = plans[0]
        why = f"{plan.short_name or plan.name}自{plan.first.chinese}至{plan.last.chinese}，{period.chinese}不在其内"
    links = [(f"?period={periods[0]}", f"看最近的数据期：{periods[0].chinese}")] if periods else []
    if reported:
        links.append((f"/regions?period={period}", f"看各地{period.chinese}报来的数"))
    return NotThere(f"{why}：报来的数照收，但不作应报，也不与目标比对。", links)


def addressed_row(text: str) -> int:
    """A row number in an address.

    Raises:
        NotThere: no number.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise NotThere(f"“{text[:20]}”不是指标的序号")
    return int(text)
