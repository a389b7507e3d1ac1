"""A workbook: which sheets there are, each read when it is asked for. Pure; takes some milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from services.intake.forms.workbook.file_check import inspect
from services.intake.forms.workbook.package import Package, attribute, children, is_on, open_package
from services.intake.forms.workbook.refusals import unreadable
from services.intake.forms.workbook.rich_text import RichText, rich_text
from services.intake.forms.workbook.spans import spans_too_much
from services.intake.forms.workbook.styles import ShownStyle, cell_styles
from services.intake.forms.workbook.worksheet import SharedParts, Sheet, read_sheet
from shared.steps import stepping

_USUAL = "xl/workbook.xml"


class Book:
    """A workbook that was found harmless."""

    def __init__(self, package: Package, cells: int) -> None:
        self.cells = cells
        """How many rows and cells all its sheets have, empty formatted ones included."""
        self._package = package
        documents = [each.part for each in package.relations("").values() if each.kind == "officeDocument"]
        self._part = documents[0] if documents else _USUAL
        self._relations = package.relations(self._part)
        self._sheets: dict[str, Sheet] = {}
        self._hidden: set[str] = set()

    @cached_property
    def spans_too_much(self) -> bool:
        """Whether going over every cell that the file refers to would take too much."""
        return spans_too_much(self._package)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The sheets with cells, in order: the part of each by its name.

        Raises:
            FormRefused: the workbook's part cannot be read.
        """
        found = {}
        for group in children(self._package.tree(self._part), "sheets"):
            for sheet in children(group, "sheet"):
                relation = self._relations.get(attribute(sheet, "id"))
                if relation is None:
                    raise unreadable(self._part, f"没有说明工作表“{attribute(sheet, 'name')[:31]}”在哪里")
                name = attribute(sheet, "name")
                if name in found:
                    raise unreadable(self._part, f"里有两张名为“{name[:31]}”的工作表")
                if relation.kind == "worksheet":
                    found[name] = relation.part
                if attribute(sheet, "state").lower() in ("hidden", "veryhidden"):
                    self._hidden.add(name)
        return found

    @cached_property
    def starts_1904(self) -> bool:
        """Whether its days are counted from 1904 on, as old programs of one maker did."""
        found = children(self._package.tree(self._part), "workbookPr")
        return any(is_on(attribute(each, "date1904")) for each in found)

    def hidden(self, name: str) -> bool:
        """Whether nobody sees the sheet of that name, which is among :attr:`names`."""
        return name in self.names and name in self._hidden

    def sheet(self, name: str) -> Sheet:
        """The sheet of a name that is among :attr:`names`.

        Raises:
            FormRefused: its part cannot be read.
        """
        if name not in self._sheets:
            part = self.names[name]
            self._sheets[name] = read_sheet(part, self._package.tree(part), self._shared)
        return self._sheets[name]

    @cached_property
    def _shared(self) -> SharedParts:
        return SharedParts(self._texts(), self._styles())

    def _texts(self) -> list[RichText]:
        part = self._related("sharedStrings")
        return [rich_text(each) for each in stepping(children(self._package.tree(part), "si"))] if part else []

    def _styles(self) -> list[ShownStyle]:
        part = self._related("styles")
        try:
            return cell_styles(self._package.tree(part)) if part else []
        except (ValueError, IndexError) as error:
            raise unreadable(part, "里有不合规则的样式") from error

    def _related(self, kind: str) -> str:
        return next((each.part for each in self._relations.values() if each.kind == kind), "")


def open_book(raw: bytes) -> Book:
    """The workbook that the bytes hold.

    Raises:
        FormRefused: they are damaged, dangerous, or no workbook.
    """
    cells = inspect(raw)
    return Book(open_package(raw), cells)
