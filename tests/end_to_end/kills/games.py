"""Games of kills, and which of them are still to be played.

A game is a new system and a number of rounds, one a seed: clients work, something is killed at a random moment and
starts again, strangers meddle, everybody gets their answers, and all is compared. At a game's end its own commands
check it as well.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from typing import NamedTuple

from tests.end_to_end.kills.book import Book
from tests.end_to_end.kills.clients import Crowd
from tests.end_to_end.kills.comparing import Found, faults
from tests.end_to_end.kills.grounds.ground import Ground, Harm
from tests.end_to_end.kills.grounds.reading import Databases
from tests.end_to_end.resumable.ledger import Ledger

LIFE_SECONDS = (0.05, 1.0)
AFTERWARDS_SECONDS = (0.0, 0.4)
_ANSWER_SECONDS = 600.0


class Broken(Exception):
    """Something is not as promised; the text says which seed found what."""


class Played(NamedTuple):
    """A game that went well: its seeds, how often what was done to it, asked and answered, and how long it took."""

    seeds: list[int]
    harmed: dict[str, int]
    counts: dict[str, int]
    events: int
    figures: int
    seconds: float


def play(ground: Ground, seeds: Sequence[int]) -> Played:
    """One game.

    Raises:
        Broken: something is not as promised.
    """
    began = time.monotonic()
    with game(ground, seeds[0]) as played:
        for seed in seeds:
            played.round(seed)
            played.compare(f"seed {seed}")
        found = played.end(f"after seed {seeds[-1]}")
    sizes = (len(found.events), len(found.figures))
    return Played(
        list(seeds), dict(played.harmed), dict(played.book.counts), *sizes, round(time.monotonic() - began, 1)
    )


class Patience:
    """Whether somebody may be put off: while intake's own database is away, and until the system has been at rest."""

    def __init__(self) -> None:
        self._away = False

    def asked_for(self, harm: Harm, put_off: int) -> Iterator[str]:
        """What is wrong with so many times that somebody was put off in a round in which ``harm`` was done."""
        self._away |= harm.intake_away
        if put_off and not self._away:
            yield f"put off {put_off} times by an intake whose database was there"

    def rested(self) -> None:
        """The system was at rest, and well."""
        self._away = False


class Game:
    """Clients at one ground, and what they were promised."""

    def __init__(self, ground: Ground, seed: int) -> None:
        self.book = Book()
        self.harmed: Counter[str] = Counter()
        self._patience = Patience()
        self._ground = ground
        self._crowd = Crowd(ground.urls, ground.people, self.book, seed)

    def round(self, seed: int) -> None:
        """Work, harm in the middle of it, and work until all is answered."""
        chance, before = random.Random(seed), self._unanswered()
        self._crowd.begin()
        time.sleep(chance.uniform(*LIFE_SECONDS))
        harm = self._ground.harm(chance)
        self.harmed.update(harm.names)
        time.sleep(chance.uniform(*AFTERWARDS_SECONDS))
        self._crowd.end(_ANSWER_SECONDS)
        for fault in self._patience.asked_for(harm, self._unanswered() - before):
            self.book.fault(f"seed {seed}: {fault}")

    def compare(self, when: str) -> Found:
        """What the system holds, once it is at rest.

        Raises:
            Broken: something is not as promised.
        """
        self._ground.rest()
        self._patience.rested()
        found, wrong = compared(self._ground.databases, self.book)
        _raise(when, [*wrong, *self._ground.wrong()])
        return found

    def end(self, when: str) -> Found:
        """As :meth:`compare`, after the system's own commands have checked it.

        Raises:
            Broken: something is not as promised.
        """
        _raise(when, self._ground.check())
        return self.compare(when)

    def close(self) -> None:
        """Nobody asks any more."""
        self._crowd.close()

    def _unanswered(self) -> int:
        """How often a request was put off, or waited for in vain."""
        return self.book.counts["put off"] + self.book.counts["ReadTimeout"]


@contextmanager
def game(ground: Ground, seed: int) -> Iterator[Game]:
    """A game whose clients are gone at its end."""
    with closing(Game(ground, seed)) as made:
        yield made


def compared(databases: Databases, book: Book) -> tuple[Found, list[str]]:
    """What the databases of a system at rest hold, and everything that is wrong with it."""
    found = databases.found()
    return found, [*book.faults, *databases.parked(), *faults(book.deeds.values(), found)]


def _raise(when: str, found: Sequence[str]) -> None:
    if found:
        raise Broken(f"{when}: " + "\n".join(found))


def open_games(seeds: Sequence[int], length: int, done: Sequence[Played]) -> list[Sequence[int]]:
    """The games of ``length`` seeds that are still to be played."""
    played = {seed for game in done for seed in game.seeds}
    games = [seeds[start : start + length] for start in range(0, len(seeds), length)]
    return [game for game in games if not played.issuperset(game)]


def play_all(
    place: Callable[[int], AbstractContextManager[Ground]],
    games: Sequence[Sequence[int]],
    ledger: Ledger[Played],
    told: Callable[[Played], object],
) -> None:
    """Play these games one after the other, each at a place of its own.

    Raises:
        Broken: as :func:`play`; the games before stay in the ledger.
    """
    for seeds in games:
        with place(seeds[0]) as ground:
            game = play(ground, seeds)
        ledger.add(game)
        told(game)
