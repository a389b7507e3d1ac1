"""What the relay writes beside each event: what stands before it in its partition. Over a real Kafka."""

from __future__ import annotations

import sqlalchemy as sa
from kafka import KafkaConsumer, TopicPartition

from shared.log.cloudevents import Message, Predecessor, decode
from shared.log.connection import topic_name
from shared.store import relay_table
from tests.contract.topics.copied import Copied


def messages(copied: Copied, count: int) -> dict[int, list[Message]]:
    """So many messages of the topic, by partition."""
    consumer = KafkaConsumer(bootstrap_servers=copied.settings.kafka_servers, auto_offset_reset="earliest")
    name = topic_name(copied.settings, "reports")
    consumer.assign([TopicPartition(name, partition) for partition in range(copied.settings.kafka_partitions)])
    found: dict[int, list[Message]] = {}
    while sum(map(len, found.values())) < count:
        for place, records in consumer.poll(timeout_ms=5_000).items():
            found.setdefault(place.partition, []).extend(decode(record.value) for record in records)
    consumer.close()
    return found


def test_every_message_names_the_event_before_it_in_its_partition_whatever_page_and_relay_sent_it(
    copied: Copied,
) -> None:
    copied.produce(6)
    copied.relay().step()
    with copied.database.write() as connection:  # as an earlier version left its marks
        connection.execute(sa.update(relay_table(sa.MetaData())).values(hash=""))
    copied.produce(6)
    copied.relay().step()
    for found in messages(copied, 12).values():
        before = [Predecessor(), *(Predecessor(each.event.position, each.event.hash) for each in found)]
        assert [each.before for each in found] == before[:-1]
        assert {each.service for each in found} == {"intake"}
