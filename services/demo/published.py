"""Reading the catalogue's published figures from their file."""

from __future__ import annotations

import csv
from pathlib import Path

from services.demo.anchors import PublishedRow
from shared.catalogue.load import DATA

PUBLISHED = DATA / "published.csv"
"""The published figures that come with the program, one a line, each with its source."""


def load_published(path: Path = PUBLISHED) -> tuple[PublishedRow, ...]:
    """Every published figure of the file.

    Raises:
        OSError: the file cannot be read.
        KeyError: a column is missing.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            PublishedRow(
                region=row["region_code"],
                indicator=row["indicator"],
                period=row["period"],
                kind=row["kind"],
                value=row["value"],
                unit=row["unit"],
                doubt=row.get("doubt") or "",
            )
            for row in csv.DictReader(file)
        )
