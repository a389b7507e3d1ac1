from __future__ import annotations

import asyncio
from collections.abc import Sequence

from services.intake.units.history import MOST_MONTHS
from services.intake.units.recent.histories import FRESH_SECONDS, Histories
from services.intake.units.recent.together import HistoryAsked, Months
from shared.events import ReportLine
from shared.periods import Month
from tests.unit.intake.support import UNIT

MARCH = Month(2023, 3)
LINES = (ReportLine("urban_new_employment", 1),)
SLIP = ReportLine("urban_new_employment", 10_000)


class Stored:
    """What stands in the read model, and how often it was asked."""

    def __init__(self, *found: Month) -> None:
        self.found = list(found)
        self.asked = 0
        self.seconds = 0.0

    def load(self, asked: Sequence[HistoryAsked]) -> list[Months]:
        self.asked += 1
        return [[(month, LINES) for month in self.found if month >= each.first] for each in asked]


def loaded(stored: Stored, period: Month = MARCH) -> Histories:
    histories = Histories(stored.load, lambda: stored.seconds)
    asyncio.run(histories.load(UNIT, period))
    return histories


def test_a_history_is_read_once_and_kept_up() -> None:
    stored = Stored(Month(2022, 12), Month(2023, 1))
    histories = loaded(stored)
    histories.put(UNIT, Month(2023, 2), LINES)
    history = histories.ready(UNIT, MARCH)
    assert history is not None
    assert history.slipped_from(SLIP, MARCH.ordinal) == 1
    histories.drop(UNIT, Month(2023, 2))
    assert history.slipped_from(SLIP, MARCH.ordinal) is None
    assert stored.asked == 1


def test_an_unknown_unit_an_earlier_month_and_an_old_entry_are_not_ready() -> None:
    stored = Stored()
    histories = loaded(stored)
    assert histories.ready("500102", MARCH) is None
    assert histories.ready(UNIT, MARCH.shift(-1)) is None
    assert histories.ready(UNIT, MARCH.shift(1)) is not None
    stored.seconds = FRESH_SECONDS
    assert histories.ready(UNIT, MARCH) is None


def test_everything_is_forgotten_on_request() -> None:
    histories = loaded(Stored())
    histories.clear()
    assert histories.ready(UNIT, MARCH) is None


def test_an_old_months_history_is_whole_but_not_kept() -> None:
    stored = Stored(*(Month(2021, 1).shift(step) for step in range(MOST_MONTHS + 12)))
    histories = Histories(stored.load, lambda: 0.0)
    history = asyncio.run(histories.load(UNIT, Month(2022, 1)))
    assert history.covers(Month(2022, 1).ordinal)
    assert history.slipped_from(SLIP, Month(2022, 1).ordinal) == 1
    assert histories.ready(UNIT, Month(2022, 1)) is None


def test_a_report_committed_while_its_history_is_read_is_not_lost() -> None:
    stored = Stored()

    def load(asked: Sequence[HistoryAsked]) -> list[Months]:
        found = stored.load(asked)
        histories.put(UNIT, Month(2023, 2), LINES)
        return found

    histories = Histories(load, lambda: 0.0)
    asyncio.run(histories.load(UNIT, MARCH))
    assert histories.ready(UNIT, MARCH) is None
    histories.read_ahead([UNIT], MARCH)
    assert histories.ready(UNIT, MARCH) is None


def test_histories_are_read_ahead_in_one_query() -> None:
    stored = Stored(Month(2023, 1))
    histories = Histories(stored.load, lambda: stored.seconds)
    histories.read_ahead([UNIT, "500102"], MARCH)
    assert histories.ready(UNIT, MARCH) is not histories.ready("500102", MARCH) is not None
    assert stored.asked == 1
    assert histories.ready(UNIT, MARCH, FRESH_SECONDS) is None, "it will be old by then"


class MadeInFebruary:
    """UNIT continues OLD from 2023-02 on."""

    def stage(self, region: str, period: Month) -> int:
        return int(region == UNIT and period >= Month(2023, 2))

    def linked(self, region: str) -> tuple[str, ...]:
        return {UNIT: (UNIT,), "old": ("old", UNIT)}.get(region, ())


def test_a_report_of_whom_a_unit_continues_has_its_past_read_anew() -> None:
    stored = Stored(Month(2022, 12))
    histories = Histories(stored.load, lambda: stored.seconds, MadeInFebruary())
    for period in (MARCH, Month(2023, 1)):
        asyncio.run(histories.load(UNIT, period))
    assert histories.ready(UNIT, MARCH) is not histories.ready(UNIT, Month(2023, 1)) is not None
    for change in (histories.put, lambda region, period, _: histories.drop(region, period)):
        asyncio.run(histories.load(UNIT, MARCH))
        change("old", Month(2023, 1), LINES)
        assert histories.ready(UNIT, MARCH) is histories.ready(UNIT, Month(2023, 1)) is None
    asyncio.run(histories.load(UNIT, MARCH))
    histories.forget(["old"])
    assert histories.ready(UNIT, MARCH) is None
    asyncio.run(histories.load(UNIT, MARCH))
    histories.put("500102", MARCH, LINES)
    assert histories.ready(UNIT, MARCH) is not None
