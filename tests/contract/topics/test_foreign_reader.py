"""A reader that is not ours, Kafka's own console consumer, sees valid CloudEvents in the topics."""

from __future__ import annotations

import json

import jsonschema
import pytest
import sqlalchemy as sa
from cloudevents.core.bindings.kafka import KafkaMessage, from_structured_event

from shared.events import FigureChanged
from shared.log.asyncapi import asyncapi
from shared.log.cloudevents import decode
from shared.log.connection import topic_name
from shared.log.relay import Relay
from shared.log.topics import CURRENT_FIGURES, create_topics
from shared.observe import Metrics
from shared.settings import Settings
from shared.store import relay_table
from tests import kafka as kafkas
from tests.builders import a_new, a_store, kafka_settings, one_of_each_event


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, kafka: kafkas.Server) -> Settings:
    """Settings of topics that one of each event has been copied to."""
    made = kafka_settings(kafka.address)
    create_topics(made)
    database, store = a_store(tmp_path_factory.mktemp("store"))
    with database.write() as connection:
        relay_table(sa.MetaData()).create(connection)
        store.append(connection, [a_new(event, f"s-{number}") for number, event in enumerate(one_of_each_event())])
    relay = Relay("figures", "aggregator", database, store, made, Metrics())
    relay.step()
    relay.close()
    database.dispose()
    return made


def consumed(settings: Settings, topic: str, most: int) -> list[kafkas.Message]:
    try:
        return kafkas.console_consumer(settings.kafka_servers, topic_name(settings, topic), most)
    except kafkas.NoKafka as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def messages(settings: Settings) -> list[kafkas.Message]:
    """What stands in the topic of the events."""
    return consumed(settings, "figures", len(one_of_each_event()))


def test_every_event_is_a_valid_cloudevent_of_its_published_schema(messages: list[kafkas.Message]) -> None:
    document = asyncapi()
    assert len(messages) == len(one_of_each_event())
    for message in messages:
        name, _, content_type = message.headers.partition(":")
        assert name == "content-type" and message.value is not None and message.key is not None
        event = from_structured_event(KafkaMessage({name: content_type.encode()}, message.key, message.value.encode()))
        assert event.get_extension("partitionkey") == message.key
        type_name = event.get_type().removeprefix("xushi.").rpartition(".v")[0]
        schema = document["components"]["messages"][type_name]["payload"] | {"components": document["components"]}
        jsonschema.validate(json.loads(message.value), schema)


def test_what_it_reads_is_what_was_decided(messages: list[kafkas.Message]) -> None:
    read = [decode(str(message.value).encode()).event for message in messages]
    assert sorted(event.position for event in read) == list(range(1, len(one_of_each_event()) + 1))
    assert all(event.computed_hash() == event.hash for event in read)


def test_the_compacted_topic_holds_each_figure_under_its_own_key(settings: Settings) -> None:
    (changed,) = (event for event in one_of_each_event() if isinstance(event, FigureChanged))
    (message,) = consumed(settings, CURRENT_FIGURES, 1)
    assert message.key == f"{changed.region}/{changed.period}/{changed.lines[0].indicator}"
    figure = json.loads(str(message.value))["data"]
    assert (figure["region"], figure["figure"]["value"]) == (changed.region, changed.lines[0].value)
