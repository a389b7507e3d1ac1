"""What a plan prints: its cells (``【>300】``, ``控制在5.5%以内``), its row names, and what they ask of a row."""

from shared.catalogue.printed.cell import ChangedBy, Form, Printed, PrintedChange, PrintedSpan
from shared.catalogue.printed.grammar import read_printed
from shared.catalogue.printed.names import PrintedName, read_name

__all__ = [
    "ChangedBy",
    "Form",
    "Printed",
    "PrintedChange",
    "PrintedName",
    "PrintedSpan",
    "read_name",
    "read_printed",
]
