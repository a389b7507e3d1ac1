"""Games by seeds: what was played stays played, and a broken-off suite goes on with the rest. Nobody is put off without
need."""

from __future__ import annotations

from tests.end_to_end.kills.games import Patience, Played, open_games
from tests.end_to_end.kills.grounds.ground import Harm

SEEDS = range(1, 11)


def played(*seeds: int) -> Played:
    return Played(list(seeds), {"up": len(seeds)}, {"submitted": 9}, 9, 3, 1.5)


def test_what_was_played_is_not_played_again() -> None:
    assert open_games(SEEDS, 4, []) == [range(1, 5), range(5, 9), range(9, 11)]
    assert open_games(SEEDS, 4, [played(5, 6, 7, 8)]) == [range(1, 5), range(9, 11)]
    assert open_games(SEEDS, 4, [played(*SEEDS)]) == []


def test_a_game_of_which_a_seed_is_missing_is_played_again() -> None:
    assert open_games(SEEDS, 5, [played(1, 2, 3, 4)]) == [range(1, 6), range(6, 11)]


def test_somebody_may_be_put_off_from_when_intakes_database_was_away_until_the_system_was_at_rest() -> None:
    patience, elsewhere, away = Patience(), Harm(("Kafka away",)), Harm(("kill: postgresql",), intake_away=True)
    assert list(patience.asked_for(elsewhere, 0)) == []
    assert list(patience.asked_for(elsewhere, 3)) == ["put off 3 times by an intake whose database was there"]
    assert list(patience.asked_for(elsewhere + away, 3)) == list(patience.asked_for(elsewhere, 3)) == []
    patience.rested()
    assert len(list(patience.asked_for(elsewhere, 1))) == 1
