"""Stored events must be readable for ever: one file an event version, never edited afterwards."""

from pathlib import Path

import pytest

from shared.codec import Codec
from shared.events import EVENT_TYPES, Event
from tests.builders import one_of_each_event
from tests.golden.later_events import later_forms

FOLDER = Path(__file__).parent / "events"
EXAMPLES = one_of_each_event()
LATER = later_forms()
"""``<event>.v<version>-<word>.json``: fields that were added without a new version."""


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_an_event_is_written_as_its_golden_file_says(event: Event) -> None:
    name, version, data = Codec().encode(event)
    assert (FOLDER / f"{name}.v{version}.json").read_bytes().rstrip(b"\n") == data


@pytest.mark.parametrize("stem", sorted(LATER))
def test_an_event_with_a_later_field_is_written_as_its_golden_file_says(stem: str) -> None:
    _, _, data = Codec().encode(LATER[stem])
    assert (FOLDER / f"{stem}.json").read_bytes().rstrip(b"\n") == data


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.name)
def test_every_golden_file_ever_written_is_still_read(path: Path) -> None:
    name, version, _ = path.name.split(".")
    codec = Codec()
    for definition in FOLDER.glob("ShapeDefined.v1*.json"):  # as in a store: before what names it
        codec.decode("ShapeDefined", 1, definition.read_bytes())
    event = codec.decode(name, int(version[1:].partition("-")[0]), path.read_bytes())
    assert event in (*EXAMPLES, *LATER.values())


def test_every_event_version_has_its_golden_file() -> None:
    written = {path.name for path in FOLDER.glob("*.json")}
    for event_type in EVENT_TYPES:
        for version in range(1, event_type.__version__ + 1):
            assert f"{event_type.__name__}.v{version}.json" in written
