"""What the benchmark of the process at rest says of what it has seen."""

from __future__ import annotations

import os

import pytest

from benchmarks.at_rest import Sample, sample, summary

MEGABYTE = 1_000_000


def test_a_summary_tells_start_end_highest_slope_and_processor_time() -> None:
    samples = [Sample(60.0 * minute, (200 + minute) * MEGABYTE, 5 + 1.2 * minute) for minute in range(11)]
    samples[4] = samples[4]._replace(resident_bytes=240 * MEGABYTE)
    found = summary(samples)
    assert (found.start, found.end, found.highest) == (200, 210, 240)
    assert found.percent == pytest.approx(2.0)
    assert summary([each for each in samples if each.seconds != 240]).growth == pytest.approx(60.0)


def test_what_is_flat_has_no_slope() -> None:
    assert summary([Sample(60.0 * minute, 200 * MEGABYTE, 1.0) for minute in range(5)]).growth == 0


def test_a_process_is_looked_at_from_outside() -> None:
    first = sample(os.getpid(), 0.0)
    spent = sum(number * number for number in range(3_000_000))
    second = sample(os.getpid(), 1.0)
    assert spent and 10 * MEGABYTE < first.resident_bytes < 10_000 * MEGABYTE
    assert first.processor_seconds < second.processor_seconds


def test_a_process_that_has_ended_is_told() -> None:
    with pytest.raises(FileNotFoundError):
        sample(2**22 + 1, 0.0)  # above every process id of Linux
