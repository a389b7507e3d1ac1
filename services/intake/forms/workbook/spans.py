"""How many cells the references of a file span, counted before a library goes over each of them. Pure.

A link, a comment or a table that says it is of ``A1:XFD1048576``, or of ``A:A`` in a sheet with a stray cell in its
last row, makes openpyxl make every cell of it: what spans more than a form holds is no reason to do so.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from services.intake.forms.faults import FormRefused
from services.intake.forms.workbook.content import place_of_address
from services.intake.forms.workbook.package import Package, attribute, local
from shared.steps import stepping

MOST_SPANNED = 20_000
"""Cells that all links, comments and tables of a file are of; a row as a whole is sixteen thousand."""

MOST_RANGES = 5_000
"""Ranges that all formats and checks of a file are of; a form has about forty."""

_WALKED = ("hyperlink", "comment", "table")
"""Elements of whose ``ref`` every cell is gone over."""


def spans_too_much(package: Package) -> bool:
    """Whether the references of all parts together span more cells, or are more ranges, than any form has use for."""
    spanned = ranges = 0
    for name in package.xml_parts():
        try:
            root = package.tree(name)
        except FormRefused:
            continue  # what is no XML refers to nothing
        for element in stepping(root.iter()):
            ranges += len(attribute(element, "sqref").split()) if element.attrib else 0
            if local(element.tag) in _WALKED:
                spanned += _cells(element)
        if spanned > MOST_SPANNED or ranges > MOST_RANGES:
            return True
    return False


def _cells(element: Element) -> int:
    """How many cells an element's reference is of; whole columns and rows, and what is no reference, are too many."""
    reference = attribute(element, "ref")
    if not reference:
        return 0
    first, _, last = reference.partition(":")
    try:
        top, bottom = place_of_address(first), place_of_address(last or first)
    except ValueError:
        return MOST_SPANNED + 1
    return (abs(bottom.row - top.row) + 1) * (abs(bottom.column - top.column) + 1)
