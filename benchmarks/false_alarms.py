"""How often the review rules ask about right reports: the demonstration's simulated months, without its faults.
And how many slips they notice (benchmarks.slips).

Every report is held against what its unit reported before, as intake does it, and each month's reports against each
other, as the month's review does; nothing is stored.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import msgspec

from benchmarks import slips
from services.demo.script.reports import report_body
from services.demo.world.simulation import Simulation, simulate
from services.intake.review.magnitude.beside import beside
from services.intake.submission.parse import parse_submission
from services.intake.submission.validate import validate
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue, load_catalogue
from shared.events import ReportLine
from shared.periods import Month

NOW = datetime(2026, 2, 1, tzinfo=UTC)
FIRST, LAST = Month(2021, 1), Month(2025, 12)
JUDGED_FROM = Month(2023, 1)
"""From here on a jump can be told: two whole years are known."""


def main() -> None:
    """Measure and print."""
    catalogue = load_catalogue()
    simulation = simulate(catalogue, FIRST, LAST)
    lines, late_lines, found, late = count(catalogue, simulation)
    print("## 误报：演示的正确报表（模拟数据），每月按送达时所知的历史审核，并作整月审核时与同级的比较")
    for (rule, action), number in sorted(found.items()):
        print(f"{rule} ({action}): {number:,} of {lines:,} lines, {100 * number / lines:.2f} %")
    queries = sum(number for (_, action), number in found.items() if action == "query")
    asked_late = sum(number for (_, action), number in late.items() if action == "query")
    print(f"query altogether: {queries:,} of {lines:,} lines, {100 * queries / lines:.2f} % (aim < 1 %)")
    print(f"… from {JUDGED_FROM} on: {asked_late:,} of {late_lines:,} lines, {100 * asked_late / late_lines:.2f} %")
    told = slips.told(
        "错漏：演示的报表逐项写错，新上线的第2至12个月", slips.first_year(Rulebook(catalogue), simulation)
    )
    print("\n".join(told))
    first = slips.first_month(Rulebook(catalogue), simulation)
    print("\n".join(slips.told("错漏：演示的报表逐项写错，第一个月（含整月审核时与同级比）", first)))
    print("\n".join(slips.told("错漏：公开发布的数列逐项写错，各年起用", slips.published(catalogue))))


def count(
    catalogue: Catalogue, simulation: Simulation
) -> tuple[int, int, Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Lines and findings by rule and action: of all months, and of those from ``JUDGED_FROM`` on.

    Raises:
        ValueError: a report without planted faults is refused.
    """
    rulebook = Rulebook(catalogue)
    lines = late_lines = 0
    found: Counter[tuple[str, str]] = Counter()
    late: Counter[tuple[str, str]] = Counter()
    histories = {region: UnitHistory(0) for region in simulation.regions}
    for period in simulation.periods:
        reported: dict[str, tuple[ReportLine, ...]] = {}
        names: Counter[tuple[str, str]] = Counter()
        for region, history in histories.items():
            body = msgspec.json.encode(report_body(catalogue, simulation, region, period))
            submission = parse_submission(body).submission
            assert submission is not None
            validated = validate(submission, rulebook, history, NOW)
            if validated.faults:
                raise ValueError(f"{region} {period}: {validated.faults}")
            history.put(period.ordinal, validated.lines)
            reported[region] = validated.lines
            names.update((each.rule, each.action) for each in validated.review)
        asked = beside(reported.items(), histories, period.ordinal, rulebook)
        names.update((each.rule, each.action) for findings in asked.values() for each in findings)
        number = sum(map(len, reported.values()))
        found, lines = found + names, lines + number
        if period >= JUDGED_FROM:
            late, late_lines = late + names, late_lines + number
    return lines, late_lines, found, late


if __name__ == "__main__":
    main()
