from __future__ import annotations

from datetime import date

from services.alerts.episodes.policy import Policy
from services.alerts.episodes.policy_backtest import Replayed, replay
from shared.events import DoubtfulUnit, ProgressAssessed
from shared.periods import Month
from tests.unit.alerts.setting import an_assessed

LAST = Month(2025, 6)
MONTHS = [f"2025-{month:02d}" for month in range(1, 7)]
DAY = date(2025, 6, 30)


def history(*levels: str, **changes: object) -> list[tuple[ProgressAssessed, date]]:
    return [
        (an_assessed(period, level, data_version=index, **changes), DAY)
        for index, (period, level) in enumerate(zip(MONTHS, levels, strict=False), 1)
    ]


def made(*levels: str, policy: Policy | None = None, **changes: object) -> Replayed:
    return replay(history(*levels, **changes), policy or Policy(), LAST)


def test_an_alert_before_a_miss_has_a_lead() -> None:
    found = made("normal", "yellow", "yellow", "orange", "orange", "red")
    (spell,) = found.spells
    assert (spell.raised, spell.level, spell.worst) == (Month(2025, 3), "yellow", "red")
    assert (found.outcome, found.lead, found.false_alarms) == ("missed", 3, 0)


def test_a_stricter_rule_raises_later() -> None:
    levels = ("normal", "yellow", "yellow", "orange", "orange", "red")
    assert made(*levels, policy=Policy(raise_level="orange", version=2)).lead == 1


def test_a_miss_that_nobody_was_told_of_is_named() -> None:
    found = made("normal", "normal", "normal", "normal", "normal", "red")
    assert (found.outcome, found.lead, found.unwarned) == ("missed", None, True)


def test_an_alert_on_a_target_that_was_reached_was_for_nothing() -> None:
    found = made("red", "normal", "normal", "normal", "normal", "normal", accepted_progress=10_000, progress=10_000)
    assert (found.outcome, found.false_alarms, found.lead) == ("reached", 1, None)
    assert found.spells[0].closed == Month(2025, 2)


def test_what_a_correction_closed_was_for_nothing() -> None:
    first = history("red")
    corrected = (an_assessed(MONTHS[0], "normal", data_version=9), DAY)
    found = replay([*first, corrected], Policy(), LAST)
    assert found.spells[0].corrected
    assert (found.outcome, found.false_alarms) == ("open", 1)


def test_blue_months_are_counted_as_advice() -> None:
    assert made("blue", "blue", "normal", "blue").advices == 2


def test_an_incomplete_month_is_decided_on_after_its_due_day() -> None:
    incomplete = an_assessed("2025-01", "red", data_version=1, reported_units=37)
    found = replay([(incomplete, date(2025, 2, 3))], Policy(), LAST)
    assert [(each.raised, each.on) for each in found.spells] == [(Month(2025, 1), date(2025, 2, 11))]
    complete = (an_assessed("2025-01", "normal", data_version=2), date(2025, 2, 5))
    assert replay([(incomplete, date(2025, 2, 3)), complete], Policy(), LAST).spells == ()


def test_a_month_in_doubt_is_decided_on_when_the_days_for_its_review_are_over() -> None:
    doubt = DoubtfulUnit("500112", "2025-01", "较上月下降 40%，请说明原因")
    unreviewed = {"accepted_units": 0, "accepted_level": None, "accepted_progress": None}
    doubtful = an_assessed("2025-01", "red", data_version=1, doubtful=(doubt,), doubtful_units=1, **unreviewed)
    later = an_assessed("2025-02", "normal", data_version=2)
    for seen in ([], [(later, date(2025, 3, 3))]):
        found = replay([(doubtful, date(2025, 2, 3)), *seen], Policy(), LAST)
        assert [(each.raised, each.on) for each in found.spells] == [(Month(2025, 1), date(2025, 2, 18))]
    reviewed = an_assessed("2025-01", "normal", data_version=2)
    assert replay([(doubtful, date(2025, 2, 3)), (reviewed, date(2025, 2, 17))], Policy(), LAST).spells == ()
