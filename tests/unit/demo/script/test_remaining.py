from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.demo.script.mistakes import PlayedCorrection
from services.demo.script.planted_faults import Story
from services.demo.script.remaining import StandingReport, remaining_steps
from services.demo.script.steps import Acceptance, Closing, DocumentName, PlayStep, Publication, ReportToPost
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


def test_a_fault_that_was_planted_is_not_sent_again_to_be_explained() -> None:
    planted = ReportToPost("500107", MARCH, story=Story("jump", "500107", MARCH, {}))
    refused = ReportToPost("500107", MARCH, story=Story("ytd-falls", "500107", MARCH, {}, refused=True))
    assert StandingReport("submitted", 1, findings=1).has(planted)
    assert not StandingReport("submitted", 1, findings=1).has(refused), "what was right in the end is explained"


def test_a_bulletin_is_published_once_and_only_where_there_is_somebody_to_publish_it() -> None:
    publication = Publication("500000", MARCH)
    after = PlayStep(BEGIN + timedelta(days=9), publications=[publication])

    def left_of(published: set[DocumentName] | None) -> list[Publication]:
        return [it for step in remaining_steps([*steps(), after], {}, published) for it in step.publications]

    assert left_of(set()) == [publication]
    assert left_of({publication.name}) == left_of(None) == []


def test_a_bulletin_that_nobody_published_in_its_time_is_not_published_later() -> None:
    before = PlayStep(BEGIN - timedelta(days=9), publications=[Publication("500000", MARCH.shift(-1))])
    standing = {PLACE: StandingReport("accepted", 1, accepted=True)}
    found = remaining_steps([before, *steps()], standing, set())
    assert [it for step in found for it in step.publications] == []
