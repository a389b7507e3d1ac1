"""What the lines of reports are called, told once: topic ``reports``, stream ``shape-<id>``."""

from __future__ import annotations

from shared.events.event import Event


class ShapeDefined(Event, frozen=True, kw_only=True):
    """From here on reports may name this shape instead of spelling out what their figures are called.

    The n-th figure of such a report is that of the n-th of ``indicators``. ``ratios`` are the places (from 0) of those
    with a denominator, ``to_date`` of those reported as the year to date (本年累计). ``shape``, the name, follows from
    the rest: SHA-256 over its canonical form, the first 32 hexadecimal digits. Amounts are in base units always, so no
    unit of measure is among it.
    """

    shape: str
    indicators: tuple[str, ...]
    ratios: tuple[int, ...] = ()
    to_date: tuple[int, ...] = ()
