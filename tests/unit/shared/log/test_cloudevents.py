from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_structured_event
from kafka import KafkaProducer

from shared.events import CatalogueChanged, Event, PeriodClosed, ProgressAssessed, ShapeDefined
from shared.log.cloudevents import (
    CONTENT_TYPE,
    Message,
    NotAnEvent,
    Predecessor,
    StoredEvent,
    decode,
    encode,
    encode_derived,
    key_of,
)
from shared.store import MOST_EVENT_BYTES, Recorded
from tests.builders import a_new, a_store, one_of_each_event

STREAMS = {
    "Report": "report-500107-2023-03",
    "Correction": "report-500107-2023-03",
    "PeriodClosed": "period-500000-2023-03",
    "Target": "target-chongqing-2021-2025-8",
    "AnnualTarget": "target-chongqing-2021-2025-1",
    "Adjustment": "adjustment-chongqing-2021-2025-8",
    "Commitment": "commitment-chongqing-2021-2025-10",
    "Milestone": "commitment-chongqing-2021-2025-10",
    "Catalogue": "catalogue",
    "Shape": "shape-32920f39a6cab664f25e1e96a8b95242",
    "Figure": "figure-500000-2023-03",
    "Comparison": "comparison-500000-2024-Q3",
    "FalseReport": "false-500107-2024-03",
    "Appraisal": "appraisal-500000-2024-Q1",
    "PanelReported": "panel-500107-2024-03",
    "PanelLoss": "panel-loss-500107-2024-03",
    "Progress": "progress-chongqing-2021-2025-8",
    "Bulletin": "bulletin-500000-2023-03",
    "Evaluation": "evaluation-chongqing-2021-2025-final-2025",
    "Alert": "alert-chongqing-2021-2025-8-500000",
    "Reminder": "reminder-2023-03-500107",
    "StatementReminder": "reminder-chongqing-2021-2025-cq-employment-2024H1-500000",
    "Notification": "alert-chongqing-2021-2025-8-500000",
}


def stream_of(event: Event) -> str:
    return next(stream for start, stream in STREAMS.items() if type(event).__name__.startswith(start))


@pytest.fixture
def recorded(tmp_path: Path) -> Iterator[list[Recorded]]:
    """One of each event, as the store recorded it."""
    database, store = a_store(tmp_path)
    with database.write() as connection:
        yield store.append(connection, [a_new(event, stream_of(event)) for event in one_of_each_event()])
    database.dispose()


def test_an_event_comes_out_of_its_message_as_it_went_in(recorded: list[Recorded]) -> None:
    for event in recorded:
        before = Predecessor(event.position - 1, event.previous_hash)
        assert decode(encode(event, "intake", before)) == Message(event, before, "intake")
        assert decode(encode(event, "intake", Predecessor())).event.computed_hash() == event.hash


def test_a_message_is_a_valid_cloudevent_for_a_reader_that_is_not_ours(recorded: list[Recorded]) -> None:
    for event in recorded:
        read = from_structured_event(
            KafkaMessage({"content-type": CONTENT_TYPE.encode()}, key_of(event), encode(event, "intake", Predecessor()))
        )
        assert (read.get_id(), read.get_source()) == (str(event.position), "/xushi/intake")
        assert read.get_type() == f"xushi.{event.type}.v{event.schema_version}"
        assert read.get_time() == event.recorded_instant
        assert read.get_data() == json.loads(event.data)


def test_attribute_names_are_what_the_specification_allows() -> None:
    for name in StoredEvent.__struct_fields__:
        assert name.isalnum() and name.islower() and len(name) <= 20


def test_the_key_is_the_region_an_event_is_about(recorded: list[Recorded]) -> None:
    for event, made in zip(recorded, one_of_each_event(), strict=True):
        reported = type(made).__name__.startswith(("Report", "Correction", "FalseReport", "Panel", "Reminder"))
        about = "500107" if reported else "500000"
        if isinstance(made, CatalogueChanged | ShapeDefined):  # of no region: they have keys of their own
            about = "catalogue" if isinstance(made, CatalogueChanged) else made.shape
        assert key_of(event) == about


def test_all_events_of_a_stream_have_one_key(recorded: list[Recorded]) -> None:
    keys: dict[str, set[str]] = {}
    for event in recorded:
        keys.setdefault(event.stream, set()).add(key_of(event))
    assert all(len(each) == 1 for each in keys.values())


def test_sequences_sort_as_text_as_they_do_as_numbers(recorded: list[Recorded]) -> None:
    texts = [
        json.loads(encode(msgspec.structs.replace(recorded[0], position=at), "intake", Predecessor()))["sequence"]
        for at in (9, 10, 100, 1_000_000)
    ]
    assert texts == sorted(texts)


def test_a_derived_message_names_what_it_is_about(recorded: list[Recorded]) -> None:
    class Derived(msgspec.Struct):
        region: str

    event = next(each for each in recorded if each.type == PeriodClosed.__name__)
    message = json.loads(encode_derived(event, "aggregator", "500000/2023-03/x", Derived("500000")))
    assert (message["id"], message["subject"], message["type"]) == (
        f"{event.position}/500000/2023-03/x",
        "500000/2023-03/x",
        "xushi.Derived.v1",
    )


@pytest.mark.parametrize("value", [b"", b"{}", b'{"specversion":"1.0"}', b"\xff\xfe", b"[1]"])
def test_other_bytes_are_refused_by_name(value: bytes) -> None:
    with pytest.raises(NotAnEvent):
        decode(value)


def test_a_message_with_a_broken_position_is_refused(recorded: list[Recorded]) -> None:
    event = next(each for each in recorded if each.type == ProgressAssessed.__name__)
    broken = json.loads(encode(event, "aggregator", Predecessor())) | {"sequence": "x"}
    with pytest.raises(NotAnEvent):
        decode(json.dumps(broken).encode())


def test_the_largest_stored_event_is_a_message_that_kafka_carries(recorded: list[Recorded]) -> None:
    start, end = b'{"region":"500107","note":"', b'"}'
    largest = msgspec.structs.replace(
        recorded[0],
        data=start + b"x" * (MOST_EVENT_BYTES - len(start) - len(end)) + end,
        stream="alert-chongqing-2021-2025-8-500000",
        actor="a" * 128,
        correlation_id="\\" * 8_000,
        idempotency_key="\\" * 300,
    )
    message = encode(largest, "intake", Predecessor(10**18, "f" * 64))
    beside = len(key_of(largest)) + len(CONTENT_TYPE) + 512  # key, header, and what Kafka writes around a record
    assert len(message) + beside <= KafkaProducer.DEFAULT_CONFIG["max_request_size"]
