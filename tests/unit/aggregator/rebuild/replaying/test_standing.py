"""Figures out of months as they stand."""

from __future__ import annotations

from services.aggregator.model import FigureKey, FigureSums
from services.aggregator.rebuild.recompute import ReplayedMonths, recompute
from services.aggregator.rebuild.replay import Replay
from services.aggregator.rebuild.replaying.standing import StandingMonths
from tests.unit.aggregator.progress_world import FLOW, RATE, UNITS, a_catalogue
from tests.unit.aggregator.report_builders import a_line, accepted, corrected, returned, submitted

ONE, TWO, THREE = UNITS


def figures(months: ReplayedMonths) -> dict[FigureKey, FigureSums]:
    catalogue = a_catalogue()
    names = tuple(catalogue.indicators)
    return {key: sums for year in recompute(months, catalogue) for key, sums in year.figures(names)}


def test_months_as_they_stand_add_up_to_what_their_events_do() -> None:
    replay = Replay(tuple(a_catalogue().indicators))
    for position, event in enumerate(
        (
            submitted(ONE, "2021-01", a_line(FLOW, 10), a_line(RATE, 8, 10)),
            accepted(ONE, "2021-01"),
            corrected(ONE, "2021-01", a_line(FLOW, 12)),
            submitted(ONE, "2021-02", a_line(FLOW, 30, to_date=True), simulated=True),
            submitted(TWO, "2021-02", a_line(FLOW, 4)),
            returned(TWO, "2021-02"),
            submitted(THREE, "2021-02", a_line(FLOW, 5)),
            accepted(THREE, "2021-02"),
        ),
        1,
    ):
        replay.add(event, position)
    standing = StandingMonths(tuple(a_catalogue().indicators))
    for key, state in replay.unit_months():
        standing.stand(key, state)
    assert figures(standing) == figures(replay) != {}


def test_of_no_months_there_are_no_figures() -> None:
    assert figures(StandingMonths(tuple(a_catalogue().indicators))) == {}
