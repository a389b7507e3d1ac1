"""Where the tables of the page that is being made can be had as a file. Pure but for whose page it is."""

from __future__ import annotations

from contextvars import ContextVar

PARAMETER, XLSX = "export", "xlsx"
"""What is added to a page's address."""

ONE = "table"
"""What is added besides where a single table is wanted: its number on the page."""

ADDRESS: ContextVar[str] = ContextVar("xushi_address", default="")
"""Of the page that is being made: path and query, without ``export``."""


def export_address() -> str:
    """Where the tables of the page that is being made can be had as a file; '' outside a request for a page."""
    return export_of(ADDRESS.get())


def export_of(address: str, table: int | None = None) -> str:
    """Where the tables of the page at ``address`` can be had, or a single one of them; '' for no page."""
    one = "" if table is None else f"&{ONE}={table}"
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={XLSX}{one}" if address else ""
