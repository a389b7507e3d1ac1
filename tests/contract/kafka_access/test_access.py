"""Over a Kafka with encryption, users and rights: only the relay writes, readers read, and who may not is told so."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import trustme
from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError, TopicAuthorizationFailedError

from shared.log import START, LogAway, Mark
from shared.log.connection import KafkaUser, client_options, topic_name
from shared.log.kafka import KafkaLog
from shared.log.relay import Relay
from shared.log.sender import TopicSender
from shared.log.topics import TOPICS, create_topics
from shared.observe import Metrics
from shared.settings import Settings
from shared.store import relay_table
from tests.builders import a_new, a_report, a_store
from tests.contract.kafka_access.secured import USERS, Secured, secured
from tests.kafka import NoKafka

EVENTS = 20


@pytest.fixture(scope="module")
def kafka_secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    try:
        with secured(tmp_path_factory.mktemp("secured")) as made:
            yield made
    except NoKafka as reason:
        pytest.skip(str(reason))


@pytest.fixture
def settings(kafka_secured: Secured) -> Settings:
    """Topics of this test's own, made by the administrator, with everybody's rights."""
    prefix = f"access-{secrets.token_hex(6)}"
    kafka_secured.grant(prefix)
    made = kafka_secured.settings(prefix)
    assert sorted(create_topics(made)) == sorted(TOPICS)
    return made


def copy(settings: Settings, folder: Path) -> int:
    """A store's events, copied by the relay; how many that were."""
    database, store = a_store(folder)
    with database.write() as connection:
        relay_table(sa.MetaData()).create(connection)
        store.append(connection, [a_new(a_report(region=f"5001{n:02d}"), f"s{n}") for n in range(EVENTS)])
    try:
        return Relay("reports", "intake", database, store, settings, Metrics()).step()
    finally:
        database.dispose()


def read(settings: Settings) -> list[int]:
    """The positions that a reader gets."""
    log, marks, positions = KafkaLog("reports", "reader", settings, Metrics()), dict[int, Mark](), []
    try:
        for _ in range(100):
            log.wait(marks, 0.2)
            for partition, found in log.read(marks, 100).items():
                positions += [event.position for event in found.events]
                marks[partition] = found.mark(marks.get(partition, START))
            if len(positions) >= EVENTS:
                break
        return sorted(positions)
    finally:
        log.close()


def send_as(settings: Settings, user: KafkaUser) -> None:
    """Put a message into ``reports`` as that user."""
    options = client_options(settings, user)
    with KafkaProducer(**options, enable_idempotence=False, max_block_ms=5_000) as producer:
        producer.send(topic_name(settings, "reports"), b"{}", partition=0).get(10)


def test_what_the_relay_copies_the_readers_get(settings: Settings, tmp_path: Path) -> None:
    assert copy(settings, tmp_path) == EVENTS
    assert read(settings) == list(range(1, EVENTS + 1))


@pytest.mark.parametrize("user", [KafkaUser.READER, KafkaUser.ADMIN])
def test_nobody_but_the_relay_can_put_a_message_into_a_topic(settings: Settings, user: KafkaUser) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        send_as(settings, user)
    send_as(settings, KafkaUser.RELAY)


def test_topics_are_made_by_the_administrator_alone(kafka_secured: Secured, settings: Settings) -> None:
    others = settings.model_copy(update={"kafka_admin_user": "", "kafka_prefix": f"{settings.kafka_prefix}.more"})
    with pytest.raises(LogAway, match="Authorization"):
        create_topics(others)
    with (
        KafkaAdminClient(**client_options(settings, KafkaUser.RELAY)) as relay,
        pytest.raises(KafkaError, match="Authorization"),
    ):
        relay.delete_topics([topic_name(settings, "reports")])


def test_the_rights_reach_no_other_prefix(kafka_secured: Secured, settings: Settings) -> None:
    foreign = kafka_secured.settings(f"{settings.kafka_prefix}x")
    with pytest.raises(LogAway, match="Authorization"):
        create_topics(foreign)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the client leaves refused sockets open
@pytest.mark.parametrize("wrong", ["password", "certificate"])
def test_with_a_wrong_password_or_certificate_kafka_is_away(settings: Settings, tmp_path: Path, wrong: str) -> None:
    """kafka-python 3.0.12 says no more than that it cannot connect; the handbook says what to look at."""
    password, certificate = tmp_path / "password", tmp_path / "certificate"
    password.write_text("another", "utf-8")
    trustme.CA().cert_pem.write_to_path(certificate)
    changes = {
        "password": {"kafka_password_file": password, "kafka_relay_password_file": password},
        "certificate": {"kafka_ca_file": certificate},
    }
    told = settings.model_copy(update=changes[wrong])
    with pytest.raises(LogAway):
        TopicSender(told)
    log = KafkaLog("reports", "reader", told, Metrics())
    with pytest.raises(LogAway):
        log.wait({}, 0.1)
    log.close()


def test_every_user_of_the_test_is_another() -> None:
    assert len(set(USERS.values())) == len(KafkaUser)
