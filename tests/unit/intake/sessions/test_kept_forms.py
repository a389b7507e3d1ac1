"""Forms that are kept for a person: few, for a day, for nobody else."""

from __future__ import annotations

from datetime import timedelta

from services.intake.sessions import kept_forms
from shared.database.engine import Database
from shared.web.kept_forms.form import KEPT_FOR, MOST_KEPT, KeptForm
from tests.builders import NOON
from tests.unit.intake.support import Service

MINUTE = timedelta(minutes=1)


def a_form(text: str) -> KeptForm:
    return KeptForm("/x", (("note", text), ("report", "a"), ("report", "b")))


def database_of(service: Service) -> Database:
    return service.intake.database


def test_a_form_is_found_by_its_id_by_whose_it_is_for_a_day(service: Service) -> None:
    with database_of(service).write() as connection:
        wanted = kept_forms.keep(connection, "chen", a_form("说明"), NOON)
        assert kept_forms.find(connection, "chen", wanted, NOON + KEPT_FOR - MINUTE) == a_form("说明")
        assert kept_forms.find(connection, "li", wanted, NOON) is None
        assert kept_forms.find(connection, "chen", "other", NOON) is None
        assert kept_forms.find(connection, "chen", wanted, NOON + KEPT_FOR) is None
        assert kept_forms.sweep(connection, NOON + KEPT_FOR - MINUTE) == 0
        assert kept_forms.sweep(connection, NOON + KEPT_FOR) == 1


def test_of_one_person_no_more_than_a_few_are_kept_and_the_newest_are(service: Service) -> None:
    with database_of(service).write() as connection:
        kept_forms.keep(connection, "li", a_form("李"), NOON)
        ids = [kept_forms.keep(connection, "chen", a_form(str(n)), NOON + n * MINUTE) for n in range(MOST_KEPT + 3)]
        found = [kept_forms.find(connection, "chen", each, NOON + 10 * MINUTE) for each in ids]
        assert [each is not None for each in found] == [False] * 3 + [True] * MOST_KEPT
        assert kept_forms.sweep(connection, NOON + 2 * KEPT_FOR) == MOST_KEPT + 1


def test_the_same_form_sent_again_takes_no_more_room(service: Service) -> None:
    with database_of(service).write() as connection:
        first = kept_forms.keep(connection, "chen", a_form("说明"), NOON)
        assert kept_forms.keep(connection, "chen", a_form("说明"), NOON + MINUTE) == first
        assert kept_forms.sweep(connection, NOON + KEPT_FOR) == 0, "it was sent a minute later"
