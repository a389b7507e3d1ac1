"""Games by seeds: what was played stays played, and a broken-off suite goes on with the rest."""

from __future__ import annotations

from tests.end_to_end.kills.games import Played, open_games

SEEDS = range(1, 11)


def played(*seeds: int) -> Played:
    return Played(list(seeds), {"up": len(seeds)}, {"submitted": 9}, 9, 3, 1.5)


def test_what_was_played_is_not_played_again() -> None:
    assert open_games(SEEDS, 4, []) == [range(1, 5), range(5, 9), range(9, 11)]
    assert open_games(SEEDS, 4, [played(5, 6, 7, 8)]) == [range(1, 5), range(9, 11)]
    assert open_games(SEEDS, 4, [played(*SEEDS)]) == []


def test_a_game_of_which_a_seed_is_missing_is_played_again() -> None:
    assert open_games(SEEDS, 5, [played(1, 2, 3, 4)]) == [range(1, 6), range(6, 11)]
