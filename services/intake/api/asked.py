"""What a reading request asks for: whose reports, of which months, at which point in the past; and whether it may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from services.intake.faults import ReportFault, fault
from services.intake.queries.reports import ReportReading
from shared.periods import CHINA, Month
from shared.points import PARAMETER, Point
from shared.process.runtime import Runtime
from shared.security.access import Access
from shared.web.bodies.reading import invalid
from shared.web.problems import Problem

DEFAULT_MONTHS = 12
"""How far back a listing goes when it does not say."""

MOST_MONTHS = 120
"""Months that one listing may span."""

Result = TypeVar("Result")


class ReportsAsked:
    """What a reading request asks for, once it is known who asks. Each question of the store goes to a thread."""

    def __init__(self, runtime: Runtime, reading: ReportReading) -> None:
        self._authentication = runtime.authentication
        self._clock = runtime.clock
        self._reading = reading

    async def of_report(
        self, request: Request, region: str, period: str, get: Callable[[Point | None], Result | None]
    ) -> tuple[Point | None, Result]:
        """What ``get`` finds at the point that is asked about, which comes first, after asking who wants to know.

        Raises:
            Problem: 401 or 403 for the key, 422 for a month or a point that cannot be read, 404 when nothing is found.
        """
        principal = self._authentication.principal(request)
        point = await self.point(request)
        (await self._access(point)).require_read(principal, region)
        month_asked("period", period)
        return point, _found(await run_in_threadpool(get, point))

    async def point(self, request: Request) -> Point | None:
        """The point in the past that is asked about; None: the present."""
        text = request.query_params.get(PARAMETER)
        return None if text is None else await run_in_threadpool(self._reading.point, text, self._clock.now())

    async def listing(self, request: Request) -> tuple[list[str], Month, Month, Point | None]:
        """The regions and months that a listing asks for, as far as its reader may see them, and the point."""
        principal = self._authentication.principal(request)
        query = request.query_params
        area = query.get("area") or principal.region
        first, last = span_asked(query.get("from"), query.get("to"), self._clock.now())
        point = await self.point(request)
        access = await self._access(point)
        return access.regions(principal, area) if area else access.readable(principal), first, last, point

    async def _access(self, point: Point | None) -> Access:
        """Who lies where at the point."""
        known = self._reading.known
        return Access(known(None) if point is None else await run_in_threadpool(known, point))


def _found(found: Result | None) -> Result:
    if not found:
        raise Problem(404, "report-not-found", "该单位该月没有这份报表")
    return found


def month_asked(name: str, text: str, faults: list[ReportFault] | None = None) -> Month | None:
    """A month of the address; its fault is added to ``faults``, or raised when there is no list."""
    try:
        return Month.parse(text)
    except ValueError as error:
        wrong = fault("bad-period", name, str(error))
        if faults is None:
            raise invalid([wrong], "请求参数有误", "parameters-invalid") from None
        faults.append(wrong)
        return None


def span_asked(first: str | None, last: str | None, now: datetime) -> tuple[Month, Month]:
    """The months asked for; by default up to the present one, a year of them."""
    faults: list[ReportFault] = []
    end = month_asked("to", last, faults) if last else Month.of(now.astimezone(CHINA).date())
    start = month_asked("from", first, faults) if first else (end.shift(1 - DEFAULT_MONTHS) if end else None)
    if start is not None and end is not None and not 0 <= end.ordinal - start.ordinal < MOST_MONTHS:
        faults.append(fault("bad-span", "from", f"from 不得晚于 to，且至多{MOST_MONTHS}个月"))
    if faults or start is None or end is None:
        raise invalid(faults, "请求参数有误", "parameters-invalid")
    return start, end
