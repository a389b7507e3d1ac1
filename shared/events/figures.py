"""Figures added up, documents that print them, and what analysts record of them: topic ``figures``."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from shared.events.bulletin_content import BulletinContent, ChainHead
from shared.events.event import Event
from shared.events.published.evaluation import EvaluationContent, EvaluationKind


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
    several instances share the partitions, a report from before it may come after. Since version 2 it is stored in
    columns.
    """

    __version__: ClassVar[int] = 2

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


class EvaluationPublished(Event, frozen=True, kw_only=True):
    """An evaluation report of a plan was published (stream ``evaluation-<plan>-<kind>-<period>``).

    ``region`` is the plan's area, ``period`` the month that it evaluates; ``number``, ``position``, ``content``,
    ``digests`` and ``published_by`` as in :class:`BulletinPublished`.
    """

    plan: str
    region: str
    kind: EvaluationKind
    period: str
    number: int
    position: int
    content: EvaluationContent
    digests: dict[str, str]
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


class AppraisedItem(msgspec.Struct, frozen=True):
    """An item of the scheme that points were given by, and in words what it goes by."""

    name: str
    rule: str


class AppraisedDistrict(msgspec.Struct, frozen=True, omit_defaults=True):
    """A district's points of the quarter, exact (``283/3``), with its rank (None: nothing counted); ``items`` as they
    are printed, in the order of the scheme's, ``note`` says why months were not counted."""

    region: str
    name: str
    rank: int | None
    points: str
    full: str
    items: tuple[str, ...]
    note: str = ""


class AppraisalContent(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that a bulletin of districts' points says: every rendition is made of this and nothing else.

    ``instant`` is UTC microseconds since 1970, the point it was made as of; ``position`` the last event of ``reports``
    in it. ``example``: the scheme was nobody's decision. ``issuer`` (发文机关) is that of the area's letterhead.
    """

    region: str
    region_name: str
    period: str
    number: int
    position: int
    instant: int
    title: str
    scheme: str
    basis: str
    example: bool
    simulated: bool
    items: tuple[AppraisedItem, ...]
    districts: tuple[AppraisedDistrict, ...]
    heads: tuple[ChainHead, ...] = ()
    issuer: str = ""


class AppraisalPublished(Event, frozen=True, kw_only=True):
    """An area's bulletin of its districts' points of a quarter was published (stream ``appraisal-<region>-<period>``).

    ``period`` is written ``2024-Q3``; ``number``, ``position``, ``content``, ``digests`` and ``published_by`` as in
    :class:`BulletinPublished`.
    """

    region: str
    period: str
    number: int
    position: int
    content: AppraisalContent
    digests: dict[str, str]
    published_by: str = ""
