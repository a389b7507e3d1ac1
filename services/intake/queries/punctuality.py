"""On time, late, returned, revised: where reports stand against their due days, counted by month and by unit. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from services.intake.queries.audit_trail import describe_area
from services.intake.reports.receipts import instant
from services.intake.reports.standing import ReportRow
from shared.catalogue import Catalogue
from shared.periods import CHINA, Month, from_microseconds
from shared.work_calendar import WorkCalendar

Document = dict[str, Any]


class Counts(NamedTuple):
    """What became of the reports that were owed. ``pending`` is not reported and not due yet, ``missing`` is
    due; ``late`` was first reported after its due day. ``accepted`` and ``returned`` stand so now; ``revised``
    were changed after an acceptance. ``expected`` = ``on_time`` + ``late`` + ``missing`` + ``pending``."""

    expected: int = 0
    on_time: int = 0
    late: int = 0
    missing: int = 0
    pending: int = 0
    accepted: int = 0
    returned: int = 0
    revised: int = 0

    def __add__(self, other: object) -> Counts:
        assert isinstance(other, Counts)
        return Counts(*(mine + its for mine, its in zip(self, other, strict=True)))


def is_late(row: ReportRow, calendar: WorkCalendar) -> bool:
    """Whether a report was first sent after its due day."""
    return _day(row.first_at) > calendar.due_day(Month.parse(row.period))


def described(due: date | None, calendar: WorkCalendar) -> Document:
    """A due day in an answer; tentative where the State Council has not arranged its year as far as is known here."""
    day = due.isoformat() if due is not None else None
    return {"due_day": day, "due_day_tentative": due is not None and calendar.awaits_arrangement(due)}


def listed(row: ReportRow, catalogue: Catalogue, owed: bool) -> Document:
    """A report's line in a listing: where it stands, how high it is accepted, whether it came in time,
    and how many findings of each action it has; ``standing`` ones keep it from being accepted.

    What was not ``owed`` (no plan was in force) has no due day and is never late; nor is what fills in the months
    before a plan asked for any (``backfilled``, 补录).
    """
    calendar, period = catalogue.calendar_of(row.region), Month.parse(row.period)
    backfills = owed and catalogue.backfills(row.region, period)
    accepted = describe_area(row.accepted_area, catalogue)
    return {
        "region": row.region,
        "period": row.period,
        "status": row.status,
        "revision": row.revision,
        "accepted_revision": row.accepted_revision,
        "accepted_area": accepted.get("area"),
        "accepted_level": accepted.get("level"),
        **described(calendar.due_day(period) if owed and not backfills else None, calendar),
        "first_submitted_at": instant(row.first_at),
        "submitted_at": instant(row.lines_at),
        "late": owed and not backfills and is_late(row, calendar),
        "backfilled": backfills,
        "revised": row.revised,
        "findings": {
            "blocks": row.blocks,
            "queries": row.queries,
            "screens": row.screens,
            "standing": row.standing,
        },
    }


def summarise(
    rows: Iterable[ReportRow], owing: Mapping[Month, Sequence[str]], today: date, catalogue: Catalogue
) -> Document:
    """Counts by month and by unit of the reports that ``owing`` names, and of all of them together."""
    by_key = {(row.region, row.period): row for row in rows}
    calendar = catalogue.calendar
    periods: list[Document] = []
    units: dict[str, Counts] = {}
    total = Counts()
    for period, regions in owing.items():
        counts = Counts()
        days = [catalogue.calendar_of(region).due_day(period) for region in regions]
        due = max(days, default=calendar.due_day(period))
        for region in regions:
            own = catalogue.calendar_of(region)
            one = _count(by_key.get((region, str(period))), today > own.due_day(period), own)
            counts += one
            units[region] = units.get(region, Counts()) + one
        total += counts
        periods.append({"period": str(period)} | described(due, calendar) | counts._asdict())
    return {
        "total": total._asdict(),
        "periods": periods,
        "units": [
            {"region": region, "region_name": catalogue.regions[region].name} | counts._asdict()
            for region, counts in units.items()
        ],
    }


def _count(row: ReportRow | None, past_due: bool, calendar: WorkCalendar) -> Counts:
    if row is None:
        return Counts(1, missing=int(past_due), pending=int(not past_due))
    late = is_late(row, calendar)
    status = row.status
    return Counts(
        1,
        on_time=int(not late),
        late=int(late),
        accepted=int(status == "accepted"),
        returned=int(status == "returned"),
        revised=int(row.revised > 0),
    )


def _day(microseconds: int) -> date:
    return from_microseconds(microseconds).astimezone(CHINA).date()
