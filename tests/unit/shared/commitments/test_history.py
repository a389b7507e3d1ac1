from __future__ import annotations

import random

from shared.commitments.history import NO_HISTORY, CommitmentEvent, histories, history
from shared.commitments.periods import StatementPeriod
from tests.unit.shared.commitments.builders import PLAN, accepted, reached, recorded, returned, stated

YEAR = StatementPeriod(2021)


def test_a_statement_counts_once_it_is_accepted() -> None:
    waiting = history(recorded([stated()]))
    assert waiting.newest is None
    assert [each.state for each in waiting.unreviewed] == ["submitted"]
    done = history(recorded([stated(), accepted()]))
    assert done.newest is not None
    assert (done.newest.state, done.newest.reviewer, done.unreviewed) == ("accepted", "key:2", ())


def test_one_that_is_returned_is_owed_again_and_says_why() -> None:
    found = history(recorded([stated(), returned()]))
    assert not found.answers(YEAR)
    last = found.last(YEAR)
    assert last is not None
    assert (last.state, last.said) == ("returned", "缺材料")
    assert history(recorded([stated(), returned(), stated(statement=2)])).answers(YEAR)


def test_while_a_correction_waits_the_accepted_one_stays_and_nothing_is_lost() -> None:
    events: list[CommitmentEvent] = [stated(value="3"), accepted(), stated(statement=2, value="2", reason="多计一个")]
    found = history(recorded(events))
    assert found.newest is not None
    assert found.newest.event.value == "3"
    assert [each.event.value for each in found.unreviewed] == ["2"]
    corrected = history(recorded([*events, accepted(statement=2)]))
    assert corrected.newest is not None
    assert corrected.newest.event.value == "2"
    assert [each.state for each in corrected.statements[YEAR]] == ["accepted", "accepted"]


def test_a_correction_that_is_returned_leaves_nothing_owed() -> None:
    found = history(recorded([stated(), accepted(), stated(statement=2, reason="多计"), returned(statement=2)]))
    assert found.answers(YEAR)
    assert found.newest is not None
    assert found.newest.event.statement == 1


def test_one_sent_anew_before_its_review_takes_the_place_of_the_one_before() -> None:
    found = history(recorded([stated(), stated(statement=2)]))
    assert [each.state for each in found.statements[YEAR]] == ["replaced", "submitted"]
    assert [each.event.statement for each in found.unreviewed] == [2]


def test_of_several_milestones_the_latest_day_counts_and_of_one_day_the_last_recorded() -> None:
    late_paper = history(recorded([reached("done", "2023-05-01"), reached("begun", "2021-03-01")]))
    assert late_paper.milestone is not None
    assert late_paper.milestone.event.step == "done"
    mistaken = history(recorded([reached("done", "2023-05-01"), reached("begun", "2023-05-01")]))
    assert mistaken.milestone is not None
    assert mistaken.milestone.event.step == "begun"


def test_in_any_order_and_however_often_events_come_the_histories_are_the_same() -> None:
    events: list[CommitmentEvent] = [
        stated(),
        returned(),
        stated(statement=2),
        stated("2022", row=2),
        accepted(statement=2),
        reached("begun", "2021-04-01", row=2),
        accepted("2022", row=2),
        stated("2022", statement=2, row=2, reason="更正"),
        reached("dropped", "2022-04-01", row=2),
    ]
    once = recorded(events)
    wanted = histories(once)
    assert set(wanted) == {(PLAN, 1), (PLAN, 2)}
    draw = random.Random(5)
    for _ in range(50):
        mixed = [*once, *draw.choices(once, k=draw.randrange(9))]
        draw.shuffle(mixed)
        assert histories(mixed) == wanted


def test_of_what_nobody_spoke_there_is_nothing() -> None:
    assert (NO_HISTORY.newest, NO_HISTORY.milestone, NO_HISTORY.unreviewed) == (None, None, ())
    assert not NO_HISTORY.answers(YEAR)
