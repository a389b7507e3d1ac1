"""A replay of a little of everything, for segments to hold."""

from __future__ import annotations

import msgspec

from services.aggregator.rebuild.replay import Replay
from shared.events import Event, ReviewFinding
from tests.unit.aggregator.report_builders import a_line, accepted, corrected, returned, submitted, withdrawn

JOBS, RATE = "urban_new_employment", "mediation_success_rate"


def events() -> list[Event]:
    first = submitted("500101", "2023-01", a_line(JOBS, 2**40), a_line(RATE, 0, 2**33), simulated=True)
    return [
        msgspec.structs.replace(first, findings=(ReviewFinding("r", "query", JOBS, "环比增长过快"),)),
        accepted("500101", "2023-01"),
        corrected("500101", "2023-01", a_line(JOBS, -7), a_line("unheard_of", 1)),
        submitted("500102", "2023-02", a_line(JOBS, 30, to_date=True)),
        returned("500102", "2023-02"),
        submitted("500102", "2023-03"),
        withdrawn("500102", "2023-03"),
    ]


def a_replay(first: int = 1) -> Replay:
    replay = Replay([JOBS, RATE])
    for position, event in enumerate(events(), first):
        replay.add(event, position, position * 1_000, f"by-{position}")
    return replay
