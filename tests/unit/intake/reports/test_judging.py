"""A report held against its unit's rules and history."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from services.intake.reports.judging import Judging
from services.intake.submission.evidence import Evidence
from services.intake.submission.lines import SLIP
from services.intake.submission.parse import Line, Parsed, Submission
from services.intake.submission.validate import Validated
from services.intake.units.recent.histories import Histories
from services.intake.units.recent.together import HistoryAsked
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.database.engine import Database
from shared.events import ReportLine
from shared.periods import Month, SettableClock
from tests.unit.intake.support import NOW, UNIT

JOBS = "urban_new_employment"
Months = list[tuple[Month, tuple[ReportLine, ...]]]


class Stored:
    """What the store holds at each reading, the last of it from then on; and how often it was read."""

    def __init__(self, *states: Months) -> None:
        self._states: Sequence[Months] = states
        self.read = 0

    def __call__(self, asked: Sequence[HistoryAsked]) -> list[Months]:
        self.read += 1
        return [self._states[min(self.read, len(self._states)) - 1] for _ in asked]


@pytest.fixture(scope="module")
def rulebook(catalogue: Catalogue) -> Rulebook:
    return Rulebook(catalogue)


def _judged(rulebook: Rulebook, stored: Stored, folder: Path, region: str = UNIT, period: str = "2023-03") -> Validated:
    evidence = Evidence(Database(f"sqlite:///{folder}/intake.db"), rulebook)
    judging = Judging(SettableClock(NOW), Histories(stored), rulebook, evidence)
    parsed = Parsed(Submission(region, period, [Line(JOBS, 12_000_000)]), [])
    return asyncio.run(judging.validate(parsed))


def _months(value: int) -> Months:
    return [(Month(2022, month), (ReportLine(JOBS, value),)) for month in (10, 11, 12)]


def test_a_slip_is_found_in_a_history_that_was_read_just_now(rulebook: Rulebook, tmp_path: Path) -> None:
    stored = Stored(_months(1_200))
    assert [each.code for each in _judged(rulebook, stored, tmp_path).faults] == [SLIP]
    assert stored.read == 2


def test_what_the_newer_history_does_not_show_is_no_slip(rulebook: Rulebook, tmp_path: Path) -> None:
    assert _judged(rulebook, Stored(_months(1_200), _months(12_000_000)), tmp_path).faults == []


@pytest.mark.parametrize(("region", "period"), [(UNIT, "2023"), ("999999", "2023-03")])
def test_of_no_month_and_no_unit_nothing_is_read(rulebook: Rulebook, tmp_path: Path, region: str, period: str) -> None:
    stored = Stored([])
    assert _judged(rulebook, stored, tmp_path, region, period).faults
    assert stored.read == 0
