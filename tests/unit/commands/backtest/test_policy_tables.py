from __future__ import annotations

from typing import Literal

from services.alerts.episodes.policy_backtest import Replayed, Spell
from services.commands.backtest.policy_tables import PolicyCount
from shared.periods import Month

RAISED, LAST = Month(2023, 4), Month(2025, 12)


def replayed(outcome: Literal["reached", "missed", "open"], *spells: Spell) -> Replayed:
    return Replayed(spells=spells, advices=2, changes=3, outcome=outcome, last=LAST)


def spell(closed: Month | None = None) -> Spell:
    return Spell(raised=RAISED, level="red", on=RAISED.last_day, worst="red", closed=closed, corrected=False)


def test_a_policy_that_was_never_tried_came_to_nothing() -> None:
    assert PolicyCount().words() == (
        "0 项，预警 0 期，变级 0 次，提示 0 次，误报 0 期；未完成 0 项，其中事先预警 0 项，平均早 无"
    )


def test_what_it_came_to_is_added_up_and_the_lead_is_a_mean_over_targets_that_were_missed() -> None:
    count = PolicyCount()
    count.add(replayed("missed", spell()))
    count.add(replayed("missed"))
    count.add(replayed("reached", spell(Month(2024, 1))))
    assert count.words() == (
        "3 项，预警 2 期，变级 9 次，提示 6 次，误报 1 期；未完成 2 项，其中事先预警 1 项，平均早 32.0 个月"
    )
