"""What is read of a unit's lines alone is what the whole way comes to, of random reports."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from services.aggregator.figures.point import Side
from services.aggregator.missing.histories import HistoriesAsked, plain_histories, whole_histories
from shared.events import Event, ReportAccepted, ReportLine, ReportReturned, ReportSubmitted
from shared.periods import Month
from tests.unit.aggregator.progress_world import FLOW, RATE, STOCK, UNITS, World

FIRST, LAST = Month(2021, 1), Month(2022, 6)
INDICATORS = sorted((STOCK, FLOW, RATE))


def report(unit: str, month: Month, value: int, kinds: set[str], to_date: bool) -> ReportSubmitted:
    lines = {
        STOCK: ReportLine(STOCK, value),
        FLOW: ReportLine(FLOW, value * month.month, basis="year_to_date" if to_date else "month"),
        RATE: ReportLine(RATE, value, value + 7),
    }
    return ReportSubmitted(
        region=unit, period=str(month), lines=tuple(lines[each] for each in sorted(kinds)), digest="d"
    )


def steps(step: tuple[str, int, int, set[str], bool, str]) -> list[Event]:
    unit, ahead, value, kinds, to_date, then = step
    month = FIRST.shift(ahead)
    sent: Event = report(unit, month, value, kinds, to_date and unit == UNITS[2])
    if then == "accepted":
        return [sent, ReportAccepted(region=unit, period=str(month), revision=1)]
    if then == "returned":
        return [sent, ReportReturned(region=unit, period=str(month), revision=1, reason="r")]
    return [sent]


STEPS = st.lists(
    st.builds(
        steps,
        st.tuples(
            st.sampled_from(UNITS),
            st.integers(0, 20),
            st.integers(0, 1_000),
            st.sets(st.sampled_from([STOCK, FLOW, RATE]), min_size=1),
            st.booleans(),
            st.sampled_from(["accepted", "returned", "left"]),
        ),
    ),
    min_size=1,
    max_size=25,
)


@given(STEPS, st.sampled_from(Side))
@settings(max_examples=40, deadline=None)
def test_lines_alone_say_what_the_whole_way_comes_to_or_leave_it_to_that(some: list[list[Event]], side: Side) -> None:
    with TemporaryDirectory() as folder:
        world = World(Path(folder))
        world.apply(*(event for events in some for event in events))
        with world.database.read() as connection:
            asked = HistoriesAsked(INDICATORS, FIRST, LAST, side)
            plain = plain_histories(connection, world.catalogue, UNITS, asked)
            whole = whole_histories(connection, world.catalogue, world.figures, UNITS, asked, LAST)
        for unit, history in plain.items():
            assert {item: tuple(months) for item, months in history.items()} == whole[unit]
        running = {
            event.region
            for events in some
            for event in events
            if isinstance(event, ReportSubmitted) and any(line.basis == "year_to_date" for line in event.lines)
        }
        assert set(UNITS) - plain.keys() <= running
