"""What the review rules cost a report: processor time of :func:`review` alone, over simulated months.

Every report is reviewed against what its unit reported before, in order; parsing and storing are not in it.
``python -m benchmarks.review_cost [rounds]`` prints the least and the median of the rounds.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from statistics import median

import msgspec

from services.demo.script.reports import report_body
from services.demo.world.simulation import simulate
from services.intake.review.report import Report, review
from services.intake.submission.parse import parse_submission
from services.intake.submission.validate import validate
from services.intake.units.checks import Checks
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.catalogue import load_catalogue
from shared.events import ReportLine
from shared.periods import Month

NOW = datetime(2026, 2, 1, tzinfo=UTC)
FIRST, LAST = Month(2021, 1), Month(2025, 1)
UNITS = 60

UnitReports = tuple[str, Checks, list[tuple[int, tuple[ReportLine, ...]]]]
"""A unit, its checks, and its months (ordinals) with their lines."""


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    units = reports()
    number = sum(len(months) for _, _, months in units)
    lines = sum(len(each) for _, _, months in units for _, each in months)
    took = sorted(seconds(units) / number * 1e6 for _ in range(rounds))
    told = f"least {took[0]:.1f}, median {median(took):.1f} µs a report"
    print(f"{number:,} reports of {lines / number:.0f} lines, {rounds} rounds: {told}")


def reports() -> list[UnitReports]:
    """The simulated months of some units, as they are stored."""
    catalogue = load_catalogue()
    rulebook, simulation = Rulebook(catalogue), simulate(catalogue, FIRST, LAST)
    found = []
    for region in simulation.regions[:UNITS]:
        rules = rulebook.unit(region)
        assert rules is not None
        history, months = UnitHistory(0), []
        for period in simulation.periods:
            body = report_body(catalogue, simulation, region, period)
            submission = parse_submission(msgspec.json.encode(body)).submission
            assert submission is not None
            lines = validate(submission, rulebook, history, NOW).lines
            history.put(period.ordinal, lines)
            months.append((period.ordinal, lines))
        found.append((region, rules.checks, months))
    return found


def seconds(units: list[UnitReports]) -> float:
    """Processor time of reviewing them all once."""
    taken = 0.0
    for region, checks, months in units:
        history = UnitHistory(0)
        for month, lines in months:
            report = Report(region, month, lines)
            begun = time.process_time()
            review(report, history, checks)
            taken += time.process_time() - begun
            history.put(month, lines)
    return taken


if __name__ == "__main__":
    main()
