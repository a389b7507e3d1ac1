import pytest

from shared.codec import Codec, CodecError
from shared.events import EVENT_TYPES, Event
from tests.builders import a_report, one_of_each_event


class Renamed(Event, frozen=True, kw_only=True):
    """Version 2 of an event whose field was called ``old`` in version 1."""

    __version__ = 2
    new: str


def test_every_event_type_has_an_example_and_survives_the_codec() -> None:
    codec = Codec()
    examples = one_of_each_event()
    assert {type(event) for event in examples} == set(EVENT_TYPES)
    for event in examples:
        assert codec.decode(*codec.encode(event)) == event


def test_a_stored_older_version_is_brought_up_to_the_current_one() -> None:
    codec = Codec((Renamed,), {("Renamed", 1): lambda document: {"new": document["old"]}})
    assert codec.decode("Renamed", 1, b'{"old":"x"}') == Renamed(new="x")
    assert codec.decode(*codec.encode(Renamed(new="y"))) == Renamed(new="y")


def test_a_version_without_an_upcaster_is_refused_when_the_codec_is_made() -> None:
    with pytest.raises(CodecError, match="Renamed v1"):
        Codec((Renamed,))


@pytest.mark.parametrize(
    ("name", "version", "data"),
    [
        ("Unheard", 1, b"{}"),
        ("ReportSubmitted", 99, b"{}"),
        ("ReportSubmitted", 0, b"{}"),
        ("ReportSubmitted", 1, b"{"),
        ("ReportSubmitted", 1, b'{"region":1}'),
    ],
)
def test_bytes_that_are_no_known_event_are_refused(name: str, version: int, data: bytes) -> None:
    with pytest.raises(CodecError):
        Codec().decode(name, version, data)


def test_an_event_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        a_report().region = "500000"  # type: ignore[misc]  # what is refused is tried
