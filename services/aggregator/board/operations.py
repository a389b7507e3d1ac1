"""运行: can the figures be trusted now? Reads lag, parked streams, the rebuild check and the chain's head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.aggregator.wording.formats import instant_text
from shared.consume import Consumer, Parked
from shared.database.engine import Database
from shared.observe import Health, HealthCheck, Metrics
from shared.periods import Clock, today_in_china
from shared.store import EventStore, Head
from shared.working_days import unarranged_years


@dataclass(frozen=True, slots=True)
class ReaderState:
    """A consumer: where it stands in its topic, what it holds back, and why it applies nothing ('': it does)."""

    name: str
    topic: str
    position: int
    lag: int
    parked: tuple[Parked, ...]
    broken: str = ""

    @property
    def standing(self) -> tuple[str, str]:
        """How it stands, as a class of the style sheet and in words."""
        if self.broken:
            return "bad", "■ 停住，其后一概未计入"
        if self.parked:
            return "bad", "■ 搁置"
        return ("late", "△ 追赶中") if self.lag else ("ok", "● 正常")


@dataclass(frozen=True, slots=True)
class OperationsState:
    """What the page shows. ``difference`` is None until a rebuild was compared with the live figures;
    ``unarranged``: the years whose arrangement of holidays is missing."""

    readers: tuple[ReaderState, ...]
    head: Head
    difference: int | None
    checked_at: str
    checks: tuple[HealthCheck, ...]
    unarranged: tuple[int, ...] = ()

    @property
    def parked(self) -> list[tuple[str, Parked]]:
        """Every stream that is held back, with the reader that holds it."""
        return [(reader.name, parked) for reader in self.readers for parked in reader.parked]

    @property
    def sound(self) -> bool:
        """Whether nothing speaks against the figures: nothing parked, no reader stopped, no difference, all checks
        pass."""
        if any(reader.broken for reader in self.readers):
            return False
        return not self.parked and not self.difference and all(check.ok for check in self.checks)

    @property
    def current(self) -> bool:
        """Whether every event is in the figures; a reader that lags is only late."""
        return all(reader.lag == 0 for reader in self.readers)

    @property
    def verdict(self) -> tuple[str, str]:
        """What it comes to, as a class of the style sheet and in words."""
        if not self.sound:
            return "bad", "■ 有异常，见下"
        if not self.current:
            return "late", "△ 正在追赶，数字稍后齐全"
        if self.difference is None:
            return "late", "△ 未见异常，重算尚未比对"
        return "ok", "● 现在的数字可以信"


class Operations:
    """Asks the running parts how they stand."""

    def __init__(
        self,
        database: Database,
        store: EventStore,
        consumers: Sequence[Consumer],
        metrics: Metrics,
        health: Health,
        clock: Clock,
    ) -> None:
        self._database = database
        self._store = store
        self._consumers = tuple(consumers)
        self._metrics = metrics
        self._health = health
        self._clock = clock

    def state(self) -> OperationsState:
        """How everything stands now."""
        with self._database.read() as connection:
            head = self._store.head(connection)
        checked = self._sample("xushi_rebuild_checked_timestamp_seconds")
        compared = checked > 0
        return OperationsState(
            readers=tuple(_reader(consumer) for consumer in self._consumers),
            head=head,
            difference=int(self._sample("xushi_rebuild_difference")) if compared else None,
            checked_at=instant_text(datetime.fromtimestamp(checked, UTC)) if compared else "",
            checks=tuple(self._health.report()),
            unarranged=unarranged_years(today_in_china(self._clock)),
        )

    def _sample(self, name: str) -> float:
        return self._metrics.registry.get_sample_value(name) or 0.0


def _reader(consumer: Consumer) -> ReaderState:
    return ReaderState(
        name=consumer.name,
        topic=consumer.log.topic,
        position=consumer.position(),
        lag=consumer.lag(),
        parked=tuple(consumer.parked()),
        broken=consumer.broken,
    )
