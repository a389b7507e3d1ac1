"""An office that has changed its catalogue: it has reported by the one and by the other, and every answer and page that
is asked as of a point can be asked about both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response

from services.aggregator.adoption.adopting import Adopting
from services.aggregator.main import Aggregator
from services.alerts.main import Alerts
from services.intake.main import Intake
from shared.catalogue import Catalogue
from shared.catalogue.known import KnownCatalogues, Moment, OneCatalogue
from shared.catalogue.model import (
    AppraisalItem,
    AppraisalScheme,
    Deduction,
    Department,
    Horizon,
    Indicator,
    Kind,
    Office,
    Panel,
    Plan,
    Region,
    Target,
)
from shared.events import ReportAccepted, ReportLine, ReportSubmitted
from shared.periods import Month, SettableClock
from shared.process.runtime import Runtime
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings
from shared.web.install import install
from shared.web.routing.routers import take_over
from tests.builders import a_new
from tests.enterprises.reports import a_member
from tests.unit.aggregator.progress_world import CITY, FLOW, PLAN, STOCK, a_row
from tests.unit.units_of_measure import unit_of

FIRST, SECOND, GONE, NEW = "110101", "110102", "110103", "110104"
GONE_PLAN, NEW_PLAN = "gone-plan", "new-plan"
GONE_ITEM, NEW_ITEM = "gone_item", "new_item"

TURN = datetime(2021, 4, 1, tzinfo=UTC)
BEFORE, AFTER, TODAY = "2021-03-20", "2021-04-10", datetime(2021, 4, 20, 2, tzinfo=UTC)
PERIOD = "2021-02"


def then() -> Catalogue:
    """A city of three counties, whose plan asks for 1500 by a row, and has a third row."""
    rows = (
        a_row(1, STOCK, "600", "1500", "人"),
        a_row(2, FLOW, "0", "6000", "人", horizon=Horizon.PLAN),
        a_row(3, GONE_ITEM, "0", "90", "人"),
    )
    return _a_catalogue({CITY: "旧市", FIRST: "甲县", SECOND: "乙县", GONE: "丙县"}, "旧", GONE_PLAN, GONE_ITEM, rows)


def now() -> Catalogue:
    """The city by another name, one county renamed, one gone, one new; its plan asks for 1200, in its only row."""
    rows = (a_row(1, STOCK, "600", "1200", "人"),)
    return _a_catalogue({CITY: "新市", FIRST: "甲区", SECOND: "乙县", NEW: "丁县"}, "新", NEW_PLAN, NEW_ITEM, rows)


def _a_catalogue(names: dict[str, str], word: str, plan: str, item: str, rows: tuple[Target, ...]) -> Catalogue:
    """Its plan, and another one of one row about the indicator ``item``; ``word`` stands in what has a name."""
    items = {STOCK: Kind.STOCK, FLOW: Kind.FLOW, item: Kind.STOCK}
    own = a_row(1, item, "0", "80", "人", plan=plan, name=f"{word}规划的指标")
    return Catalogue(
        regions=[
            Region(code, name, "province" if code == CITY else "county", "" if code == CITY else CITY)
            for code, name in names.items()
        ],
        groups={},
        indicators=[
            Indicator(each, f"{word}口径{each}", kind, unit_of("人"), upward=True) for each, kind in items.items()
        ],
        plans=[
            Plan(PLAN, f"{word}规划", CITY, Month(2021, 1), Month(2025, 12), "", "", rows),
            Plan(plan, f"{word}的另一规划", CITY, Month(2021, 1), Month(2025, 12), "", "", (own,)),
        ],
        departments=[Department(f"{word}-office", f"{word}局", CITY, (f"{word}@example.cn",), tuple(items))],
        profiles={},
        panel=Panel([a_member(region=FIRST, first=Month(2021, 1))]),
        office=Office(schemes=(_appraised(word),)),
    )


def _appraised(word: str) -> AppraisalScheme:
    timely = AppraisalItem("timely", "报送及时", Decimal(30), Decimal(1), {Deduction.LATE: Decimal(5)})
    return AppraisalScheme("own", f"{word}考核办法", "虚构", "", None, None, (timely,))


class TwoCatalogues:
    """``then`` until :data:`TURN`, and the present one from it on."""

    def __init__(self, present: Catalogue) -> None:
        self.now = present
        self._then = then()

    def at(self, moment: Moment) -> Catalogue:
        """By the instant: of every store."""
        return self._then if moment.instant < TURN else self.now.known_on(moment.day)


class RunningOffice:
    """The three services over one folder, by hand: nothing runs in the background."""

    def __init__(self, folder: Path, catalogue: Catalogue, catalogues: KnownCatalogues, clock: SettableClock) -> None:
        settings = Settings(data_dir=folder)
        key, self._secret = new_key("ops", Role.OPS, "")
        save_keys(settings.keys_path, [key])
        self.clock = clock
        self.runtime = Runtime(settings, clock=clock, catalogue=catalogue, from_stores=True)
        self.intake = Intake(self.runtime, catalogues)
        self.aggregator = Aggregator(self.runtime, catalogues)
        self.alerts = Alerts(self.runtime, catalogues=catalogues)
        for service in (self.intake, self.aggregator, self.alerts):
            service.migrate()
        self._client: TestClient | None = None

    def report(self, period: str, stocks: dict[str, int]) -> None:
        """These counties report a month, and are accepted; the day after everything is in the figures and judged."""
        for unit, stock in stocks.items():
            lines = (ReportLine(STOCK, stock), ReportLine(FLOW, 10))
            self._append(
                ReportSubmitted(region=unit, period=period, lines=lines, digest="d" * 64),
                ReportAccepted(region=unit, period=period, revision=1, area=CITY),
            )
        self.clock.advance(timedelta(days=1))
        self.work()

    def work(self) -> None:
        """Everything is read by everybody, and what is due is looked at."""
        for look in (self.aggregator.sweep, self.alerts.sweep):
            look()
            consumers = (*self.aggregator.consumers, *self.alerts.consumers, *self.intake.consumers)
            while sum(consumer.step() for consumer in consumers) + self.aggregator.judge.catch_up():
                continue

    def adopt(self) -> None:
        """What is added up and judged is put to this catalogue, whatever it stood by."""
        runtime, aggregator = self.runtime, self.aggregator
        adopting = Adopting(
            aggregator.database,
            aggregator.store,
            runtime.catalogue,
            "files",
            aggregator.progress,
            runtime.codec,
            runtime.clock,
        )
        assert adopting.run() is not None

    def asked(self, router: str) -> TestClient:
        """What asks the service of that name."""
        app = FastAPI()
        install(app, self.runtime.metrics, self.runtime.health)
        take_over(app.router, getattr(self, router).router)
        return TestClient(app, headers={"Authorization": f"Bearer {self._secret}"}, follow_redirects=False)

    def _append(self, *events: ReportSubmitted | ReportAccepted) -> None:
        with self.runtime.database("intake").write() as connection:
            self.intake.store.append(
                connection, [a_new(event, f"report-{event.region}-{event.period}") for event in events]
            )


@contextmanager
def turned(folder: Path) -> Iterator[RunningOffice]:
    """The office after the change: two months were reported before it, one after it."""
    clock = SettableClock(datetime(2021, 2, 8, 2, tzinfo=UTC))
    old = then()
    office = RunningOffice(folder, old, OneCatalogue(old), clock)
    for month, day in (("2021-01", 8), (PERIOD, 8)):
        clock.set(datetime(2021, int(month[-1]) + 1, day, 2, tzinfo=UTC))
        office.report(month, {FIRST: 100, SECOND: 100, GONE: 77})
    office.runtime.close()
    clock.set(datetime(2021, 4, 6, 2, tzinfo=UTC))
    present = now()
    office = RunningOffice(folder, present, TwoCatalogues(present), clock)
    office.adopt()
    office.report("2021-03", {FIRST: 110, SECOND: 110, NEW: 5})
    clock.set(TODAY)
    office.work()
    try:
        yield office
    finally:
        office.runtime.close()


class Door(NamedTuple):
    """A question: of which route, at what address, and words that its answer holds by the one catalogue and by the
    other: the one is not in the other's answer. None: there is nothing of the kind."""

    route: str
    address: str
    then: str | None
    now: str | None


PLACES = {"plan": PLAN, "row": "1", "region": CITY, "code": CITY, "period": PERIOD, "number": "CIT-01"}
_GONE_PLACES = {"plan": PLAN, "row": "2", "region": GONE, "code": GONE, "period": PERIOD, "number": "CIT-02"}
_NEW_PLACES = {"plan": NEW_PLAN, "row": "1", "region": NEW, "code": NEW, "period": "2021-03", "number": "CIT-01"}
_NEVER = "never"
_ASKED_BY = (f"as_of={_NEVER}", f"at={_NEVER}", f"region={CITY}&indicator={STOCK}&period={PERIOD}&from={_NEVER}")


def doors(client: TestClient) -> set[str]:
    """Every GET route that is asked about points: that refuses what is none."""
    return {route for route in _routes(client) if any(_refuses(client, route, query) for query in _ASKED_BY)}


def broken(client: TestClient) -> list[str]:
    """What is answered with a fault of the service where it is asked about what stayed, what left and what came."""
    found = []
    for route in sorted(_routes(client)):
        for places in (PLACES, _GONE_PLACES, _NEW_PLACES):
            for query in ("", f"?period={PERIOD}", f"?as_of={BEFORE}", f"?as_of={AFTER}", f"?region={GONE}"):
                address = f"{_filled(route, places)}{query}"
                if client.get(address).status_code >= 500:
                    found.append(address)
    return found


def _routes(client: TestClient) -> set[str]:
    app = client.app
    assert isinstance(app, FastAPI)
    return {route.path for route in iter_route_contexts(app.routes) if route.path and "GET" in (route.methods or ())}


def _filled(route: str, places: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: places.get(found[1], "none"), route)


def _refuses(client: TestClient, route: str, query: str) -> bool:
    return "不是时点" in client.get(f"{_filled(route, PLACES)}?{query}").text


def faults(client: TestClient, door: Door) -> list[str]:
    """What is wrong with the answers at a door: before the change, after it, and now."""
    found = []
    for point, told, not_told in (
        (BEFORE, door.then, door.now),
        (AFTER, door.now, door.then),
        ("", door.now, door.then),
    ):
        answer = client.get(_address(door.address, point))
        found += [f"{point or 'now'}: {fault}" for fault in _wrong(answer, told, not_told)]
    return found


def _address(address: str, point: str) -> str:
    """The address as of a point; one that names its points itself says so by ``{point}``."""
    if "{point}" in address:
        return address.replace("{point}", point)
    return address if not point else f"{address}{'&' if '?' in address else '?'}as_of={point}"


def _wrong(answer: Response, told: str | None, not_told: str | None) -> Iterator[str]:
    if told is None:
        if answer.status_code not in (404, 422):
            yield f"{answer.status_code} for what is not there: {answer.text[:300]}"
        return
    if answer.status_code != 200:
        yield f"{answer.status_code}: {answer.text[:300]}"
    elif told not in answer.text:
        yield f"no {told} in {answer.text[:600]}"
    if not_told and not_told in answer.text:
        yield f"{not_told} in {answer.text[:600]}"
