"""What is wrong with a form: a cell of it, or the whole file. Words only."""

from __future__ import annotations

import msgspec


class CellFault(msgspec.Struct, frozen=True):
    """Something about one cell; ``message`` begins with its address.

    ``ask``: no fault, but a finding that the report is taken with (and may want an explanation).
    ``cell`` is empty for what no single cell is to blame for.
    """

    code: str
    cell: str
    message: str
    ask: bool = False


class FormRefused(Exception):
    """A file that is not this form at all: ``code`` names why, ``title`` and ``detail`` say it in Chinese."""

    def __init__(self, code: str, title: str, detail: str, status: int = 422) -> None:
        super().__init__(code)
        self.code, self.title, self.detail, self.status = code, title, detail, status


def at(cell: str, code: str, text: str, *, ask: bool = False) -> CellFault:
    """A fault of one cell."""
    return CellFault(code, cell, f"{cell}：{text}" if cell else text, ask)
