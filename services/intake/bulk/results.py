"""The lines that a bulk call is answered in: one a report, and a summary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from services.intake.bulk.items import Item
from services.intake.faults import ReportFault
from shared.web import problems as web

_encoder = msgspec.json.Encoder()

_LINE_ENDS = tuple((each.encode(), f"\\u{ord(each):04x}".encode()) for each in "\x85\u2028\u2029")
"""Characters of a text that JSON holds as they are and that many programs cut lines at: written as escapes."""


def result_line(item: Item, status: str, dry_run: bool, **said: Any) -> bytes:
    """What became of one report, with what is ``said`` of it; in CSV also of how many rows it tells."""
    faults = said.pop("faults", ())
    document = {"line": item.line, "region": item.region, "period": item.period, "status": status} | said
    if faults:
        document["faults"] = [_fault(each, item) for each in faults]
    if item.rows:
        document["rows"] = item.rows
    if dry_run:
        document["dry_run"] = True
    return _line(document)


def summary_line(counts: Mapping[str, int], broken: str, dry_run: bool) -> bytes:
    """How many reports became what; ``broken`` says why the rest was not read ('': all of it was)."""
    document: dict[str, Any] = {"summary": counts, "complete": not broken}
    if broken:
        document["reason"] = broken
    if dry_run:
        document["dry_run"] = True
    return _line(document)


def _line(document: dict[str, Any]) -> bytes:
    """One line, whatever a program takes for the end of one."""
    line = _encoder.encode(document)
    for character, escape in _LINE_ENDS:
        line = line.replace(character, escape)
    return line + b"\n"


def _fault(each: ReportFault | web.Fault, item: Item) -> dict[str, Any]:
    """A fault, in CSV with the line of the figure that it is about."""
    told: dict[str, Any] = {"code": each.code, "pointer": each.pointer, "message": each.message}
    parts = each.pointer.split("/")
    if len(parts) > 2 and parts[1] == "lines" and parts[2].isdigit() and int(parts[2]) < len(item.lines):
        told["line"] = item.lines[int(parts[2])]
    return told
