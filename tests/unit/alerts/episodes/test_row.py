from __future__ import annotations

from typing import Any

import msgspec
import pytest

from services.alerts.episodes.row import EpisodeRow, project
from services.alerts.tables import EPISODES
from shared.events import (
    AlertAcknowledged,
    AlertClosedByCorrection,
    AlertFrozen,
    AlertLevelChanged,
    AlertRaised,
    AlertResolved,
    Level,
)
from tests.builders import an_assessment

BASE: dict[str, Any] = {"alert": "CQ-08", "episode": 1}
RAISED = AlertRaised(
    **BASE,
    plan="p",
    row=8,
    indicator="i",
    region="500000",
    period="2025-01",
    level="red",
    reason="red_at_once",
    assessment=an_assessment(),
)


def changed(reason: str, level: Level = "orange") -> AlertLevelChanged:
    return AlertLevelChanged(
        **BASE, period="2025-02", old_level="red", level=level, reason=reason, assessment=an_assessment()
    )


def test_a_raise_opens_the_row() -> None:
    row = project(None, RAISED, "alert-p-8-500000", 7)
    assert (row.state, row.level, row.raised_period, row.raised_at) == ("open", "red", "2025-01", 7)


def test_a_level_change_moves_level_and_period() -> None:
    row = project(project(None, RAISED, "s", 7), changed("improved"), "s", 9)
    assert (row.level, row.period, row.raised_at, row.changed_at) == ("orange", "2025-02", 7, 9)


def test_a_frozen_row_stays_frozen_until_figures_return() -> None:
    frozen = project(
        project(None, RAISED, "s", 7), AlertFrozen(**BASE, period="2025-02", reason="coverage_short"), "s", 8
    )
    assert frozen.state == "frozen"
    assert project(frozen, changed("correction_worsened"), "s", 9).state == "frozen"
    assert project(frozen, changed("figures_returned"), "s", 9).state == "open"


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (AlertResolved(**BASE, period="2025-03", reason="caught_up", assessment=an_assessment()), "resolved"),
        (
            AlertClosedByCorrection(
                **BASE, period="2024-12", reason="correction_cured", old_actual=1, assessment=an_assessment()
            ),
            "closed_by_correction",
        ),
    ],
)
def test_a_close_says_how(event: AlertResolved | AlertClosedByCorrection, state: str) -> None:
    row = project(project(None, RAISED, "s", 7), event, "s", 9)
    assert row.state == state
    assert row.period >= "2025-01"


def test_an_episode_cannot_go_on_before_it_began() -> None:
    with pytest.raises(ValueError, match="never raised"):
        project(None, changed("improved"), "s", 9)


def test_a_row_holds_what_its_table_holds_in_its_order() -> None:
    assert EpisodeRow._fields == tuple(EPISODES.c.keys())


def test_what_got_worse_is_asked_anew_unless_another_alert_tells_of_it() -> None:
    raised = project(None, RAISED, "s", 7)
    signed = project(raised, AlertAcknowledged(**BASE, signer="李某"), "s", 8)
    worse = changed("worsened", "red")
    told = project(signed, msgspec.structs.replace(worse, old_level="orange"), "s", 9)
    gathered = project(signed, msgspec.structs.replace(worse, old_level="orange", gathered_by="CQ-01"), "s", 9)
    assert (told.asked_at, told.acknowledged_at) == (9, None)
    assert (gathered.asked_at, gathered.acknowledged_at) == (7, 8)
