"""The short form of ``make crash``: some rounds on one process; and faults planted into what it really keeps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.end_to_end.kills.comparing import of_people
from tests.end_to_end.kills.games import Game, compared, game
from tests.end_to_end.kills.grounds.embedded import Embedded, embedded
from tests.end_to_end.kills.grounds.nursery import Nursery
from tests.end_to_end.kills.grounds.reading import Databases

SEEDS = range(1, 4)
NAMES = ("intake", "aggregator")

LOST = "DELETE FROM events WHERE position = (SELECT max(position) FROM events)"
DOUBLED = (
    "INSERT INTO events SELECT (SELECT max(position) + 1 FROM events), stream, version + 100, type, schema_version, "
    "data, recorded_at, actor, correlation_id, NULL, previous_hash, hash FROM events WHERE position = 1"
)
NOT_COUNTED = (
    "UPDATE figures SET accepted_value = 0, accepted = accepted - 1 "
    "WHERE rowid_of = (SELECT min(region || indicator || period) FROM figures WHERE accepted > 0)"
).replace("rowid_of", "region || indicator || period")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Embedded, Game]]:
    """A game after its rounds, none of which found anything."""
    folder = tmp_path_factory.mktemp("kills")
    with Nursery(folder) as nursery, embedded(nursery, folder / "game") as ground, game(ground, SEEDS[0]) as made:
        for seed in SEEDS:
            made.round(seed)
            made.compare(f"seed {seed}")
        yield ground, made


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_at_random_moments_it_holds_what_was_promised_and_what_follows_from_it(
    played: tuple[Embedded, Game],
) -> None:
    _, made = played
    found = made.end("at the end")
    counts = made.book.counts
    assert sum(made.harmed.values()) == len(SEEDS)
    assert min(counts[kind] for kind in ("submitted", "corrected", "accepted", "returned")) > 0
    assert counts["ConnectError"] + counts["RemoteProtocolError"] + counts["ReadError"] > 0  # some were left alone
    assert len(of_people(found.events)) == len(made.book.deeds) > 20
    assert any(total[3] for total in found.figures.values())


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("name", "statement", "said"),
    [
        ("intake", LOST, "promised, and lost"),
        ("intake", DOUBLED, "nobody asked for it"),
        ("aggregator", NOT_COUNTED, "should be"),
    ],
    ids=["a lost event", "a doubled event", "an acceptance not counted"],
)
def test_a_fault_planted_into_its_databases_is_found(
    played: tuple[Embedded, Game], tmp_path: Path, name: str, statement: str, said: str
) -> None:
    ground, made = played
    made.compare("before")
    addresses = [copied(ground.folder / f"{each}.sqlite", tmp_path / f"{each}.sqlite") for each in NAMES]
    with closing(Databases(*addresses)) as databases:
        assert compared(databases, made.book)[1] == []
        with closing(sqlite3.connect(tmp_path / f"{name}.sqlite")) as connection:
            assert connection.execute(statement).rowcount == 1
            connection.commit()
        wrong = compared(databases, made.book)[1]
    assert len(wrong) > 0 and all(said in each for each in wrong if "version" not in each), wrong


def copied(source: Path, target: Path) -> str:
    """The address of a copy of a database that is in use."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
    return f"sqlite:///{target}"
