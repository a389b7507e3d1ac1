"""What other systems read from Kafka must not change under them: the messages' form, byte for byte."""

from pathlib import Path

import msgspec
import pytest

from shared.events import FigureLine, ShapeDefined
from shared.log.cloudevents import Message, Predecessor, decode, encode, encode_derived
from shared.log.current import CurrentFigure
from shared.store import Recorded

SHAPES = msgspec.json.Decoder(ShapeDefined)
FOLDER = Path(__file__).parent / "messages"
EVENTS = Path(__file__).parent / "events"
REPORT = Recorded(
    position=812,
    stream="report-500107-2023-03",
    version=2,
    type="ReportSubmitted",
    schema_version=1,
    data=(EVENTS / "ReportSubmitted.v1.json").read_bytes().rstrip(b"\n"),
    recorded_at=1_680_753_600_123_456,
    actor="district-500107",
    correlation_id="c-1",
    idempotency_key="district-500107:2023-03-2",
    previous_hash="a" * 64,
    hash="b" * 64,
)


def golden(name: str) -> bytes:
    return (FOLDER / name).read_bytes().rstrip(b"\n")


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("ReportSubmitted.json", Predecessor(799)),
        ("ReportSubmitted-linked.json", Predecessor(799, "c" * 64)),
    ],
    ids=["before its predecessor's hash was sent", "as it is sent"],
)
def test_a_stored_event_is_written_and_read_as_its_golden_file_says(name: str, before: Predecessor) -> None:
    assert encode(REPORT, "intake", before) == golden(name)
    assert decode(golden(name)) == Message(REPORT, before, "intake")


def test_a_report_that_names_its_shape_is_sent_with_the_shape() -> None:
    shape = SHAPES.decode((EVENTS / "ShapeDefined.v1.json").read_bytes())
    packed = (EVENTS / "ReportSubmitted.v2-packed.json").read_bytes().rstrip(b"\n")
    report, before = msgspec.structs.replace(REPORT, schema_version=2, data=packed), Predecessor(799, "c" * 64)
    assert encode(report, "intake", before, shape) == golden("ReportSubmitted-packed.json")
    assert decode(golden("ReportSubmitted-packed.json")) == Message(report, before, "intake", shape)


def test_a_current_figure_is_written_as_its_golden_file_says() -> None:
    figure = CurrentFigure("500000", "2023-03", 812, FigureLine("urban_new_employment", 38, 38, 61_200))
    key = "500000/2023-03/urban_new_employment"
    assert encode_derived(REPORT, "aggregator", key, figure) == golden("CurrentFigure.json")
