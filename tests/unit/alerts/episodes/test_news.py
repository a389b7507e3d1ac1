from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from services.alerts.episodes.episode import evolve
from services.alerts.episodes.events import AlertEvent
from services.alerts.episodes.news import freeze_lasted, gap_grew, untold
from shared.events import AlertFreezeLasted, AlertFrozen, AlertGapGrew, AlertLevelChanged
from shared.periods import Month
from shared.work_calendar import WorkCalendar
from tests.narrowing import of
from tests.unit.alerts.episodes.life import APR, FEB, JAN, MAR, MAY, Life, clear
from tests.unit.alerts.setting import an_assessed

DUE = WorkCalendar().due_day(Month.parse(FEB).shift(1))
LATER = DUE + timedelta(days=1)


def told(
    life: Life, period: str, level: str, gathered_by: str = "", *, silenced: bool = False, **changes: object
) -> str:
    """Why nobody is told of what an assessment brought about; ``told`` where somebody is, '' where nothing was."""
    before = life.state
    events = life.see(period, level, gathered_by, **changes).events
    if not events:
        return ""
    event = events[0]
    assert isinstance(event, AlertEvent)
    return untold(before, event, silenced=silenced) or "told"


def test_a_month_that_was_merely_late_is_nobodys_news(life: Life) -> None:
    assert told(life, JAN, "red") == "told"
    assert told(life, FEB, "missing") == "month_late"
    assert told(life, FEB, "red") == "month_late"


def test_a_thaw_at_another_level_is_told(life: Life) -> None:
    life.see(JAN, "red")
    life.see(FEB, "missing")
    assert told(life, FEB, "orange") == "told"


def test_a_level_that_nobody_was_told_of_is_no_level_to_come_back_from(life: Life) -> None:
    life.see(JAN, "orange")
    life.see(FEB, "orange")
    assert told(life, MAR, "red", "CQ-09") == "gathered"
    assert told(life, APR, "orange") == "level_as_told"


def test_what_got_worse_is_told_though_the_level_was_told_before(life: Life) -> None:
    life.see(JAN, "red")
    life.see(FEB, "orange", "CQ-09")
    assert told(life, MAR, "red") == "told"


def test_a_silence_holds_back_all_but_a_raise_and_a_close(life: Life) -> None:
    assert told(life, JAN, "red", silenced=True) == "told"
    assert told(life, FEB, "orange", silenced=True) == "silenced"
    assert told(life, MAR, "missing", silenced=True) == "silenced"
    assert told(life, MAY, "normal", silenced=True, **clear()) == "told"


def test_a_freeze_that_was_told_at_once_is_followed_by_a_thaw_that_is_told(life: Life) -> None:
    """As in stores from before."""

    life.see(JAN, "red")
    quiet = of(AlertFrozen, *life.see(FEB, "missing").events)
    loud = msgspec.structs.replace(quiet, quiet=False)
    assert untold(life.state, loud, silenced=False) is None
    life.state = evolve(life.state, loud)
    assert told(life, FEB, "red") == "told"


def grown(life: Life, period: str, gap: int | None, level: str = "red", gathered_by: str = "") -> str:
    """What comes of a month at the same level: the decision's reason, taken to the episode."""
    decided = life.see(period, level, gathered_by, gap=gap)
    assert not decided.events
    assessed = an_assessed(period, level, gap=gap, data_version=life.version)
    decision = gap_grew(life.state, life.history, assessed, gathered_by)
    for event in decision.events:
        life.state = evolve(life.state, event)
    return decision.reason


def test_a_gap_is_told_again_when_it_has_grown_by_a_fifth_since_it_was_told(life: Life) -> None:
    life.see(JAN, "red", gap=100)
    assert grown(life, FEB, 119) == "gap_as_told"
    assert grown(life, MAR, 120) == "gap_grew"
    assert grown(life, APR, 143) == "gap_as_told"  # a fifth of what was told, not of what was first
    assert grown(life, "2025-05", 144) == "gap_grew"


def test_reports_of_a_month_that_was_told_of_are_told_again_when_they_are_all_in(life: Life) -> None:
    life.see(JAN, "red", gap=100, reported_units=20)

    def one_more(reported: int, gap: int) -> str:
        counted: dict[str, Any] = {"gap": gap, "reported_units": reported}
        assert not life.see(JAN, "red", **counted).events
        assessed = an_assessed(JAN, "red", data_version=life.version, **counted)
        return gap_grew(life.state, life.history, assessed).reason

    assert one_more(30, 150) == "reports_coming"
    assert one_more(38, 119) == "gap_as_told"
    assert one_more(38, 150) == "gap_grew"
    assert grown(life, FEB, 130) == "gap_grew", "another month is told at once"


def test_it_says_what_was_told_before(life: Life) -> None:
    life.see(JAN, "red", gap=100)
    life.see(FEB, "red", gap=150)
    assessed = an_assessed(FEB, "red", gap=150, data_version=life.version)
    grew = of(AlertGapGrew, *gap_grew(life.state, life.history, assessed).events)
    assert (grew.told_gap, grew.assessment.gap, grew.period, grew.reason) == (100, 150, FEB, "gap_grew")


@pytest.mark.parametrize(
    ("told", "gap", "reason"),
    [(0, 50, "no_gap_to_compare"), (-5, 50, "no_gap_to_compare"), (100, None, "no_gap_to_compare")],
)
def test_without_a_gap_on_both_sides_nothing_is_compared(life: Life, told: int, gap: int | None, reason: str) -> None:
    life.see(JAN, "red", gap=told)
    assert grown(life, FEB, gap) == reason


def test_an_area_that_gathers_the_alert_tells_of_its_gap(life: Life) -> None:
    life.see(JAN, "red", gap=100)
    assert grown(life, FEB, 300, gathered_by="CQ-09") == "gathered"
    assert grown(life, MAR, 300) == "gap_grew"


def test_a_frozen_alert_and_a_month_of_the_past_tell_nothing(life: Life) -> None:
    life.see(JAN, "red", gap=100)
    life.see(MAR, "red", gap=100)
    assert grown(life, FEB, 300) == "not_newest"
    life.see(APR, "missing")
    old = an_assessed(MAR, "red", gap=300, data_version=life.version)
    assert gap_grew(life.state, life.history, old).reason == "not_open"


def frozen(life: Life) -> Life:
    life.see(JAN, "red")
    life.see(FEB, "missing")
    return life


def test_a_freeze_is_told_once_the_next_month_is_due(life: Life) -> None:
    frozen(life)
    assert freeze_lasted(life.state, DUE, WorkCalendar()).reason == "month_late"
    decision = freeze_lasted(life.state, LATER, WorkCalendar())
    lasted = of(AlertFreezeLasted, *decision.events)
    assert (lasted.period, lasted.episode, lasted.reason) == (FEB, 1, "coverage_still_short")
    assert untold(life.state, lasted, silenced=False) is None
    life.state = evolve(life.state, lasted)
    assert freeze_lasted(life.state, date.max, WorkCalendar()).reason == "told_before"


def test_a_thaw_is_told_where_its_freeze_was(life: Life) -> None:
    frozen(life)
    life.state = evolve(life.state, freeze_lasted(life.state, LATER, WorkCalendar()).events[0])
    before = life.state
    thaw = of(AlertLevelChanged, *life.see(FEB, "red").events)
    assert untold(before, thaw, silenced=False) is None
    assert not life.state.freeze_told


def test_nothing_is_told_of_a_freeze_that_is_silenced_gathered_or_over(life: Life) -> None:
    assert freeze_lasted(life.state, LATER, WorkCalendar()).reason == "not_frozen"
    frozen(life)
    assert freeze_lasted(life.state, LATER, WorkCalendar(), silenced=True).reason == "silenced"
    assert freeze_lasted(life.state, LATER, WorkCalendar(), gathered_by="CQ-09").reason == "gathered"
    life.see(FEB, "red")
    assert freeze_lasted(life.state, LATER, WorkCalendar()).reason == "not_frozen"
