from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.demo.script.mistakes import PlayedCorrection
from services.demo.script.remaining import StandingReport, remaining_steps
from services.demo.script.steps import Acceptance, Closing, PlayStep, ReportToPost
from shared.periods import Month

MARCH = Month(2023, 3)
PLACE = ("500107", MARCH)
BEGIN = datetime(2023, 4, 3, 2, tzinfo=UTC)
FIRST = ReportToPost("500107", MARCH)
SECOND = ReportToPost("500107", MARCH, 2, correction=PlayedCorrection("录入有误"))
ACCEPTED = Acceptance("500000", "500107", MARCH)
ACCEPTED_AGAIN = Acceptance("500000", "500107", MARCH, corrected=True)


def steps() -> list[PlayStep]:
    return [
        PlayStep(BEGIN, [FIRST]),
        PlayStep(BEGIN + timedelta(days=1), acceptances=[ACCEPTED], settles=True),
        PlayStep(BEGIN + timedelta(days=2), closings=[Closing("500000", MARCH)], settles=True),
        PlayStep(BEGIN + timedelta(days=3), [SECOND]),
        PlayStep(BEGIN + timedelta(days=4), acceptances=[ACCEPTED_AGAIN], settles=True),
    ]


def left(report: StandingReport | None) -> list[PlayStep]:
    return remaining_steps(steps(), {} if report is None else {PLACE: report})


def test_where_nothing_is_there_everything_is_left() -> None:
    assert left(None) == steps()


def test_what_is_accepted_is_not_posted_again_and_its_step_comes_again_to_be_settled() -> None:
    found = left(StandingReport("accepted", 1, accepted=True))
    assert [step.instant for step in found] == [step.instant for step in steps()[1:]]
    assert found[0].acceptances == []
    assert found[1].closings == [Closing("500000", MARCH)]


def test_closings_before_the_last_thing_done_are_known_to_be_done() -> None:
    found = left(StandingReport("submitted", 2, accepted=True, revised=1))
    assert [closing for step in found for closing in step.closings] == []
    assert [acceptance for step in found for acceptance in step.acceptances] == [ACCEPTED_AGAIN]


def test_a_report_whose_findings_keep_it_from_being_accepted_is_sent_again() -> None:
    assert not StandingReport("submitted", 1, findings=1).has(FIRST)
    assert StandingReport("submitted", 1).has(FIRST)


def test_a_correction_is_there_only_when_something_came_after_an_acceptance() -> None:
    assert not StandingReport("accepted", 1, accepted=True).has(SECOND)
    assert StandingReport("submitted", 2, accepted=True, revised=1).has(SECOND)
