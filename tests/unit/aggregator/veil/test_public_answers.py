"""From two answers that everybody may read no unaccepted figure of a unit follows: asked over HTTP, in any history."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.aggregator.api import changes as changes_endpoints
from services.aggregator.api import figures as figure_endpoints
from services.aggregator.api import progress as progress_endpoints
from services.aggregator.api.changes import Explainer
from services.aggregator.figures.reader import Figures
from services.aggregator.past.changes import Changes
from services.aggregator.progress.handler import ProgressHandler
from shared.catalogue.known import OneCatalogue
from shared.codec import Codec
from shared.events import Event
from shared.observe import Health, Metrics
from shared.security.keys import Principal
from shared.web.install import install
from tests.builders import AUDITOR, a_clock
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.pasts import an_as_of
from tests.unit.aggregator.report_builders import World, a_line, the_catalogue

JOBS, INJURY = "urban_new_employment", "work_injury_insurance_insured"
PERIOD, PLAN = "2023-02", "chongqing-2021-2025"
CITY, GROUPS = "500000", ("500000-zc", "500000-db")
CORE, EAST = ("500103", "500104", "500106", "500107"), ("500229", "500230", "500231")
UNITS = (*CORE, *EAST)
EXAMPLES = 200 if os.environ.get("XUSHI_LONG_TESTS") == "1" else 3

SUBMIT, ACCEPT, RETURN, WITHDRAW = range(4)
STEPS = st.lists(
    st.tuples(st.sampled_from(UNITS), st.sampled_from([SUBMIT, SUBMIT, ACCEPT, ACCEPT, RETURN, WITHDRAW])),
    min_size=8,
    max_size=24,
)

Step = tuple[str, int]


class Office:
    """Seven units of two areas that report one month, with figures that no sum of others can be by chance."""

    def __init__(self, where: Path, viewer: Principal | None) -> None:
        self.world = World(where)
        self.values: dict[tuple[str, int], tuple[int, int]] = {}
        self.opened: dict[str, int] = dict.fromkeys(UNITS, 0)
        self._live: dict[str, int] = {}
        self._accepted: dict[str, int] = {}
        self._revisions: dict[str, int] = dict.fromkeys(UNITS, 0)
        self._random = random.Random(20_261_129)
        self._viewer = viewer
        self._client = TestClient(self._app(viewer))

    def clear(self) -> None:
        """Begin anew, the service too: what it keeps of a past position is another history's."""
        self.world.clear()
        self._client = TestClient(self._app(self._viewer))
        for kept in (self.values, self._live, self._accepted):
            kept.clear()
        self.opened = dict.fromkeys(UNITS, 0)
        self._revisions = dict.fromkeys(UNITS, 0)

    def take(self, unit: str, what: int) -> bool:
        """Do that with the unit's month, where there is something to do it with; whether there was."""
        event = self._event(unit, what)
        if event is not None:
            self.world.report(event)
        return event is not None

    def hidden(self) -> set[int]:
        """Every figure of a month that no acceptance has followed."""
        return {
            value
            for (unit, revision), values in self.values.items()
            if revision > self.opened[unit]
            for value in values
        }

    def answers(self, as_of: int | None = None) -> set[int]:
        """Every number in the answers that everybody may read."""
        point = {} if as_of is None else {"as_of": str(as_of)}
        found: set[int] = set()
        for region in (CITY, *GROUPS, *UNITS):
            found |= self._numbers("/v1/figures", {"region": region, "period": PERIOD} | point)
        found |= self._numbers("/v1/progress", {"plan": PLAN, "period": PERIOD} | point)
        return found

    def changes(self, start: int, end: int) -> set[int]:
        """Every number in what is told of a change between two points."""
        found: set[int] = set()
        for side in ("provisional", "accepted"):
            asked = {"region": CITY, "indicator": JOBS, "period": PERIOD, "side": side}
            found |= self._numbers("/v1/figures/changes", asked | {"from": str(start), "to": str(end)})
        return found

    def _numbers(self, address: str, query: dict[str, str]) -> set[int]:
        answer = self._client.get(address, params=query)
        assert answer.status_code in (200, 403, 404), answer.text
        return {int(text) for text in re.findall(r"\d{8,15}", answer.text)} if answer.status_code == 200 else set()

    def _event(self, unit: str, what: int) -> Event | None:
        live, accepted, revision = self._live.get(unit), self._accepted.get(unit), self._revisions[unit]
        if what == SUBMIT:
            self._revisions[unit] = self._live[unit] = revision + 1
            jobs, insured = self._random.randrange(10**9, 10**10), self._random.randrange(10**9, 10**10)
            self.values[unit, revision + 1] = jobs, insured
            first = make.submitted if live is None else make.corrected
            return first(unit, PERIOD, a_line(JOBS, jobs), a_line(INJURY, insured))
        if live is None:
            return None
        if what == ACCEPT:
            self._accepted[unit] = live
            self.opened[unit] = max(live, self.opened[unit])
            return make.accepted(unit, PERIOD, revision)
        if what == WITHDRAW and live == accepted:
            return None
        if live == accepted or accepted is None:
            self._live.pop(unit)
            self._accepted.pop(unit, None)
        else:
            self._live[unit] = accepted
        return (make.returned if what == RETURN else make.withdrawn)(unit, PERIOD, revision)

    def _app(self, viewer: Principal | None) -> FastAPI:
        catalogue, clock = the_catalogue(), a_clock()
        past = an_as_of(self.world.database, catalogue, clock, self.world.log)
        figures = Figures(catalogue)
        explainer = Explainer(past, Changes(OneCatalogue(catalogue), Codec()), figures)
        progress = ProgressHandler(catalogue, clock, figures)
        app = FastAPI()
        install(app, Metrics(), Health())
        app.include_router(figure_endpoints.router(past, catalogue, figures, lambda _: viewer))
        app.include_router(changes_endpoints.router(explainer, lambda _: viewer))
        app.include_router(progress_endpoints.router(past, catalogue, figures, progress, lambda _: viewer))
        return app


def told(office: Office, steps: list[Step]) -> set[int]:
    """What was told at every moment, and of every moment afterwards."""
    numbers: set[int] = set()
    for unit, what in steps:
        if office.take(unit, what):
            numbers |= office.answers()
    last = office.world.log.head()
    for position in range(1, last + 1, 3):
        numbers |= office.answers(position)
        numbers |= office.changes(position, last)
    return numbers


def following(numbers: set[int], hidden: set[int]) -> set[int]:
    """Which of the hidden figures are an answer, or the difference of two."""
    return {each for each in hidden if each in numbers or any(number - each in numbers for number in numbers)}


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    yield Office(tmp_path_factory.mktemp("everybody"), None)


@given(STEPS)
@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_unaccepted_figure_follows_from_any_two_public_answers(everybody: Office, steps: list[Step]) -> None:
    everybody.clear()
    assert following(told(everybody, steps), everybody.hidden()) == set()


def test_with_sums_as_they_stand_the_same_test_finds_the_figure(tmp_path: Path) -> None:
    """The rule before: sums above the units showed to everybody as they stood."""
    office = Office(tmp_path, AUDITOR)
    steps = [(unit, SUBMIT) for unit in UNITS]
    assert following(told(office, steps), office.hidden()) >= {jobs for jobs, _ in office.values.values()}


def test_once_all_is_accepted_everybody_sees_every_figure_and_the_whole_sum(tmp_path: Path) -> None:
    office = Office(tmp_path, None)
    for unit, what in [*((unit, SUBMIT) for unit in UNITS), *((unit, ACCEPT) for unit in UNITS)]:
        office.take(unit, what)
    told_at_last = office.answers()
    assert office.hidden() == set()
    figures = list(office.values.values())
    assert {value for both in figures for value in both} <= told_at_last
    assert {sum(values) for values in zip(*figures, strict=True)} <= told_at_last
