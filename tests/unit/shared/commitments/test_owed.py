from __future__ import annotations

from datetime import date

from shared.catalogue.model import Commitment, CommitmentHorizon
from shared.commitments.history import NO_HISTORY, CommitmentEvent, history
from shared.commitments.owed import owed_periods, unstated_periods
from shared.work_calendar import WorkCalendar
from tests.unit.shared.commitments.builders import a_plan, a_promise, accepted, reached, recorded, returned, stated


def owed(today: date, *events: CommitmentEvent, promise: Commitment | None = None) -> list[str]:
    plan, known = a_plan(), history(recorded(events))
    return [str(each) for each in owed_periods(plan, promise or a_promise(), known, today, WorkCalendar())]


def test_a_year_is_owed_from_the_day_after_its_last_one() -> None:
    assert owed(date(2022, 1, 20)) == []
    assert owed(date(2022, 1, 21)) == ["2021"]
    assert owed(date(2023, 2, 1)) == ["2021", "2022"]


def test_what_is_stated_is_not_owed_whether_reviewed_or_not_and_what_is_returned_is_owed_again() -> None:
    assert owed(date(2022, 2, 1), stated()) == []
    assert owed(date(2022, 2, 1), stated(), returned()) == ["2021"]
    assert owed(date(2022, 2, 1), stated(), accepted()) == []


def test_a_later_statement_also_says_where_it_stood_before() -> None:
    assert owed(date(2024, 2, 1), stated("2022")) == ["2023"]


def test_what_is_to_be_kept_every_year_is_owed_of_each() -> None:
    yearly = a_promise(horizon=CommitmentHorizon.EACH_YEAR)
    assert owed(date(2024, 2, 1), stated("2022"), promise=yearly) == ["2021", "2023"]
    done = (stated("2021", progress="done"), accepted("2021"))
    assert owed(date(2023, 2, 1), *done, promise=yearly) == ["2022"]


def test_once_it_is_done_or_given_up_nothing_is_owed() -> None:
    for progress in ("done", "given_up"):
        assert owed(date(2025, 2, 1), stated(progress=progress), accepted()) == []
    assert owed(date(2023, 2, 1), stated(progress="done")) == ["2022"]  # nobody has accepted that yet
    assert owed(date(2025, 2, 1), reached("done", "2021-06-01")) == []
    assert owed(date(2025, 2, 1), reached("dropped", "2022-06-01")) == ["2021"]


def test_what_is_not_due_yet_is_still_to_be_stated() -> None:
    assert [str(each) for each in unstated_periods(a_plan(), a_promise(), NO_HISTORY)][-1] == "2025"
