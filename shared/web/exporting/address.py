"""Where the tables of the page that is being made can be had as a file. Pure but for whose page it is."""

from __future__ import annotations

from contextvars import ContextVar

PARAMETER, XLSX = "export", "xlsx"
"""What is added to a page's address."""

ADDRESS: ContextVar[str] = ContextVar("xushi_address", default="")
"""Of the page that is being made: path and query, without ``export``."""


def export_address() -> str:
    """Where the tables of the page that is being made can be had as a file; '' outside a request for a page."""
    address = ADDRESS.get()
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={XLSX}" if address else ""
