"""What waits for an answer is kept for its browser, for a few minutes, for one answer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import sqlalchemy as sa

from services.intake.sign_in.sealing import Seal
from services.intake.sign_in.waiting_answers import GOOD_FOR, keep, look, take
from services.intake.tables import SIGN_IN_ATTEMPTS
from shared.database.engine import Database
from tests.builders import NOON


class Question(msgspec.Struct, frozen=True):
    """Something that was asked."""

    secret: bytes


class Other(msgspec.Struct, frozen=True):
    """Something else of the same form."""

    secret: bytes


ASKED = Question(b"challenge")


def test_it_is_taken_once(database: Database, seal: Seal) -> None:
    with database.write() as connection:
        ticket = keep(connection, seal, ASKED, NOON)
        assert look(connection, seal, Question, ticket, NOON) == ASKED
        assert take(connection, seal, Question, ticket, NOON) == ASKED
        assert take(connection, seal, Question, ticket, NOON) is None
        assert look(connection, seal, Question, ticket, NOON) is None


def test_another_browser_s_ticket_opens_nothing(database: Database, seal: Seal) -> None:
    with database.write() as connection:
        keep(connection, seal, ASKED, NOON)
        assert take(connection, seal, Question, "another", NOON) is None


def test_one_question_is_not_taken_for_another(database: Database, seal: Seal) -> None:
    with database.write() as connection:
        ticket = keep(connection, seal, ASKED, NOON)
        assert look(connection, seal, Other, ticket, NOON) is None
        assert take(connection, seal, Other, ticket, NOON) is None


def test_it_ends_and_is_taken_away_by_the_next(database: Database, seal: Seal) -> None:
    with database.write() as connection:
        ticket = keep(connection, seal, ASKED, NOON)
        assert look(connection, seal, Question, ticket, NOON + GOOD_FOR - timedelta(seconds=1)) == ASKED
        assert look(connection, seal, Question, ticket, NOON + GOOD_FOR) is None
        assert take(connection, seal, Question, ticket, NOON + GOOD_FOR) is None
        keep(connection, seal, ASKED, NOON + GOOD_FOR)
        rows = connection.execute(sa.select(sa.func.count()).select_from(SIGN_IN_ATTEMPTS)).scalar_one()
        assert rows == 1


def test_the_database_holds_neither_ticket_nor_content(database: Database, seal: Seal, tmp_path: Path) -> None:
    with database.write() as connection:
        ticket = keep(connection, seal, ASKED, NOON)
        row = connection.execute(sa.select(SIGN_IN_ATTEMPTS)).one()
    assert ticket not in row.digest
    assert b"challenge" not in row.content and b"Y2hhbGxlbmdl" not in row.content
