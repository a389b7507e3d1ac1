"""The five simulated years played inside docker compose: the same figures to the person as in one process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.end_to_end import compose
from tests.end_to_end.played import FIGURES, PLAY_SECONDS, play_embedded, reading

LEVELS = "SELECT plan, row, period, level FROM progress"


@pytest.mark.slow
@pytest.mark.timeout(4_800)
@pytest.mark.skipif(os.environ.get("XUSHI_LONG_TESTS") != "1", reason="five years in containers: make compose-demo")
def test_played_inside_compose_the_years_end_as_in_one_process(tmp_path: Path) -> None:
    try:
        with compose.running(tmp_path) as stack:
            played = stack.play(PLAY_SECONDS, "2025-12")
            figures, levels = (sorted(stack.rows("aggregator", query)) for query in (FIGURES, LEVELS))
    except compose.NoCompose as reason:
        pytest.skip(f"docker-compose.yml is NOT tried: {reason}")
    print(played)
    with reading(play_embedded(tmp_path / "embedded", "2025-12"), "aggregator") as connection:
        embedded = [
            sorted("|".join(map(str, row)) for row in connection.execute(sa.text(query))) for query in (FIGURES, LEVELS)
        ]
    assert len(figures) > 40_000
    assert figures == embedded[0]
    assert levels == embedded[1]
