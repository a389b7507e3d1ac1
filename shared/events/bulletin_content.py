"""What a bulletin (通报) says, as structured data: the part of an event from which every rendition is made.

Measures are integers as in an assessment (base units for amounts, parts per million of one for rates,
basis points for progress and growth), each beside its text as it was written then: years later the
same bulletin is printed from these texts, whatever the figures, names and units have become.
"""

from __future__ import annotations

import msgspec

DASH = "–"


class Written(msgspec.Struct, frozen=True):
    """A measure and how it was written."""

    value: int
    text: str


class BulletinRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A row of the table of main indicators. ``baseline`` and ``target`` are as the plan prints them.

    ``part`` marks an 其中 row. ``judged`` is the level's word, or 完成/未完成 at the plan's end;
    ``revised`` says, where the target was changed after publication, to what and by which document. Where a target was
    set for the year: it, the part of it that is completed, and the change on a year ago.
    """

    row: int
    name: str
    unit: str
    binding: bool
    baseline: str
    target: str
    level: str
    judged: str
    reason: str
    indicator: str = ""
    part: bool = False
    revised: str = ""
    actual: Written | None = None
    expected: Written | None = None
    progress: Written | None = None
    reported: int = 0
    accepted: int = 0
    owing: int = 0
    year_target: Written | None = None
    year_completed: Written | None = None
    year_change: Written | None = None


class BulletinTable(msgspec.Struct, frozen=True, kw_only=True):
    """One plan's table: its document, its heads for the baseline and the target, its footnotes."""

    plan: str
    title: str
    document: str
    number: str
    baseline_head: str
    target_head: str
    rows: tuple[BulletinRow, ...]
    notes: tuple[str, ...]


class RankedRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A district in a ranking; ``place`` 0: not ranked, ``remark`` says why. ``adjusted``: the last place of its
    amount's text is another one than rounded alone, so that the column adds up (舍位平衡)."""

    region: str
    name: str
    place: int = 0
    actual: Written | None = None
    growth: Written | None = None
    pull: Written | None = None
    expected: Written | None = None
    progress: Written | None = None
    judged: str = ""
    remark: str = ""
    adjusted: bool = False


class RankingTable(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The districts by one indicator. ``basis`` is ``progress``, ``growth`` or ``rate``; ``explained`` says it.
    ``total``: of their amounts, where all of them have one and amounts add up."""

    indicator: str
    name: str
    unit: str
    basis: str
    explained: str
    rows: tuple[RankedRow, ...]
    total: Written | None = None


class BulletinCoverage(msgspec.Struct, frozen=True):
    """Units that owe the month, have reported it, are accepted; ``missing`` names those that have not reported."""

    expected: int
    reported: int
    accepted: int
    missing: tuple[str, ...]


class RevisedTotal(msgspec.Struct, frozen=True):
    """A month's total that is not what the bulletin before had known."""

    indicator: str
    name: str
    period: str
    unit: str
    before: str
    after: str
    difference: str


class OpenAlertLine(msgspec.Struct, frozen=True):
    """An alert that stood open; ``since`` is the month that raised it."""

    number: str
    episode: int
    name: str
    judged: str
    level: str
    since: str
    frozen: bool


class ChainHead(msgspec.Struct, frozen=True):
    """The last event of a topic that the bulletin rests on."""

    topic: str
    position: int
    hash: str


class KnownTotals(msgspec.Struct, frozen=True, array_like=True):
    """An indicator's months from ``first`` on, each its value, its denominator and the units that had reported
    it: kept so that the next bulletin can tell what was revised."""

    indicator: str
    first: str
    months: tuple[tuple[int, int, int], ...]


class BulletinContent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A whole bulletin.

    ``number`` is its edition (2 and later: 更正), ``position`` the last event of ``reports`` in it,
    ``instant`` the moment that its figures stand for (UTC microseconds): what had come by then is in it.
    ``previous`` is the title and number of the bulletin that ``revisions`` compares with ('': there was none).
    ``form`` is how it is laid out: 1 in the measures of GB/T 9704-2012, 0 as before they were kept, so that what was
    published then still is made byte for byte. ``issuer`` is whose name stands under it ('': nobody's).
    """

    region: str
    region_name: str
    period: str
    number: int
    position: int
    instant: int
    title: str
    simulated: bool
    rule_version: int
    tables: tuple[BulletinTable, ...]
    rankings: tuple[RankingTable, ...]
    coverage: BulletinCoverage
    previous: str
    revisions: tuple[RevisedTotal, ...]
    alerts: tuple[OpenAlertLine, ...]
    heads: tuple[ChainHead, ...]
    explained: tuple[str, ...]
    totals: tuple[KnownTotals, ...]
    form: int = 0
    issuer: str = ""
