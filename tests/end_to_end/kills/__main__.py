"""``python -m tests.end_to_end.kills``: the long suites of kills, in blocks that can be broken off and go on."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from tests.end_to_end.kills.games import Broken, Played, open_games, play_all
from tests.end_to_end.kills.grounds.embedded import embedded
from tests.end_to_end.kills.grounds.engines import engines
from tests.end_to_end.kills.grounds.ground import Ground
from tests.end_to_end.kills.grounds.nursery import Nursery
from tests.end_to_end.resumable.commits import commit
from tests.end_to_end.resumable.ledger import Ledger, Origin

BLOCK = 250
LENGTHS = {"embedded": 25, "engines": 10}
"""Rounds of one game, which is what is lost when the suite is broken off."""

Place = Callable[[int], AbstractContextManager[Ground]]


def main() -> int:
    """Play all games that are not in the ledger yet; 1 where something was not as promised."""
    asked = _arguments()
    ledger = Ledger(asked.state, Played, Origin(commit(), f"kills, {asked.ground}"))
    seeds = range(asked.first, asked.first + asked.rounds)
    length = LENGTHS[asked.ground]
    games = open_games(seeds, length, ledger.done())
    print(
        f"{asked.ground}: {asked.rounds} rounds, {len(games)} games of {length} are open\n{ledger.told()}", flush=True
    )
    try:
        with _places(asked.ground) as place:
            play_all(place, games, ledger, lambda game: _tell(game, ledger, seeds))
    except Broken as broken:
        print(broken)
        return 1
    print(ledger.told())
    print(summary([game for game in ledger.done() if game.seeds[0] in seeds]))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.end_to_end.kills", description=__doc__)
    parser.add_argument("--ground", choices=sorted(LENGTHS), default="embedded")
    parser.add_argument("--rounds", type=int, default=4 * BLOCK)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--state", type=Path, default=Path("var/kills.jsonl"), help="the games that were played")
    return parser.parse_args()


@contextmanager
def _places(ground: str) -> Iterator[Place]:
    """Where games are played. What went wrong stays there to be looked at."""
    folder = Path(tempfile.mkdtemp(prefix=f"xushi-kills-{ground}-"))
    with ExitStack() as stack:
        nursery = stack.enter_context(Nursery(folder))
        if ground == "engines":
            yield stack.enter_context(engines(folder, nursery))
        else:
            yield lambda seed: embedded(nursery, folder / f"seed-{seed}")
    shutil.rmtree(folder)  # not reached where something went wrong


def _tell(game: Played, ledger: Ledger[Played], seeds: Sequence[int]) -> None:
    """A game that went well; and a block, where it is the last of one."""
    done = [each for each in ledger.done() if each.seeds[0] in seeds]
    rounds = sum(len(each.seeds) for each in done)
    print(
        f"seeds {game.seeds[0]} to {game.seeds[-1]}: {game.events} events, {game.seconds} s; {rounds} rounds",
        flush=True,
    )
    if rounds % BLOCK == 0:
        print(summary(done[-BLOCK // len(game.seeds) :]), flush=True)


def summary(games: Sequence[Played]) -> str:
    """What was played, in figures."""
    counts, harmed = Counter[str](), Counter[str]()
    for game in games:
        counts.update(game.counts)
        harmed.update(game.harmed)
    rounds, events = sum(len(game.seeds) for game in games), sum(game.events for game in games)
    seconds = sum(game.seconds for game in games)
    return f"{rounds} rounds, {events} events, {seconds:.0f} s\n  done to it: {dict(harmed)}\n  asked: {dict(counts)}"


if __name__ == "__main__":
    sys.exit(main())
