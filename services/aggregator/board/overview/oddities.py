"""What is odd about a plan's printed rows, for the page that shows them. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from shared.catalogue import Catalogue
from shared.catalogue.checks.oddities import report_oddities
from shared.catalogue.findings import Findings

_TECHNICAL = frozenset({"unlisted_name"})  # about the catalogue's own lists, not about the print


def find_oddities(catalogue: Catalogue) -> Mapping[tuple[str, int], tuple[str, ...]]:
    """What is odd about each printed row, by plan and row."""
    found: dict[tuple[str, int], tuple[str, ...]] = {}
    for plan in catalogue.plans.values():
        findings = Findings()
        report_oddities(plan, catalogue.indicators, findings, plan.id)
        for item in findings.items:
            if item.row is not None and item.file.endswith("/targets.csv") and item.code not in _TECHNICAL:
                found[plan.id, item.row] = (*found.get((plan.id, item.row), ()), item.message)
    return found
