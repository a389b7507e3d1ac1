"""What a comparison found, as one process tells it to another."""

from __future__ import annotations

from typing import Any

import msgspec

from services.aggregator.rebuild.rebuild import RebuildReport


class CheckFound(msgspec.Struct, frozen=True):
    """As of ``position`` so many figures and months of units differ from a rebuild; ``first`` is one of them."""

    position: int
    differences: int
    first: dict[str, Any] | None = None


def found_in(report: RebuildReport) -> CheckFound:
    """The same of a rebuild's report."""
    differences = report.differences
    return CheckFound(report.position, len(differences), differences[0]._asdict() if differences else None)
