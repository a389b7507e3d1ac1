"""What must hold of a cluster at rest, whatever was killed in it before: held against what its users were told."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import sqlalchemy as sa

from services.aggregator.figures import repository
from services.aggregator.main import Aggregator, rebuild_figures
from services.alerts.tables import NOTIFICATIONS
from shared.events import (
    AlertClosedByCorrection,
    AlertExpired,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    Assessment,
    CatalogueChanged,
    Event,
    NotificationDelivered,
    NotificationQueued,
    ReportAccepted,
    ReportCorrected,
    ReportReturned,
    ReportSubmitted,
    ShapeDefined,
)
from shared.log import PRODUCERS
from shared.periods import to_microseconds
from shared.process.runtime import Runtime
from shared.settings import Settings
from shared.store import Recorded
from shared.store.verify import verify
from tests.cluster import SERVICES, Cluster
from tests.end_to_end.test_totals_properties import plain_totals
from tests.load import Load

DECIDING = (  # what is always told: a level or a missing month may be nothing new
    AlertRaised,
    AlertReopened,
    AlertResolved,
    AlertClosedByCorrection,
    AlertExpired,
)
_GLANCE_SECONDS = 0.1


class Whereabouts:
    """Asks the instances of a cluster how far they are."""

    def __init__(self, cluster: Cluster, ops_secret: str) -> None:
        self._cluster = cluster
        self._secret = ops_secret

    def standings(self) -> list[dict[str, Any]]:
        """What each service says, in the order in which events flow."""
        return [operations(self._cluster.urls(service), service, self._secret) for service in SERVICES]

    def wait_caught_up(self, seconds: float) -> float:
        """Wait until everything is applied that had been stored; how long that took.

        Raises:
            TimeoutError: it is not, in that time.
        """
        started = time.monotonic()
        while not caught_up(standings := self.standings()):
            if time.monotonic() - started > seconds:
                raise TimeoutError(f"not caught up after {seconds} s: {standings}")
            time.sleep(_GLANCE_SECONDS)
        return time.monotonic() - started

    def settle(self, seconds: float) -> float:
        """Wait until nothing is left to do, due days included; how long that took. Nobody may be posting.

        Raises:
            TimeoutError: something is left, after that time.
        """
        started = time.monotonic()
        self.wait_caught_up(seconds)
        self._sweep("aggregator")
        self.wait_caught_up(seconds)
        self._sweep("alerts")
        while not (caught_up(standings := self.standings()) and standings[-1]["notifications_waiting"] == 0):
            if time.monotonic() - started > seconds:
                raise TimeoutError(f"not settled after {seconds} s: {standings}")
            time.sleep(_GLANCE_SECONDS)
        return time.monotonic() - started

    def _sweep(self, service: str) -> None:
        operations(self._cluster.urls(service), f"{service}/sweep", self._secret, "POST")


def operations(urls: Sequence[str], what: str, secret: str, method: str = "GET") -> Any:
    """What a service says of itself, from whichever of its instances answers; ``what`` is the service, or an order.

    Raises:
        TimeoutError: none does.
    """
    for url in urls:
        try:
            answer = httpx.request(
                method, f"{url}/v1/operations/{what}", headers={"Authorization": f"Bearer {secret}"}, timeout=60
            )
        except httpx.TransportError:
            continue  # this instance is away: another one answers for it
        return answer.raise_for_status().json()
    raise TimeoutError(f"no instance answers for {what}")


def caught_up(standings: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every consumer has applied all that stands in its topic, and nothing of it waits to be judged."""
    heads = {standing["service"]: standing["store_position"] for standing in standings}
    return not any(standing["to_judge"] for standing in standings) and all(
        consumer["events"] >= heads[PRODUCERS[consumer["topic"]]]
        for standing in standings
        for consumer in standing["consumers"]
    )


class Truth:
    """A cluster's databases and files at rest, read past its services."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder

    def check(self, load: Load) -> Counter[str]:
        """Everything that must hold; how often what happened in the alerts.

        Raises:
            AssertionError: something does not.
        """
        with self._runtime(self._settings) as runtime:
            stores = {service: self._store(runtime, service) for service in SERVICES}
            self._check_reports(runtime, stores["intake"], load)
            self._check_figures(runtime, load)
            self._check_progress(runtime)
            return self._check_alerts(runtime, stores["alerts"])

    @contextmanager
    def _runtime(self, settings: Settings) -> Iterator[Runtime]:
        with closing(Runtime(settings)) as runtime:
            yield runtime

    def _store(self, runtime: Runtime, service: str) -> list[Recorded]:
        """Every event of a service's store, whose chain is whole, and none of which is parked by a reader."""
        with runtime.database(service).read() as connection:
            verdict = verify(runtime.store, connection)
            assert verdict.whole, f"{service}: {verdict}"
            if service != "intake":
                parked = connection.execute(sa.text("SELECT consumer, key, error FROM parked_events")).all()
                assert parked == [], f"{service}: {parked}"
            return runtime.store.read(connection, 0, 10**9)

    def _check_reports(self, runtime: Runtime, recorded: list[Recorded], load: Load) -> None:
        """Every report that was answered is there once, where its receipt says, and no other one is there."""
        made = [each for each in recorded if each.type in (ReportSubmitted.__name__, ReportCorrected.__name__)]
        assert Counter(each.idempotency_key for each in made) == Counter(load.receipts.keys())
        for each in made:
            receipt = load.receipts[str(each.idempotency_key)]
            event = runtime.store.decode(each)
            assert isinstance(event, ReportSubmitted | ReportCorrected)
            assert (each.position, each.hash, event.digest) == receipt
        stored: dict[str, list[Event]] = {unit: [] for unit in load.told}
        for each in recorded:
            event = runtime.store.decode(each)
            if isinstance(event, CatalogueChanged | ShapeDefined):
                continue  # what the system was started with, and what lines are called
            assert isinstance(event, ReportSubmitted | ReportCorrected | ReportAccepted | ReportReturned)
            stored[event.region].append(event)
        assert stored == load.told

    def _check_figures(self, runtime: Runtime, load: Load) -> None:
        """The figures are those that the users can add up themselves, and those that a rebuild makes."""
        with runtime.database("aggregator").read() as connection:
            live = {key: tuple(sums) for key, sums in repository.all_figures(connection) if any(sums)}
        assert live == plain_totals(load.events(), _above(runtime))
        assert rebuild_figures(runtime).differences == ()

    def _check_progress(self, runtime: Runtime) -> None:
        """One aggregator alone, which reads the same reports undisturbed, judges them the same."""
        alone = self._settings.model_copy(
            update={"kafka_servers": "", "aggregator_database": f"sqlite:///{self._folder / 'alone.sqlite'}"}
        )
        with self._runtime(alone) as undisturbed:
            aggregator = Aggregator(undisturbed)
            aggregator.migrate()
            aggregator.catch_up()
            aggregator.sweep()
            live, wanted = _judgements(runtime), _judgements(undisturbed)
            differing = [
                (key, live.get(key), wanted.get(key)) for key in live | wanted if live.get(key) != wanted.get(key)
            ]
            assert not differing, f"{len(differing)} of {len(wanted)} judgements differ, the first: {differing[0]}"

    def _check_alerts(self, runtime: Runtime, recorded: list[Recorded]) -> Counter[str]:
        """Whoever had to be told of a decision has been told, once by the books and in the outbox."""
        events = [(each.stream, runtime.store.decode(each)) for each in recorded]
        queued = Counter(event.notification for _, event in events if isinstance(event, NotificationQueued))
        delivered = Counter(event.notification for _, event in events if isinstance(event, NotificationDelivered))
        raised = Counter((event.alert, event.episode) for _, event in events if isinstance(event, AlertRaised))
        files = {path.stem for path in runtime.settings.outbox_path.glob("*.json") if path.stem in queued}
        gathered = _gathered(runtime)  # what is not urgent waits for the next morning's mail
        assert set(queued.values()) | set(delivered.values()) | set(raised.values()) == {1}
        assert set(queued) - gathered == set(delivered) - gathered == files
        assert files <= {path.stem for path in runtime.settings.outbox_path.glob("*.eml")}
        told = [event for _, event in events if not isinstance(event, NotificationDelivered)]
        for decision, next_one in zip(told, [*told[1:], None], strict=True):
            if isinstance(decision, DECIDING):
                assert isinstance(next_one, NotificationQueued)
                assert (next_one.alert, next_one.episode) == (decision.alert, decision.episode)
        return Counter(type(event).__name__ for _, event in events)


def _gathered(runtime: Runtime) -> set[str]:
    """The messages that are part of a daily mail, and those that wait for working time: it may be night here."""
    table = NOTIFICATIONS
    now = to_microseconds(runtime.clock.now())
    waits = sa.and_(table.c.state == "queued", table.c.attempts == 0, table.c.next_attempt_at > now)
    query = sa.select(table.c.notification).where(sa.or_(table.c.digest != "", waits))
    with runtime.database("alerts").read() as connection:
        return set(connection.execute(query).scalars())


def _above(runtime: Runtime) -> dict[str, tuple[str, ...]]:
    """What each unit adds to: the regions that contain it, and the groups it is a member of."""
    catalogue = runtime.catalogue
    groups = {member: group for group, members in catalogue.groups.items() for member in members}
    return {
        unit: tuple(dict.fromkeys([*([groups[unit]] if unit in groups else []), *catalogue.ancestors(unit)]))
        for unit in catalogue.units()
    }


def _judgements(runtime: Runtime) -> dict[tuple[Any, ...], Assessment]:
    """Each target's assessment for each month that somebody stands behind.

    Which report came last into it is a matter of chance. So is whether a month was ever looked at whose only
    report has been returned since: who reads both at once sees nothing there.
    """
    with runtime.database("aggregator").read() as connection:
        found = connection.execute(sa.text("SELECT plan, row, period, assessment FROM progress")).all()
    judged = {tuple(key): msgspec.json.decode(document, type=Assessment) for *key, document in found}
    return {
        key: msgspec.structs.replace(assessment, data_version=0)
        for key, assessment in judged.items()
        if assessment.reported_units
    }
