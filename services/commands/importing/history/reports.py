"""The reports of the past that a file holds: each as the body that is sent, with the cells of its numbers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from services.commands.importing.history.figures import Figures, PastFigure
from services.commands.importing.history.grid import PlaceFault
from shared.events import ReviewFinding
from shared.periods import Month

NOTE = "补录"
"""What every report says of itself: as everybody calls what fills in the past."""

_encode = msgspec.json.Encoder().encode


class PastReport(NamedTuple):
    """A unit's month: ``figures`` in the order of its lines; ``explained`` are the questions that are answered, and
    with which words."""

    region: str
    month: Month
    figures: tuple[PastFigure, ...]
    simulated: bool = False
    explained: tuple[tuple[ReviewFinding, str], ...] = ()

    @property
    def body(self) -> bytes:
        """What is posted: of the same figures always the same bytes, whichever file they came in."""
        document: dict[str, Any] = {
            "region": self.region,
            "period": str(self.month),
            "lines": [_line(figure) for figure in self.figures],
            "note": NOTE,
        }
        if self.simulated:
            document["simulated"] = True
        if self.explained:
            document["explanations"] = [
                {"indicator": found.indicator, "rule": found.rule, "text": text} for found, text in self.explained
            ]
        return _encode(document)

    def fault(self, pointer: str, message: str) -> PlaceFault:
        """A fault that a check found at a JSON pointer of the body, in the cell that it came from."""
        parts = pointer.split("/")
        if len(parts) > 2 and parts[1] == "lines" and parts[2].isdigit() and int(parts[2]) < len(self.figures):
            return self.about(self.figures[int(parts[2])].rule.id, message, parts[3] if len(parts) > 3 else "")
        return self.about("", message)

    def about(self, indicator: str, message: str, part: str = "") -> PlaceFault:
        """Something about an indicator ('' the report as a whole), at its cell: that of the whole at its first one."""
        figure = next((each for each in self.figures if each.rule.id == indicator), self.figures[0])
        written = figure.numbers.get(part) or next(iter(figure.numbers.values()))
        return PlaceFault(written.sheet, written.cell, message)


def reports_of(figures: Figures, *, simulated: bool) -> list[PastReport]:
    """The reports, month by month: so they are held against the months before, and whole months add up at once."""
    return sorted(_reports(figures, simulated), key=lambda each: (each.month, each.region))


def _reports(figures: Figures, simulated: bool) -> Iterator[PastReport]:
    for (region, month), found in figures.items():
        yield PastReport(region, month, tuple(found[each] for each in sorted(found)), simulated)


def _line(figure: PastFigure) -> dict[str, str]:
    line = {"indicator": figure.rule.id, "unit": figure.unit.symbol}
    line |= {part: written.text for part, written in figure.numbers.items()}
    if figure.basis != "month":
        line["basis"] = figure.basis
    if figure.note:
        line["note"] = figure.note
    return line


def months_told(reports: Iterable[PastReport]) -> str:
    """Of how many regions and which months reports are."""
    made = list(reports)
    first, last = min(each.month for each in made), max(each.month for each in made)
    return f"{len({each.region for each in made})} 个地区，{first} 至 {last}，{len(made)} 份"
