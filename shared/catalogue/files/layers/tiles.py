"""Reading ``tiles.csv``: where each region's square stands on the map of tiles."""

from __future__ import annotations

from collections.abc import Container, Iterable

from shared.catalogue.files.tables import TableFile, read_all
from shared.catalogue.findings import Findings
from shared.catalogue.model.office import Tile

COLUMNS = ("code", "column", "row")


def read_tiles(files: Iterable[TableFile], regions: Container[str], findings: Findings) -> dict[str, Tile]:
    """The squares by region; a later file's stand in place of those before it. Every fault goes to ``findings``."""
    found: dict[str, Tile] = {}
    places: dict[str, str] = {}
    for file, line in read_all(files, COLUMNS, findings):
        code, column, row = line.text("code", required=True), line.integer("column"), line.integer("row")
        if places.get(code) == file.label:
            line.error("duplicate_region", f"地区代码“{code}”重复")
        elif code not in regions:
            if not file.lenient:
                line.error("unknown_region", f"没有代码为“{code}”的地区")
        elif column is not None and row is not None:
            found[code], places[code] = Tile(column, row), file.label
    return found
