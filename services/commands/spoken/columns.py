"""Columns of tables on a terminal."""

from __future__ import annotations

from rich.table import Column


def whole(*headings: str) -> list[Column]:
    """A column for each heading; where the terminal is narrow, headings and cells go on in the next line, uncut."""
    return [Column(heading, overflow="fold") for heading in headings]
