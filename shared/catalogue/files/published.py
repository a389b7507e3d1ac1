"""Reading ``published.csv``: published figures with their sources."""

from __future__ import annotations

from pathlib import Path

from shared.catalogue.files.tables import DATA, read_table
from shared.catalogue.findings import Findings
from shared.catalogue.published import PublishedFigure
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
