"""The engines that tests run over do what those tests rely on."""

from __future__ import annotations

import json
import secrets
import urllib.request
from collections.abc import Iterator

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from tests import kafka as kafkas
from tests.monitoring import prometheus


@pytest.fixture
def topic(kafka: kafkas.Server) -> Iterator[str]:
    """A new topic of this test's own, with one partition."""
    name = f"engines-{secrets.token_hex(8)}"
    with KafkaAdminClient(bootstrap_servers=kafka.address) as client:
        client.create_topics({name: {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True)
    yield name
    with KafkaAdminClient(bootstrap_servers=kafka.address) as client:
        client.delete_topics([name])


def _send(address: str, topic: str, value: bytes) -> int:
    with KafkaProducer(bootstrap_servers=address, acks="all", enable_idempotence=True) as producer:
        future = producer.send(topic, value=value, key=b"500107", headers=[("content-type", b"text/plain")])
        offset: int = future.get(30).offset
        return offset


def _read(address: str, topic: str, most: int) -> list[bytes]:
    with KafkaConsumer(bootstrap_servers=address, auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition(topic, 0)])
        values: list[bytes] = []
        for _ in range(60):
            values += [record.value for page in consumer.poll(timeout_ms=500).values() for record in page]
            if len(values) >= most:
                break
        return values


def test_kafka_carries_a_message(kafka: kafkas.Server, topic: str) -> None:
    assert _send(kafka.address, topic, "报表".encode()) == 0
    assert _read(kafka.address, topic, 1) == ["报表".encode()]


def test_what_kafka_acknowledged_is_there_after_a_kill(kafka: kafkas.Server, topic: str) -> None:
    before = kafka.address
    _send(kafka.address, topic, b"before")
    try:
        kafka.kill()
    except kafkas.NoKafka as reason:
        pytest.skip(str(reason))
    kafka.start()
    assert kafka.address == before
    assert _send(kafka.address, topic, b"after") == 1
    assert _read(kafka.address, topic, 2) == [b"before", b"after"]


def test_the_console_consumer_reads_keys_headers_and_values(kafka: kafkas.Server, topic: str) -> None:
    _send(kafka.address, topic, "城镇新增就业".encode())
    assert kafkas.console_consumer(kafka.address, topic, 1) == [
        kafkas.Message(key="500107", headers="content-type:text/plain", value="城镇新增就业")
    ]


def test_prometheus_is_ready_and_takes_the_configuration() -> None:
    try:
        with prometheus.running("global: {scrape_interval: 7s}\nscrape_configs: []\n") as address:
            with urllib.request.urlopen(f"{address}/-/ready", timeout=5) as answer:
                assert answer.status == 200
            with urllib.request.urlopen(f"{address}/api/v1/status/config", timeout=5) as answer:
                assert "scrape_interval: 7s" in json.load(answer)["data"]["yaml"]
    except prometheus.NoPrometheus as reason:
        pytest.skip(str(reason))


def test_promtool_tells_a_good_rule_from_a_bad_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("rules")
    rules = "groups: [{{name: g, rules: [{{record: a:b, expr: '{}'}}]}}]\n"
    (folder / "good.yml").write_text(rules.format("sum(up)"))
    (folder / "bad.yml").write_text(rules.format("sum(up"))
    try:
        assert prometheus.promtool("check", "rules", str(folder / "good.yml")).returncode == 0
        assert prometheus.promtool("check", "rules", str(folder / "bad.yml")).returncode != 0
    except prometheus.NoPrometheus as reason:
        pytest.skip(str(reason))
