"""What every page is given, beside what it shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.aggregator.board.overview.alert_rows import AlertRow
from services.aggregator.board.overview.overview import Overview
from services.aggregator.board.render import BoardRenderer
from services.aggregator.wording.levels import level_mark
from shared.periods import Month, SettableClock
from shared.points import Point

THEN = datetime(2024, 7, 15, 9, 30, tzinfo=UTC)
RED = level_mark("red")
ALERT = AlertRow("CQ-08", 1, RED, False, "重庆市", "p", "规划", 8, "工伤", "2023-03", "5 个月", "2024-06", "−1", "2")


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (None, ""),
        (Point(120, THEN, "2024-07-15"), "?as_of=2024-07-15"),
        (Point(120, THEN, "120"), "?as_of=2024-07-15T09%3A30%3A00%2B00%3A00"),
    ],
)
def test_the_overview_s_links_to_alerts_stay_at_its_point_by_a_time_since_alerts_know_no_positions_of_reports(
    asked: Point | None, kept: str
) -> None:
    renderer, month = BoardRenderer(SettableClock(THEN)), Month(2024, 6)
    shown = Overview(month, sections=[], results=[], alerts=[ALERT], periods=[month], awaited=[], coming=[])
    assert f'href="/alerts/CQ-08{kept}"' in renderer.overview(shown, asked)
    without = renderer.overview(replace(shown, alerts=[]), asked)
    assert f'href="/alerts?state=expired{kept.replace("?", "&amp;")}"' in without
