import msgspec
from hypothesis import given
from hypothesis import strategies as st

from shared.codec import Codec
from shared.events import Explanation, ReportLine, ReportSubmitted, ReviewFinding
from shared.shapes.packed import LEAST_LINES, MOST_LINES, named_shape
from shared.shapes.shape import shape_of
from shared.store import MOST_EVENT_BYTES
from tests.builders import SOME_LINES, a_report

LINES = st.lists(
    st.builds(
        ReportLine,
        indicator=st.text(min_size=1, max_size=6),
        value=st.integers(-(2**63), 2**63 - 1),
        denominator=st.none() | st.integers(0, 2**63 - 1),
        basis=st.sampled_from(["month", "year_to_date"]),
    ),
    max_size=9,
).map(tuple)
REPORTS = st.builds(
    ReportSubmitted,
    region=st.just("500107"),
    period=st.just("2026-03"),
    lines=LINES,
    digest=st.just("d" * 64),
    simulated=st.booleans(),
    note=st.text(max_size=5),
    findings=st.just(()) | st.just((ReviewFinding("jump", "query", "pension_insured", "本月增长过快"),)),
    explanations=st.just(()) | st.just((Explanation("", "已核实"),)),
)


@given(REPORTS)
def test_a_stored_report_is_read_as_it_was_submitted(report: ReportSubmitted) -> None:
    codec = Codec()
    assert codec.decode(*codec.encode(report)) == report


@given(REPORTS)
def test_a_report_names_its_shape_where_it_has_lines_enough(report: ReportSubmitted) -> None:
    name = named_shape(*Codec().encode(report))
    assert name == (shape_of(report.lines).name if len(report.lines) >= LEAST_LINES else None)


def test_a_report_and_the_definition_that_comes_with_it_go_into_one_message() -> None:
    """Longer ones spell their lines out: the store refuses what is larger than a message by itself."""
    most = tuple(ReportLine(f"{number:0100d}", 10**12, 10**12) for number in range(MOST_LINES))
    codec = Codec()
    _, _, data = codec.encode(a_report(lines=most))
    definition = msgspec.json.encode(msgspec.json.encode(codec.shapes.of(most).defined).decode())
    assert len(data) + len(definition) < MOST_EVENT_BYTES
    assert named_shape(*codec.encode(a_report(lines=(*most, ReportLine("one-more", 1))))) is None


def test_a_report_of_version_one_names_none() -> None:
    _, _, data = Codec().encode(a_report(lines=SOME_LINES))
    assert named_shape("ReportSubmitted", 1, data) is None


def test_another_event_names_none() -> None:
    assert named_shape("ReportCorrected", 2, b'{"shape":"' + b"0" * 32 + b'"}') is None
