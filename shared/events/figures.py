"""Figures added up, bulletins that print them, and what analysts record of them: topic ``figures``."""

from __future__ import annotations

import msgspec

from shared.events.bulletin_content import BulletinContent
from shared.events.event import Event


class FigureLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One indicator's rolled-up figure of the month: provisional, and what of it is accepted.

    ``reported`` and ``accepted`` count the units behind the two values, ``expected`` those that owe it, ``settled``
    those whose revision that stands is the accepted one (None: was not counted then).
    """

    indicator: str
    expected: int
    reported: int
    value: int
    denominator: int | None = None
    accepted: int = 0
    accepted_value: int = 0
    accepted_denominator: int | None = None
    settled: int | None = None


class FigureChanged(Event, frozen=True, kw_only=True):
    """Figures of a region and month changed (stream ``figure-<region>-<period>``).

    ``data_version`` is the highest position in ``reports`` that had been applied when they changed: no
    later report is in them. It never goes back from one event to the next, but may stay the same: where
    several instances share the partitions, a report from before it may come after.
    """

    region: str
    period: str
    data_version: int
    lines: tuple[FigureLine, ...]


class BulletinPublished(Event, frozen=True, kw_only=True):
    """An area's bulletin of a month was published (stream ``bulletin-<region>-<period>``).

    ``number`` counts its editions: 2 and later are 更正. ``position`` is the last event of ``reports`` in
    it. ``content`` is all it says; ``digests`` is the SHA-256 of each rendition that was made of it.
    ``embargo_until`` is the instant (microseconds, UTC) until which it is kept back (0: it is not). ``published_by`` is
    the name of the person who published it on a page ('': a system did, or it was not kept yet).
    """

    region: str
    period: str
    number: int
    position: int
    content: BulletinContent
    digests: dict[str, str]
    embargo_until: int = 0
    published_by: str = ""


class ComparisonExplained(Event, frozen=True, kw_only=True):
    """An analyst noted what was found out about two indicators that parted (stream ``comparison-<region>-<quarter>``).

    ``rule`` is that of the comparison, ``quarter`` written ``2024-Q3``; ``by`` is the name of the person who noted it
    on a page ('': a system did). Of several notes all stand; nothing of the finding is changed by them.
    """

    region: str
    quarter: str
    rule: str
    text: str
    by: str = ""


class FalseReportRecorded(Event, frozen=True, kw_only=True):
    """A reviewer or an auditor recorded that a revision of a report was found to be false (虚报; stream
    ``false-<region>-<period>``). ``document`` names the paper that found it; ``by`` is the name of the person who
    recorded it on a page. No figure is changed by it."""

    region: str
    period: str
    revision: int
    document: str
    text: str
    by: str = ""


class FalseReportRevoked(Event, frozen=True, kw_only=True):
    """A finding of a false report does not stand any more: ``record`` is its position in ``figures``, ``document`` the
    paper that says so."""

    region: str
    period: str
    record: int
    document: str
    text: str
    by: str = ""
