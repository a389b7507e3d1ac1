"""Only what was due by now and was not reported is counted."""

from __future__ import annotations

from datetime import date

from services.aggregator.panel.overdue import overdue, owed
from shared.catalogue import Catalogue
from shared.catalogue.model import Panel
from shared.events import PanelFrequency
from shared.periods import Month
from tests.enterprises.reports import a_member

SAMPLE = (a_member("A-1"), a_member("B-1", last=Month(2026, 1)), a_member("Q-1", frequency=PanelFrequency.QUARTER))
CATALOGUE = Catalogue((), {}, (), (), (), {}, panel=Panel(SAMPLE))


def test_before_the_due_day_the_month_before_counts() -> None:
    assert set(owed(CATALOGUE, date(2026, 3, 3))) == {("A-1", "2026-01"), ("B-1", "2026-01")}
    assert set(owed(CATALOGUE, date(2026, 3, 31))) == {("A-1", "2026-02")}
    assert set(owed(CATALOGUE, date(2026, 4, 30))) == {("A-1", "2026-03"), ("Q-1", "2026-03")}


def test_who_has_reported_is_not_counted() -> None:
    assert overdue(CATALOGUE, {("A-1", "2026-03")}, date(2026, 4, 30)) == 1
    assert overdue(CATALOGUE, set(), date(2026, 4, 30)) == 2
