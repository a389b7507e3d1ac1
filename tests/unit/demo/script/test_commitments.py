"""What departments say in the play is taken as it is, is labelled, and holds every case that a page tells apart."""

from __future__ import annotations

from collections import Counter
from datetime import date

import msgspec
import pytest

from services.demo.script.commitments import PLANS, PlayedWords, played_words
from services.intake.commitments.bodies import MilestonesBody, StatementReviewBody, StatementsBody
from services.intake.commitments.content import PostedCommitments
from services.intake.commitments.decide import CommitmentCommand, decide
from services.intake.reports.decide import CommandRefusal
from shared.catalogue import Catalogue
from shared.commitments.history import CommitmentHistory, RecordedCommitment, histories
from shared.commitments.standing import standings
from shared.periods import CHINA, Month
from shared.security.access import Access

FIRST, LAST = Month(2021, 1), Month(2025, 12)


@pytest.fixture(scope="module")
def words(catalogue: Catalogue) -> list[PlayedWords]:
    return sorted(played_words(catalogue, FIRST, LAST), key=lambda each: each.instant)


def read(catalogue: Catalogue, said: PlayedWords) -> list[CommitmentCommand]:
    """The commands that intake makes of it; whatever is wrong with it raises."""
    names = {each.id: each for each in catalogue.departments}
    posted = PostedCommitments(catalogue, said.instant.astimezone(CHINA).date())
    items = list(said.items)
    if said.path == "reviews":
        review = msgspec.convert({"decisions": items}, StatementReviewBody)
        access = Access(catalogue)
        return list(posted.decisions(review.decisions, lambda region: access.inside(region, said.area)))
    own = names[said.department]
    if said.path == "milestones":
        reached = msgspec.convert({"milestones": items}, MilestonesBody)
        return list(posted.milestones(reached.milestones, own.name, lambda region: region == own.region))
    stated = msgspec.convert({"statements": items}, StatementsBody)
    return list(posted.statements(stated.statements, own.name, lambda region: region == own.region))


def known_after(catalogue: Catalogue, words: list[PlayedWords]) -> dict[tuple[str, int], CommitmentHistory]:
    events: list[RecordedCommitment] = []
    known: dict[tuple[str, int], CommitmentHistory] = {}
    for said in words:
        for command in read(catalogue, said):
            key = (command.about.plan.id, command.about.row)
            event = decide(known.get(key, CommitmentHistory()), command)
            assert not isinstance(event, CommandRefusal), (said.key, command, event)
            events.append(RecordedCommitment(len(events) + 1, 0, said.key, event))
        known = histories(events)
    return known


def test_everything_is_taken_and_the_pages_have_every_case(catalogue: Catalogue, words: list[PlayedWords]) -> None:
    known = known_after(catalogue, words)
    found: Counter[str] = Counter()
    for plan_id in PLANS:
        plan = catalogue.plans[plan_id]
        calendar = catalogue.calendar_of(plan.region)
        all_of_them = standings(plan, catalogue.departments, known, {}, LAST, date(2026, 2, 5), calendar)
        found.update(each.standing for each in all_of_them)
    assert {"done", "on_time", "late", "silent", "given_up", "unassigned"} <= set(found)
    assert 3 <= sum(bool(each.unreviewed) for each in known.values()) <= 20
    assert any(each.state == "returned" for one in known.values() for made in one.statements.values() for each in made)


def test_who_reviews_is_the_reviewer_of_the_play(catalogue: Catalogue, words: list[PlayedWords]) -> None:
    assert {said.area for said in words if said.path == "reviews"} <= set(catalogue.area_reporters)


def test_what_is_made_up_says_so_in_every_text(words: list[PlayedWords]) -> None:
    for said in words:
        for item in said.items:
            if said.path != "reviews":
                assert item["simulated"] is True
                assert "模拟" in str(item)


def test_a_year_is_told_in_the_january_after_it_and_keys_are_used_once(words: list[PlayedWords]) -> None:
    assert all(said.instant.year == said.period.year + 1 for said in words)
    assert len({said.key for said in words}) == len(words)


def test_of_years_that_are_not_played_whole_nothing_is_said(catalogue: Catalogue) -> None:
    assert list(played_words(catalogue, Month(2023, 1), Month(2023, 11))) == []
    assert {each.period for each in played_words(catalogue, Month(2022, 3), Month(2023, 12))} == {Month(2023, 12)}
