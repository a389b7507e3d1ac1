"""A link beside each table of figures on a page, by which that table can be had as a file."""

from __future__ import annotations

import re
from html import escape

from shared.web.exporting.address import ADDRESS, export_of

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_FIGURES = re.compile(r'<td[^>]*\sclass="[^"]*\bfigure\b')


def with_links(html: str, address: str | None = None) -> str:
    """The page with a link before every table that has figures; as it is where it is no page that somebody asked for.

    A table is named by its place among all tables of the page, as :func:`read_tables` numbers them.
    """
    page = ADDRESS.get() if address is None else address
    if not page:
        return html
    number = 0

    def linked(found: re.Match[str]) -> str:
        nonlocal number
        number += 1
        return f"{_link(page, number)}{found[0]}" if _FIGURES.search(found[0]) else found[0]

    return _TABLE.sub(linked, html)


def _link(page: str, number: int) -> str:
    href = escape(export_of(page, number))
    return f'<p class="export one"><a href="{href}" aria-label="下载Excel：第 {number} 张表">下载Excel</a></p>'
