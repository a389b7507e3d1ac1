"""Each fault done to the distributed form, while people work. What was taken away is there again afterwards, though it
may not answer yet; what a stranger put in stays."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import sqlalchemy as sa

from tests import kafka as kafkas
from tests import postgresql
from tests.cluster import SERVICES, Cluster
from tests.end_to_end.kills.faults.aside import Stranger
from tests.end_to_end.kills.faults.choosing import Fault
from tests.end_to_end.kills.faults.strangers import Hand
from tests.end_to_end.kills.grounds.ground import Harm

KAFKA, POSTGRESQL = "kafka", "postgresql"
KINDS = ("intake", "aggregator", "alerts", "relay", KAFKA, POSTGRESQL)
BOTH = 0.2
"""How often a second one is killed with the first."""
AWAY_SECONDS = (1.0, 5.0)
ANEW = 0.5
"""How often somebody makes a topic again that was deleted."""
COPIED: Mapping[str, str] = {"reports": "intake", "figures": "aggregator"}
"""The topics that strangers write into, and whose store each is copied from."""

_SAVING_SECONDS = 20.0
_GLANCE_SECONDS = 0.01
_SAVES = (
    "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation "
    "WHERE c.relname = 'relay_marks' AND NOT l.granted"
)
_END_SESSIONS = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{}'"


@dataclass
class Site:
    """What faults are done to, and what strangers have put in so far.

    ``gone`` are those that may lie aside and need not: their topic was deleted, or was not filled again yet when they
    came (``emptied`` since the system was at rest), and a reader that stands behind them does not meet them.
    """

    members: Cluster
    server: postgresql.Killable
    kafka: kafkas.Server
    hand: Hand
    strangers: list[Stranger] = field(default_factory=list)
    gone: list[Stranger] = field(default_factory=list)
    emptied: set[str] = field(default_factory=set)

    def put_in(self, stranger: Stranger) -> None:
        """A stranger's message stands in a topic."""
        (self.gone if stranger.topic in self.emptied else self.strangers).append(stranger)

    def database(self, service: str) -> sa.URL:
        return sa.make_url(self.members.settings.database_url(service)).set(drivername="postgresql+psycopg")


def kill(site: Site, chance: random.Random) -> Harm:
    """Kill one part, now and then two, and start them again: PostgreSQL first, without which nothing starts."""
    kinds = chance.sample(KINDS, 2 if chance.random() < BOTH else 1)
    for kind in kinds:
        _kill(site, kind, chance)
    if POSTGRESQL in kinds:
        site.server.start()
    if KAFKA in kinds:
        site.kafka.start()
    site.members.start(healthy=False)
    return Harm((f"kill: {' and '.join(sorted(kinds))}",), POSTGRESQL in kinds)


def end_sessions(site: Site, chance: random.Random) -> Harm:
    """Terminate every session of one service's database."""
    service = chance.choice(SERVICES)
    site.server.ask(_END_SESSIONS.format(site.database(service).database))
    return Harm((f"{Fault.SESSIONS}: {service}",), service == "intake")


def foreign(site: Site, chance: random.Random) -> Harm:
    """Put what is no JSON into both topics."""
    for topic in COPIED:
        site.put_in(site.hand.foreign(topic, chance))
    return Harm((str(Fault.FOREIGN),))


def repeat(site: Site, chance: random.Random) -> Harm:
    """Put a genuine message into one of the topics again."""
    topic = chance.choice(sorted(COPIED))
    site.hand.repeat(topic, chance)
    return Harm((f"{Fault.REPEATED}: {topic}",))


def alter(site: Site, chance: random.Random) -> Harm:
    """Put an altered message into one of the topics."""
    topic = chance.choice(sorted(COPIED))
    site.put_in(site.hand.alter(topic, chance))
    return Harm((f"{Fault.ALTERED}: {topic}",))


def kafka_away(site: Site, chance: random.Random) -> Harm:
    """End Kafka, in good order or not, and start it some seconds later."""
    chance.choice((site.kafka.kill, site.kafka.stop))()
    time.sleep(chance.uniform(*AWAY_SECONDS))
    site.kafka.start()
    return Harm((str(Fault.KAFKA_AWAY),))


def kill_relay_between(site: Site, chance: random.Random) -> Harm:
    """Kill the relay that leads when Kafka has taken its page and its mark is not saved yet: the table of its marks can
    be read and not written to, until somebody waits for it, and whoever that is dies waiting."""
    topic = chance.choice(sorted(COPIED))
    with _unwritable(site.database(COPIED[topic])) as held:
        waits = _waits_for(held)
        site.members.kill(*(_leading(site, topic) if waits else ()))
    site.members.start(healthy=False)
    return Harm((f"{Fault.RELAY_BETWEEN}: {topic}{'' if waits else ', none was saving'}",))


def delete_topic(site: Site, chance: random.Random) -> Harm:
    """Delete one of the topics, now and then for somebody who makes it again before the relay does."""
    topic, again = chance.choice(sorted(COPIED)), chance.random() < ANEW
    site.hand.delete(topic, again=again)
    site.gone += [each for each in site.strangers if each.topic == topic]
    site.strangers = [each for each in site.strangers if each.topic != topic]
    site.emptied.add(topic)
    return Harm((f"{Fault.TOPIC_GONE}: {topic}{', and made anew' if again else ''}",))


HARMS: Mapping[Fault, Callable[[Site, random.Random], Harm]] = {
    Fault.KILL: kill,
    Fault.SESSIONS: end_sessions,
    Fault.FOREIGN: foreign,
    Fault.REPEATED: repeat,
    Fault.ALTERED: alter,
    Fault.KAFKA_AWAY: kafka_away,
    Fault.RELAY_BETWEEN: kill_relay_between,
    Fault.TOPIC_GONE: delete_topic,
}


def told(url: str, metric: str, label: str) -> dict[str, float]:
    """What an instance tells at /metrics, by a label; nothing where it does not answer."""
    try:
        text = httpx.get(f"{url}/metrics", timeout=5.0, trust_env=False).text
    except httpx.HTTPError:
        return {}
    lines = re.finditer(rf'^{metric}{{{label}="([^"]+)"}} (\S+)$', text, re.MULTILINE)
    return {line[1]: float(line[2]) for line in lines}


def _kill(site: Site, kind: str, chance: random.Random) -> None:
    if kind == KAFKA:
        site.kafka.kill()
    elif kind == POSTGRESQL:
        site.server.kill()
    else:
        site.members.kill(chance.choice([name for name in site.members.members if name.startswith(kind)]))


@contextmanager
def _unwritable(database: sa.URL) -> Iterator[sa.Connection]:
    """The relay's marks in a database cannot be written to inside the block."""
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("LOCK TABLE relay_marks IN EXCLUSIVE MODE")
        yield connection
        connection.rollback()


def _waits_for(connection: sa.Connection) -> bool:
    """Whether somebody comes to wait for what the connection holds."""
    deadline = time.monotonic() + _SAVING_SECONDS
    while time.monotonic() < deadline:
        if connection.exec_driver_sql(_SAVES).scalar_one():
            return True
        time.sleep(_GLANCE_SECONDS)
    return False


def _leading(site: Site, topic: str) -> Sequence[str]:
    """The relays that copy a topic; all of them where none says so."""
    relays = [name for name in site.members.members if name.startswith("relay")]
    leading = [name for name in relays if told(site.members.url(name), "xushi_leader", "work").get(f"relay-{topic}")]
    return leading or relays
