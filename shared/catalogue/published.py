"""Published figures with their sources: facts for the month profile, the demonstration and tests."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from shared.catalogue.files.load import DATA
from shared.catalogue.files.tables import read_table
from shared.catalogue.findings import Findings
from shared.periods import Month

COLUMNS = (
    "region_code",
    "indicator",
    "period",
    "kind",
    "value",
    "unit",
    "source_title",
    "source_url",
    "source_date",
    "doubt",
)


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One published figure. ``kind`` is ``month``, ``ytd``, ``stock`` or ``rate``.

    ``period`` is the month the figure ends at; ``doubt`` says why it should not be relied on ('' if
    nothing speaks against it).
    """

    region: str
    indicator: str
    period: Month
    kind: str
    value: Decimal
    unit: str
    source_title: str
    source_url: str
    source_date: str
    doubt: str


def read_published(path: Path | None = None) -> tuple[PublishedFigure, ...]:
    """Every published figure, in the order of the file.

    Raises:
        CatalogueError: a line cannot be read.
    """
    findings = Findings()
    figures = []
    for row in read_table(path or DATA / "published.csv", "published.csv", COLUMNS, findings):
        period = row.convert("period", Month.parse, "bad_month", "应写作 YYYY-MM")
        value = row.decimal("value")
        if period is None or value is None:
            continue
        figures.append(
            PublishedFigure(
                region=row.text("region_code"),
                indicator=row.text("indicator"),
                period=period,
                kind=row.text("kind"),
                value=value,
                unit=row.text("unit"),
                source_title=row.text("source_title"),
                source_url=row.text("source_url"),
                source_date=row.text("source_date"),
                doubt=row.text("doubt"),
            )
        )
    findings.raise_errors()
    return tuple(figures)
