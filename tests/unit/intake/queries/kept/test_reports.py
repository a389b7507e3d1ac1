"""What stands of an area is brought up from what has become of reports since, and says what has changed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from services.intake.queries.kept.reports import NOTHING, Changed, KeptReports, ReportKey
from shared.periods import Month
from shared.store import Head
from tests.unit.intake.support import CITY, UNIT, Service, line, report

MARCH = Month(2023, 3).ordinal
YEAR = range(MARCH - 12, MARCH + 1)
KEY = (UNIT, MARCH)
NONE: frozenset[ReportKey] = frozenset()
ONE = frozenset({KEY})


def brought_up(service: Service, kept: KeptReports, months: range = YEAR) -> Changed | None:
    with service.intake.database.read() as connection:
        return kept.bring_up(connection, months)


def reports_of(service: Service) -> KeptReports:
    service.post(report(), "first")
    kept = KeptReports(service.intake._repository, {UNIT, CITY})
    assert brought_up(service, kept) is None
    return kept


def test_a_decision_changes_no_lines(service: Service) -> None:
    kept = reports_of(service)
    assert brought_up(service, kept) == NOTHING
    service.accept()
    assert brought_up(service, kept) == Changed(ONE, NONE, NONE)
    assert kept.standing[KEY].status == "accepted"


def test_another_revision_changes_what_stands_and_not_what_was_sent_first(service: Service) -> None:
    kept = reports_of(service)
    service.post(report(lines=[line(value=1_300)]), "second")
    assert brought_up(service, kept) == Changed(ONE, ONE, NONE)
    first = kept.first_sent(KEY)
    assert (kept.standing[KEY].lines[0].value, first and first[0].value) == (1_300, 1_200)


def test_what_was_returned_stands_no_more_and_was_sent(service: Service) -> None:
    kept = reports_of(service)
    service.review({"region": UNIT, "period": "2023-03", "decision": "return", "reason": "x"})
    assert brought_up(service, kept) == Changed(ONE, ONE, NONE)
    assert KEY not in kept.standing and kept.first_sent(KEY)


def test_months_beside_those_kept_are_added(service: Service) -> None:
    service.post(report(period="2022-01"), "earlier")
    kept = reports_of(service)
    assert set(kept.standing) == {KEY}
    assert brought_up(service, kept, range(YEAR.start - 12, YEAR.start)) == NOTHING
    assert set(kept.standing) == {KEY, (UNIT, Month(2022, 1).ordinal)}


def test_of_a_store_that_came_back_otherwise_nothing_is_kept(service: Service) -> None:
    kept = reports_of(service)
    kept._known = Head(kept._known.position, "other")
    assert brought_up(service, kept) is None
    assert set(kept.standing) == {KEY}


def test_a_reader_that_was_broken_off_keeps_nothing(service: Service) -> None:
    months = service.intake.months
    months.review(CITY, Month(2023, 3))
    area = months._kept.of(CITY)
    with service.intake.database.read() as connection:
        connection.close()
        with pytest.raises(sa.exc.InvalidRequestError):
            area.bring_up(connection, YEAR)
    assert area.reports.size == 0 and not area.months and not area.said
