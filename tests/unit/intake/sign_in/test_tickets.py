"""A ticket says what it was made for, for a few minutes, for one answer; it tells whoever holds it nothing."""

from __future__ import annotations

import base64
from datetime import timedelta

import msgspec
import pytest
import sqlalchemy as sa

from services.intake.sign_in.sealing import Seal
from services.intake.sign_in.tickets import GOOD_FOR, LONGEST, look, ticket_for, use
from services.intake.tables import USED_TICKETS
from shared.database.engine import Database
from tests.builders import NOON


class Question(msgspec.Struct, frozen=True):
    """Something that was asked."""

    secret: bytes


class Other(msgspec.Struct, frozen=True):
    """Something else of the same form."""

    secret: bytes


ASKED = Question(b"challenge")


def test_it_says_what_it_was_made_for_until_its_time_is_over(seal: Seal) -> None:
    ticket = ticket_for(seal, ASKED, NOON)
    assert look(seal, Question, ticket, NOON + GOOD_FOR - timedelta(seconds=1)) == ASKED
    assert look(seal, Question, ticket, NOON + GOOD_FOR) is None


def test_one_question_is_not_taken_for_another(seal: Seal) -> None:
    assert look(seal, Other, ticket_for(seal, ASKED, NOON), NOON) is None


def test_it_tells_whoever_holds_it_nothing(seal: Seal) -> None:
    ticket = ticket_for(seal, ASKED, NOON)
    held = base64.urlsafe_b64decode(ticket + "==")
    assert b"challenge" not in held and base64.b64encode(b"challenge") not in held


@pytest.mark.parametrize("ticket", ["", "another", "a" * 100, "票", "a" * (LONGEST + 1), "=="])
def test_what_is_no_ticket_says_nothing(seal: Seal, ticket: str) -> None:
    assert look(seal, Question, ticket, NOON) is None


def test_a_ticket_that_was_altered_says_nothing(seal: Seal) -> None:
    ticket = ticket_for(seal, ASKED, NOON)
    other = "A" if ticket[20] != "A" else "B"
    assert look(seal, Question, ticket[:20] + other + ticket[21:], NOON) is None


def test_one_answer_is_taken_and_that_is_remembered_as_long_as_it_could_be_shown(
    database: Database, seal: Seal
) -> None:
    ticket = ticket_for(seal, ASKED, NOON)
    with database.write() as connection:
        assert use(connection, ticket, NOON)
        assert not use(connection, ticket, NOON)
    with database.write() as connection:
        assert not use(connection, ticket, NOON + timedelta(minutes=9))
        assert use(connection, ticket_for(seal, ASKED, NOON), NOON + GOOD_FOR)
        rows = connection.execute(sa.select(sa.func.count()).select_from(USED_TICKETS)).scalar_one()
    assert rows == 1
