"""The description of the topics says what the relay sends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from shared.events import EVENT_TYPES, Event, FigureChanged
from shared.log.asyncapi import asyncapi
from shared.log.cloudevents import Predecessor, encode, encode_derived
from shared.log.current import CurrentFigure
from shared.log.topics import TOPICS
from tests.builders import a_new, a_store, one_of_each_event

DOCUMENT = Path(__file__).parents[2] / "docs" / "asyncapi.json"


def payload_schema(name: str) -> dict[str, Any]:
    """The schema of a whole message, with what it refers to."""
    document = asyncapi()
    schema: dict[str, Any] = document["components"]["messages"][name]["payload"]
    return schema | {"components": document["components"]}


def test_the_written_document_is_the_one_the_code_makes() -> None:
    assert json.loads(DOCUMENT.read_text("utf-8")) == json.loads(json.dumps(asyncapi()))


def test_every_topic_and_every_event_type_stands_in_it_once() -> None:
    channels = asyncapi()["channels"]
    assert set(channels) == set(TOPICS)
    carried = [name for channel in channels.values() for name in channel["messages"]]
    assert sorted(carried) == sorted([*(each.__name__ for each in EVENT_TYPES), "CurrentFigure"])


@pytest.mark.parametrize("event", one_of_each_event(), ids=lambda event: type(event).__name__)
def test_a_message_is_as_its_schema_says(event: Event, tmp_path: Path) -> None:
    database, store = a_store(tmp_path)
    with database.write() as connection:
        (recorded,) = store.append(connection, [a_new(event, "report-500107-2023-03")])
    database.dispose()
    message = json.loads(encode(recorded, "intake", Predecessor(7, "f" * 64)))
    schema = payload_schema(recorded.type)
    jsonschema.validate(message, schema)
    assert set(message) <= set(schema["properties"])
    if isinstance(event, FigureChanged):
        figure = CurrentFigure(event.region, event.period, event.data_version, event.lines[0])
        derived = json.loads(encode_derived(recorded, "aggregator", "x", figure))
        jsonschema.validate(derived, payload_schema("CurrentFigure"))


def test_a_message_that_lacks_an_attribute_does_not_fit() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"specversion": "1.0"}, payload_schema("ReportSubmitted"))
