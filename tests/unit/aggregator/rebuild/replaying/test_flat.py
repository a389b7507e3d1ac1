"""Reports as flat as a rebuild wants them, held against what the codec makes of the same bytes."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.rebuild.replaying.flat import (
    KINDS,
    REPORT_FORMS,
    STEP_FORMS,
    FlatReport,
    decode_packed,
    flat_report,
)
from services.aggregator.reports.months import Lines
from shared.codec import Codec
from shared.events import Explanation, ReportCorrected, ReportLine, ReportSubmitted, ReviewFinding
from shared.shapes.packed import LEAST_LINES, named_shape
from tests.unit.aggregator.report_builders import accepted, returned, withdrawn

CODEC = Codec()

numbers = st.integers(-(2**70), 2**70)
lines = st.builds(
    ReportLine,
    indicator=st.text(),
    value=numbers,
    denominator=st.none() | numbers,
    basis=st.sampled_from(["month", "year_to_date"]),
)
said = {
    "region": st.text(),
    "period": st.text(),
    "lines": st.lists(lines, max_size=4).map(tuple),
    "digest": st.text(),
    "simulated": st.booleans(),
    "note": st.text(),
    "findings": st.lists(
        st.builds(
            ReviewFinding,
            rule=st.text(),
            action=st.sampled_from(["block", "query", "screen"]),
            indicator=st.text(),
            message=st.text(),
        ),
        max_size=2,
    ).map(tuple),
    "explanations": st.lists(st.builds(Explanation, indicator=st.text(), text=st.text()), max_size=2).map(tuple),
}
few = said | {"lines": st.lists(lines, max_size=LEAST_LINES - 1).map(tuple)}
reports = st.one_of(
    st.builds(ReportSubmitted, **few),
    st.builds(ReportCorrected, **said, reason=st.text(), second_signer=st.text(), evidence=st.text()),
)


def flat(event: ReportSubmitted | ReportCorrected) -> FlatReport:
    name, version, data = CODEC.encode(event)
    return REPORT_FORMS[name, version].decode(data)


@given(reports)
def test_a_flat_report_says_what_the_codec_says_of_the_same_bytes(event: ReportSubmitted | ReportCorrected) -> None:
    found = flat(event)
    assert (found.region, found.period, found.simulated, found.note) == (
        event.region,
        event.period,
        event.simulated,
        event.note,
    )
    assert [(line.indicator, line.value, line.denominator, line.basis) for line in found.lines] == [
        (line.indicator, line.value, line.denominator, line.basis) for line in event.lines
    ]
    assert len(found.findings) == len(event.findings)


@given(st.builds(ReportSubmitted, **said | {"lines": st.lists(lines, min_size=LEAST_LINES, max_size=8).map(tuple)}))
def test_a_report_that_names_its_shape_says_what_the_codec_says_of_the_same_bytes(event: ReportSubmitted) -> None:
    name, version, data = CODEC.encode(event)
    found = decode_packed(data)
    assert found.shape == named_shape(name, version, data)
    assert CODEC.shapes.get(found.shape).lines(tuple(found.values), tuple(found.denominators)) == event.lines
    assert (found.region, found.period, found.simulated, found.note, len(found.findings)) == (
        event.region,
        event.period,
        event.simulated,
        event.note,
        len(event.findings),
    )


@given(reports)
def test_flat_lines_are_written_as_the_months_lines_are(event: ReportSubmitted | ReportCorrected) -> None:
    written = msgspec.json.encode(flat(event).lines)
    assert written == msgspec.json.encode(event.lines)
    assert msgspec.json.decode(written, type=Lines) == event.lines


@given(reports)
def test_a_report_of_the_codec_is_made_flat_the_same(event: ReportSubmitted | ReportCorrected) -> None:
    found = flat_report(event)
    assert msgspec.structs.replace(found, findings=()) == msgspec.structs.replace(flat(event), findings=())
    assert len(found.findings) == len(event.findings)


@pytest.mark.parametrize("make", [accepted, returned, withdrawn])
def test_a_step_says_whose_month_it_is_of(make: type) -> None:
    name, version, data = CODEC.encode(make("500101", "2023-01"))
    found = STEP_FORMS[name, version].decode(data)
    assert (found.region, found.period) == ("500101", "2023-01")
    assert name in KINDS
