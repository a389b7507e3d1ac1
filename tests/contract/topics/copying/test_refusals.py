"""An event that Kafka will not take. Over a real Kafka."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient

from shared.log.connection import topic_name
from shared.log.relay import Relay
from shared.log.topics import create_topics
from shared.observe import CheckFailed, Metrics
from shared.store import MOST_EVENT_BYTES, NewEvent
from tests.builders import a_new, a_report
from tests.contract.topics.copied import Copied, Reading, in_thread, soon

_CHARACTERS = [chr(each) for each in range(0x4E00, 0x9FA5)]


def limit(copied: Copied, most: int) -> None:
    """Let ``reports`` take no message larger than ``most`` bytes."""
    admin = KafkaAdminClient(bootstrap_servers=copied.settings.kafka_servers)
    name = topic_name(copied.settings, "reports")
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, {"max.message.bytes": str(most)})])
    admin.close()


def long_report() -> str:
    """A note that does not become much shorter, whatever it is compressed with."""
    return "".join(Random(4).choices(_CHARACTERS, k=9_000))


def test_an_event_that_kafka_refuses_is_named_and_goes_when_it_is_taken_again(copied: Copied) -> None:
    limit(copied, 5_000)
    copied.produce(3)
    with copied.database.write() as connection:
        copied.store.append(connection, [a_new(a_report(note=long_report()), "long")])
    copied.produce(3)
    metrics = Metrics()
    relay = Relay("reports", "intake", copied.database, copied.store, copied.settings, metrics)

    def refuses(value: float) -> Callable[[], bool]:
        return lambda: metrics.registry.get_sample_value("xushi_relay_refuses", {"topic": "reports"}) == value

    with in_thread(relay.run):
        assert soon(refuses(1))
        assert soon(lambda: relay.lag() == 4)  # what stood before it has gone
        with pytest.raises(CheckFailed, match="cannot send position 4: MessageSizeTooLargeError"):
            relay.check()
        create_topics(copied.settings)
        assert soon(lambda: relay.lag() == 0)
        assert soon(refuses(0))
        assert relay.check() == "在转发"


def largest(copied: Copied) -> NewEvent:
    """An event of exactly as many bytes as a store takes, which hardly become fewer whatever compresses them."""
    noise = "".join(Random(7).choices(_CHARACTERS, k=MOST_EVENT_BYTES // 3 - 200))
    room = MOST_EVENT_BYTES - len(copied.store.encoded(a_new(a_report(note=noise)))[2])
    new = a_new(a_report(note=noise + "x" * room), "largest")
    assert len(copied.store.encoded(new)[2]) == MOST_EVENT_BYTES
    return new


def test_the_largest_event_that_a_store_takes_comes_to_its_reader(copied: Copied, reading: Reading) -> None:
    copied.produce(2)
    with copied.database.write() as connection:
        stored = copied.store.append(connection, [largest(copied)])
    copied.produce(2)
    copied.relay().step()
    assert reading.has(5)
    replayed = [event for page in copied.reader().replay({}, reading.marks) for event in page]
    assert stored[0] in replayed
