"""A spreadsheet's table as cells, whichever file it came in; a merged label stands wherever it covers. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from services.intake.bulk.items import ANY_LINE_END, LIMITS, LineSplitter
from services.intake.bulk.rows import CsvRow, RowReader
from services.intake.forms.faults import FormRefused
from services.intake.forms.workbook.book import Book, open_book
from services.intake.forms.workbook.content import EMPTY, Content, Place
from services.intake.forms.workbook.worksheet import Sheet


class PlaceFault(NamedTuple):
    """What is wrong, and where: the sheet ('' of a text file) and the cell ('' the whole sheet), in Chinese."""

    sheet: str
    cell: str
    message: str

    @property
    def place(self) -> str:
        """``Sheet1!E9``; of a text file ``第9行第5列``."""
        return "!".join(part for part in (self.sheet, self.cell) if part)


class PastTable(NamedTuple):
    """One table. ``labels``: what a cell is covered by or holds; ``hidden``: cells that hold something nobody sees;
    ``text``: it came as text; ``starts_1904``: its days are counted from 1904 on."""

    name: str
    cells: Mapping[Place, Content]
    labels: Mapping[Place, Content]
    hidden: frozenset[Place] = frozenset()
    text: bool = False
    starts_1904: bool = False

    def at(self, place: Place) -> Content:
        return self.cells.get(place, EMPTY)

    def label(self, place: Place) -> Content:
        return self.labels.get(place, EMPTY)

    def fault(self, place: Place, message: str) -> PlaceFault:
        """A fault of a cell."""
        cell = f"第{place.row}行第{place.column}列" if self.text else place.address
        return PlaceFault(self.name, cell, message)

    @property
    def rows(self) -> range:
        return range(1, max((place.row for place in self.cells), default=0) + 1)

    @property
    def columns(self) -> range:
        return range(1, max((place.column for place in self.cells), default=0) + 1)


def grids_of(name: str, raw: bytes, faults: list[PlaceFault]) -> list[PastTable]:
    """The tables of a file of that name (.xlsx, .csv); what cannot be read of it joins ``faults``."""
    if name.lower().endswith(".csv"):
        return [_csv(raw, faults)]
    try:
        book = open_book(raw)
        return list(_sheets(book, faults))
    except FormRefused as refused:
        faults.append(PlaceFault("", "", f"{refused.title}：{refused.detail}"))
        return []


def _sheets(book: Book, faults: list[PlaceFault]) -> Iterator[PastTable]:
    for name in book.names:
        sheet = book.sheet(name)
        if book.hidden(name):
            if sheet.cells:
                faults.append(PlaceFault(name, "", "这张工作表是隐藏的；请取消隐藏，或删去它"))
            continue
        yield _grid(name, sheet)._replace(starts_1904=book.starts_1904)


def _grid(name: str, sheet: Sheet) -> PastTable:
    cells = dict(sheet.shown())
    labels = dict(cells)
    for area in sheet.merged:
        whole = cells.get(Place(area.top, area.left), EMPTY)
        labels.update((place, whole) for place in area.places() if whole is not EMPTY)
    return PastTable(name, cells, labels, frozenset(place for place in cells if sheet.hidden(place)))


def _csv(raw: bytes, faults: list[PlaceFault]) -> PastTable:
    splitter, reader = LineSplitter(LIMITS, ANY_LINE_END), RowReader(LIMITS)
    cells: dict[Place, Content] = {}

    def take(rows: Iterator[CsvRow]) -> None:
        for row in rows:
            if row.fault is not None:
                faults.append(PlaceFault("", f"第{row.line}行", row.fault.message))
            cells.update(
                (Place(row.line, column), Content(text)) for column, text in enumerate(row.cells, 1) if text.strip()
            )

    for line in (*splitter.feed(raw), *splitter.end()):
        take(reader.add(line))
    take(reader.end())
    return PastTable("", cells, cells, text=True)
