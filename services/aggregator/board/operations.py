"""运行: can the figures be trusted now? Reads lag, parked streams, the rebuild check and the chain's head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from services.aggregator import reader_position
from services.aggregator.rebuild import last_check
from services.aggregator.rebuild.last_check import RebuildCheck
from services.aggregator.reports import repository as reports_repository
from services.aggregator.wording.formats import instant_text
from shared.catalogue import Catalogue
from shared.consume import AsideMessage, Consumer, Parked
from shared.database.engine import Database
from shared.observe import Health, HealthCheck, Metrics
from shared.periods import Clock, today_in_china
from shared.store import EventStore, Head
from shared.store.last_backup import LastBackup, last_backup


@dataclass(frozen=True, slots=True)
class ReaderState:
    """A consumer: where it stands in its topic, what it holds back, why it applies nothing ('': it does), and what it
    found that is none of its topic's events, which nobody has looked at yet."""

    name: str
    topic: str
    position: int
    lag: int
    parked: tuple[Parked, ...]
    broken: str = ""
    aside: tuple[AsideMessage, ...] = ()

    @property
    def standing(self) -> tuple[str, str]:
        """How it stands, as a class of the style sheet and in words."""
        if self.broken:
            return "bad", "■ 停住，其后一概未计入"
        if self.parked:
            return "bad", "■ 搁置"
        if self.aside:
            return "bad", "■ 有外来消息"
        return ("late", "△ 追赶中") if self.lag else ("ok", "● 正常")


@dataclass(frozen=True, slots=True)
class ChainState:
    """The chain of a service's store, as the instance that proves it in this process has found it: it ends at
    ``position``, is walked up to ``verified`` from the first event on, and is ``broken`` or not."""

    service: str
    position: int
    verified: int
    broken: bool

    @property
    def standing(self) -> tuple[str, str]:
        """How it stands, as a class of the style sheet and in words."""
        if self.broken:
            return "bad", "■ 断裂，请执行 xushi verify"
        return ("ok", "● 完整") if self.verified == self.position else ("late", "△ 核验中")


@dataclass(frozen=True, slots=True)
class OperationsState:
    """What the page shows. ``applied`` is the position up to which the figures hold the reports; ``compared`` is the
    last comparison with a rebuild, None until there was one; ``unarranged``: the years whose arrangement of holidays is
    missing; ``nobodys``: the months of reports that count nowhere, because their region is not there in them;
    ``backup``: what is noted of the last backup; without ``backups_noted`` the databases
    are elsewhere, and nothing here knows of their backups. ``by_topic``: the comparison reads Kafka's topic, and knows
    nothing of the producer's store."""

    readers: tuple[ReaderState, ...]
    head: Head
    applied: int
    compared: RebuildCheck | None
    checks: tuple[HealthCheck, ...]
    unarranged: tuple[int, ...] = ()
    chains: tuple[ChainState, ...] = ()
    nobodys: int = 0
    backup: LastBackup | None = None
    backups_noted: bool = True
    by_topic: bool = False

    @property
    def backed_up(self) -> tuple[str, str]:
        """How the last backup stands, as a class of the style sheet and in words."""
        if self.backup is None:
            return "late", "△ 没有备份记录"
        if not self.backup.made_at:
            return "bad", "■ 备份记录读不出"
        return ("ok", "● 已核验") if self.backup.whole else ("bad", "■ 核验不通过")

    @property
    def backup_text(self) -> str:
        """When the last backup was made and how far it reaches, in words."""
        if self.backup is None or not self.backup.made_at:
            return ""
        ends = "，".join(f"{topic} 至 {position:,}" for topic, position in sorted(self.backup.ends.items()))
        made_at = instant_text(datetime.fromisoformat(self.backup.made_at))
        return f"{made_at}；{ends}" if ends else made_at

    @property
    def checked_at(self) -> str:
        """When the figures were compared last, in words."""
        return instant_text(self.compared.checked_at) if self.compared else ""

    @property
    def uncompared(self) -> int:
        """How many reports came into the figures since they were compared."""
        return self.applied - self.compared.position if self.compared else self.applied

    @property
    def parked(self) -> list[tuple[str, Parked]]:
        """Every stream that is held back, with the reader that holds it."""
        return [(reader.name, parked) for reader in self.readers for parked in reader.parked]

    @property
    def aside(self) -> list[tuple[str, AsideMessage]]:
        """Every foreign message that nobody has looked at, with the reader that found it."""
        return [(reader.name, each) for reader in self.readers for each in reader.aside]

    @property
    def sound(self) -> bool:
        """Whether nothing speaks against the figures: nothing parked, no foreign message, no reader stopped, no chain
        broken, no difference, all checks pass."""
        if any(reader.broken for reader in self.readers) or any(chain.broken for chain in self.chains):
            return False
        differs = self.compared is not None and self.compared.differences
        return not self.parked and not self.aside and not differs and all(check.ok for check in self.checks)

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
        if self.compared is None:
            return "late", "△ 未见异常，重算尚未比对"
        if self.uncompared > 0:
            return "late", f"△ 未见异常，最近 {self.uncompared:,} 个事件尚未与重算比对"
        return "ok", "● 现在的数字与 Kafka 主题相符" if self.by_topic else "● 现在的数字可以信"

    @property
    def compared_with(self) -> str:
        """What the comparison reads, in words; what it cannot say, too."""
        if self.by_topic:
            return "与 Kafka 主题比对；主题是否与报送库相符，由 xushi rebuild、xushi verify 比对"
        return "与报送库比对"


class Operations:
    """Asks the running parts how they stand. ``noted``: the folder where backups leave a note; None where the
    databases are elsewhere."""

    def __init__(
        self,
        database: Database,
        store: EventStore,
        consumers: Sequence[Consumer],
        metrics: Metrics,
        health: Health,
        clock: Clock,
        catalogue: Catalogue,
        noted: Path | None,
        *,
        by_topic: bool = False,
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._store = store
        self._consumers = tuple(consumers)
        self._metrics = metrics
        self._health = health
        self._clock = clock
        self._noted = noted
        self._by_topic = by_topic

    def state(self) -> OperationsState:
        """How everything stands now."""
        with self._database.read() as connection:
            head = self._store.head(connection)
            applied, compared = reader_position.position(connection), last_check.load(connection)
            nobodys = len(reports_repository.nobodys_months(connection, self._catalogue))
        return OperationsState(
            readers=tuple(_reader(consumer) for consumer in self._consumers),
            head=head,
            applied=applied,
            compared=compared,
            checks=tuple(self._health.report()),
            nobodys=nobodys,
            unarranged=self._catalogue.calendar.unarranged_years(today_in_china(self._clock)),
            backup=None if self._noted is None else last_backup(self._noted),
            backups_noted=self._noted is not None,
            by_topic=self._by_topic,
            chains=tuple(self._chain(service) for service in self._walked()),
        )

    def _walked(self) -> list[str]:
        """The services whose chains are proved in this process."""
        return sorted(
            sample.labels["service"] for family in self._metrics.chain_broken.collect() for sample in family.samples
        )

    def _chain(self, service: str) -> ChainState:
        return ChainState(
            service,
            int(self._sample("xushi_store_position", service)),
            int(self._sample("xushi_chain_verified_position", service)),
            bool(self._sample("xushi_chain_broken", service)),
        )

    def _sample(self, name: str, service: str) -> float:
        return self._metrics.registry.get_sample_value(name, {"service": service}) or 0.0


def _reader(consumer: Consumer) -> ReaderState:
    return ReaderState(
        name=consumer.name,
        topic=consumer.log.topic,
        position=consumer.position(),
        lag=consumer.lag(),
        parked=tuple(consumer.parked()),
        broken=consumer.broken,
        aside=tuple(consumer.aside()),
    )
