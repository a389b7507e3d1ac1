"""What is said of the past over PostgreSQL is what was answered then, as over SQLite."""

from __future__ import annotations

from services.aggregator.past.changes import Changes
from shared.catalogue.known import OneCatalogue
from tests.unit.aggregator.past.test_as_of import differences, played
from tests.unit.aggregator.past.test_waterfall import a_subject, told

EVENTS = 150


def test_past_points_and_waterfalls_over_postgresql(postgresql_url: str) -> None:
    play, known = played(postgresql_url, 5, EVENTS, 6)
    assert [differences(play, each) for each in known] == [[]] * 6
    changes = Changes(OneCatalogue(play.catalogue), play.codec)
    for _ in range(20):
        subject = a_subject(play, play.rng)
        start, end = sorted(play.rng.randrange(1, EVENTS + 1) for _ in range(2))
        with play.database.read() as connection:
            found = changes.explain(connection, subject, *map(play.past.point, (str(start), str(end))))
        assert (found.before, found.after) == (told(play, subject, start), told(play, subject, end))
        assert sum(part.change.value for part in found.parts) == found.after.value - found.before.value
