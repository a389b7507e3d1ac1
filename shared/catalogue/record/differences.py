"""How two states of the catalogue's files differ, as a person reads it: rows and their columns, or lines. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from shared.catalogue.record.edits import CatalogueFiles, edits_between
from shared.events import ChangedFile

KEYS: Mapping[str, tuple[str, ...]] = {
    "targets.csv": ("row",),
    "completed.csv": ("row",),
    "commitments.csv": ("row",),
    "regions.csv": ("code",),
    "groups.csv": ("group", "member"),
    "indicators.csv": ("id",),
    "definitions.csv": ("indicator",),
    "contacts.csv": ("region",),
    "review.csv": ("indicator", "threshold"),
    "profiles.csv": ("indicator",),
    "units.csv": ("symbol",),
    "holidays.csv": ("day", "region"),
    "tiles.csv": ("code",),
    "comparisons.csv": ("id",),
    "panel.csv": ("enterprise", "from"),
    "panel_limits.csv": ("size",),
}
"""By table the columns that tell a row from every other. Tables that are not here differ by lines."""

Row = Mapping[str, str]
Key = tuple[str, ...]


class CellChange(NamedTuple):
    """A column of a row; '' where it is empty or there is no such column."""

    column: str
    before: str
    after: str


class RowChange(NamedTuple):
    """A row that came, went, or says something else. ``cells`` are those that are not empty, or that changed."""

    kind: Literal["added", "removed", "changed"]
    key: Key
    cells: tuple[CellChange, ...]


class LineChange(NamedTuple):
    """A line, numbered from 1 in the file that has it: the one before where it was removed, else the one after."""

    kind: Literal["added", "removed"]
    number: int
    text: str


class FileDifference(NamedTuple):
    """How a file differs. Of a table that can be read by its keys ``rows``, else ``lines``; neither where its rows say
    the same in another order or spelling."""

    file: str
    kind: Literal["added", "removed", "changed"]
    rows: tuple[RowChange, ...] = ()
    lines: tuple[LineChange, ...] = ()


def differences(before: CatalogueFiles, after: CatalogueFiles) -> tuple[FileDifference, ...]:
    """How ``after`` differs from ``before``, file by file in the order of their names."""
    return tuple(_difference(each, before, after) for each in edits_between(before, after))


def line_changes(changed: ChangedFile) -> tuple[LineChange, ...]:
    """The lines that changed in a file, in its order."""
    found: list[LineChange] = []
    grown = 0
    for edit in changed.edits:
        found += [LineChange("removed", edit.line + at, text) for at, text in enumerate(edit.removed, 1)]
        found += [LineChange("added", edit.line + grown + at, text) for at, text in enumerate(edit.added, 1)]
        grown += len(edit.added) - len(edit.removed)
    return tuple(found)


def _difference(changed: ChangedFile, before: CatalogueFiles, after: CatalogueFiles) -> FileDifference:
    name = changed.file
    kind: Literal["added", "removed", "changed"] = "changed"
    if name not in before:
        kind = "added"
    elif name not in after:
        kind = "removed"
    old, new = (_table(name, files.get(name, "")) for files in (before, after))
    if old is None or new is None:
        return FileDifference(name, kind, lines=line_changes(changed))
    return FileDifference(name, kind, rows=_row_changes(old, new))


def _row_changes(old: Mapping[Key, Row], new: Mapping[Key, Row]) -> tuple[RowChange, ...]:
    found = []
    for key in (*old, *(key for key in new if key not in old)):
        kind: Literal["added", "removed", "changed"] = "changed"
        if key not in new:
            kind = "removed"
        elif key not in old:
            kind = "added"
        one, other = old.get(key, {}), new.get(key, {})
        columns = dict.fromkeys((*one, *other))
        cells = [CellChange(column, one.get(column, ""), other.get(column, "")) for column in columns]
        told = tuple(cell for cell in cells if cell.before != cell.after)
        if told:
            found.append(RowChange(kind, key, told))
    return tuple(found)


def _table(name: str, text: str) -> Mapping[Key, Row] | None:
    """The rows of a table by their keys, none of an empty text; None where they cannot be told apart."""
    base = name.rpartition("/")[2]
    keys = KEYS["holidays.csv"] if name.startswith("holidays/") else KEYS.get(base)
    if keys is None:
        return None
    rows = [row for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")) if any(map(str.strip, row))]
    if not rows:
        return {}
    head = [column.strip() for column in rows[0]]
    named = [column for column in head if column]  # a spreadsheet leaves empty columns behind the last
    if len(set(named)) != len(named) or any(len(row) > len(head) for row in rows):
        return None
    found: dict[Key, Row] = {}
    for row in rows[1:]:
        cells = {column: cell.strip() for column, cell in zip(head, row, strict=False) if column}
        found[_key(cells, keys)] = cells
    return found if len(found) == len(rows) - 1 and keys[0] in head else None


def _key(cells: Row, keys: Sequence[str]) -> Key:
    return tuple(cells.get(column, "") for column in keys)
