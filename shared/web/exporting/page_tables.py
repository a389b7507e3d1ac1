"""What the tables of a page hold, read from the page itself: whoever may see it may take it along, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_SILENT = frozenset({"script", "style", "svg", "template"})
_SMALL = frozenset({"small"})
_ASIDE = "explained"
"""The class of what explains a row and is no part of its figures."""


@dataclass(slots=True)
class PageCell:
    """A cell: its text, whether it heads a row or column, over how many columns it goes, and whether it is a figure."""

    text: str = ""
    head: bool = False
    span: int = 1
    figure: bool = False


@dataclass(slots=True)
class PageTable:
    """A table under the heading that stands before it."""

    heading: str
    rows: list[list[PageCell]] = field(default_factory=list)
    number: int = 0
    """Its place among all tables of the page, those that are left out among them."""


@dataclass(slots=True)
class PageTables:
    """A page's title, what its banners say (that figures are simulated, or of the past), and its tables."""

    title: str = ""
    banners: list[str] = field(default_factory=list)
    tables: list[PageTable] = field(default_factory=list)


def read_tables(html: str) -> PageTables:
    """The tables of a page that this system has made."""
    reader = _PageReader()
    reader.feed(html)
    reader.close()
    return reader.found


class _PageReader(HTMLParser):
    """Follows a page's elements. What a screen reader alone is told (``class="read"``) counts, what is hidden from it
    (``aria-hidden``) does not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = PageTables()
        self._open: list[tuple[str, bool]] = []
        """The elements that are open, each with whether it is silent."""
        self._heading, self._number = "", 0
        self._text: list[str] = []
        self._into = ""
        self._tables: list[PageTable] = []
        self._cell: PageCell | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if tag in _VOID:
            self._void(tag, given)
            return
        silent = self._silent() or tag in _SILENT or given.get("aria-hidden") == "true" or _ASIDE in classes
        self._open.append((tag, silent))
        if tag == "small" and self._into in ("h1", "h2"):
            self._open[-1], silent = (tag, True), True  # what stands small in a heading would not fit a sheet's name
        self._number += tag == "table"
        if silent:
            return
        if tag == "table":
            self._tables.append(PageTable(self._heading, number=self._number))
            self.found.tables.append(self._tables[-1])
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag in ("td", "th") and self._tables and self._tables[-1].rows:
            self._cell = PageCell(head=tag == "th", span=_number(given.get("colspan")), figure="figure" in classes)
            self._tables[-1].rows[-1].append(self._cell)
            self._begin("cell")
        elif tag in ("h1", "h2", "title") or (tag == "p" and "banner" in classes):
            self._begin(tag)
        elif tag in _SMALL:
            self._text.append(" ")
        elif tag == "option" and "selected" not in given:
            self._open[-1] = (tag, True)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        while self._open:
            opened, silent = self._open.pop()
            if opened == tag:
                break
        else:
            return
        if silent:
            return
        if tag in ("td", "th") and self._into == "cell":
            self._end_cell()
        elif tag == self._into:
            self._end(tag)
        elif tag == "table" and self._tables:
            self._tables.pop()
        elif tag in ("li", "p", "div", "small"):
            self._text.append(" ")

    def handle_data(self, data: str) -> None:
        if self._into and not self._silent():
            self._text.append(data)

    def _void(self, tag: str, given: dict[str, str | None]) -> None:
        if not self._into or self._silent():
            return
        if tag == "br":
            self._text.append(" ")
        elif tag == "input" and given.get("type", "text") in ("text", "number", "search"):
            self._text.append(given.get("value") or "")

    def _silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def _begin(self, into: str) -> None:
        self._into, self._text = into, []

    def _said(self) -> str:
        text, self._text, self._into = " ".join("".join(self._text).split()), [], ""
        return text

    def _end_cell(self) -> None:
        if self._cell is not None:
            self._cell.text = self._said()
        self._cell = None

    def _end(self, tag: str) -> None:
        text = self._said()
        if tag == "title":
            self.found.title = text
        elif tag == "p":
            self.found.banners.append(text)
        else:
            self._heading = text


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and 0 < int(text) < 100 else 1


def columns(row: list[PageCell]) -> Iterator[tuple[int, PageCell]]:
    """The cells of a row, each with the column that it begins in, from 1."""
    at = 1
    for cell in row:
        yield at, cell
        at += cell.span
