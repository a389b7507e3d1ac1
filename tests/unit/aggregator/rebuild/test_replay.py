"""Events taken as they are stored."""

from __future__ import annotations

import pytest

from services.aggregator.rebuild.replay import Replay
from shared.codec import Codec, CodecError
from shared.events import AlertResolved, PeriodClosed
from tests.builders import one_of_each_event
from tests.unit.aggregator.report_builders import a_line, submitted

JOBS = "urban_new_employment"


def test_bytes_that_are_no_report_are_told_in_the_codecs_words() -> None:
    with pytest.raises(CodecError, match="ReportSubmitted v1"):
        Replay([JOBS]).add_stored("ReportSubmitted", 1, b'{"region": 5}', 1)
    with pytest.raises(CodecError, match="unknown event type"):
        Replay([JOBS]).add_stored("ReportShredded", 1, b"{}", 1)


def test_an_event_of_another_service_is_refused_and_a_closing_is_passed_over() -> None:
    replay = Replay([JOBS])
    (resolved,) = [each for each in one_of_each_event() if isinstance(each, AlertResolved)]
    with pytest.raises(TypeError, match="AlertResolved at position 7"):
        replay.add(resolved, 7)
    replay.add(PeriodClosed(region="500000", period="2023-01"), 8)
    assert replay.months == {}


def test_a_report_that_comes_after_the_months_were_asked_for_is_in_them_too() -> None:
    replay = Replay([JOBS])
    replay.add(submitted("500101", "2023-01", a_line(JOBS, 1)), 1)
    assert list(replay.months) == [("500101", "2023-01")]
    replay.add_stored(*Codec().encode(submitted("500101", "2023-01", a_line(JOBS, 2))), 2)
    assert replay.unit_month(("500101", "2023-01")).live == (a_line(JOBS, 2),)
