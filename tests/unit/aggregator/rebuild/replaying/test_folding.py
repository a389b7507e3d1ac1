"""What becomes of months, all at once, held against the live path's rule one event after another."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.model import RegionMonth
from services.aggregator.rebuild.replay import Replay
from services.aggregator.reports.handlers import IntakeEvent, evolve
from services.aggregator.reports.months import UnitMonth
from shared.events import ReviewFinding
from tests.unit.aggregator.report_builders import a_line, accepted, corrected, returned, submitted, withdrawn

JOBS = "urban_new_employment"
QUERY = ReviewFinding("r", "query", JOBS, "环比增长过快")


def report(
    region: str, period: str, value: int, simulated: bool, to_date: bool, doubted: bool, note: str
) -> IntakeEvent:
    made = submitted(region, period, a_line(JOBS, value, to_date=to_date), simulated=simulated)
    return msgspec.structs.replace(made, note=note, findings=(QUERY,) if doubted else ())


regions, periods = st.sampled_from(["500101", "500102", "nobody"]), st.sampled_from(["2023-01", "2023-12", "2024-01"])
steps = st.one_of(
    st.builds(
        report, regions, periods, st.integers(0, 2), st.booleans(), st.booleans(), st.booleans(), st.sampled_from("ab ")
    ),
    st.builds(
        lambda region, period, value: corrected(region, period, a_line(JOBS, value)),
        regions,
        periods,
        st.integers(0, 2),
    ),
    st.builds(accepted, regions, periods),
    st.builds(returned, regions, periods),
    st.builds(withdrawn, regions, periods),
)


@given(st.lists(steps, max_size=25))
def test_months_folded_at_once_are_what_one_event_after_another_makes_of_them(events: list[IntakeEvent]) -> None:
    replay, states = Replay([JOBS]), dict[RegionMonth, UnitMonth | None]()
    for position, event in enumerate(events, 1):
        key = (event.region, event.period)
        replay.add(event, position, position * 1_000, f"by-{position}")
        states[key] = evolve(states.get(key), event, position, position * 1_000, f"by-{position}")
    assert dict(replay.unit_months()) == states
    folded = replay.folded()
    settled = {key: bool(folded.settled[number]) for key, number in replay.months.items()}
    assert settled == {
        key: state.live is not None and state.status not in ("submitted", "corrected")
        for key, state in states.items()
        if state is not None
    }
