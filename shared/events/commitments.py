"""What departments say of a plan's commitments (重点任务): topic ``reports``, stream ``commitment-<plan>-<row>``."""

from __future__ import annotations

from typing import Literal

from shared.events.event import Event
from shared.events.handling import Attachment

StatedProgress = Literal["on_time", "late", "done", "given_up"]
"""How a commitment stands by what its department says: 按期推进, 滞后, 已完成, 不再实施."""

MilestoneStep = Literal["begun", "done", "dropped"]
"""What became of a project: 开工（启动）, 完成, 取消."""


class CommitmentStated(Event, frozen=True, kw_only=True):
    """A department said how a commitment stands (stream ``commitment-<plan>-<row>``).

    ``region`` is the plan's area, ``period`` a year (``2026``) or a first half year (``2026H1``). ``value`` is what was
    reached by its end, an exact decimal in ``unit``, the printed one ('': the commitment has no number, or the
    department none). ``statement`` counts those of the period from 1 on; a later one takes the place of the one before,
    once accepted. ``reason`` says why an accepted one is corrected. It is borne out by the files in ``evidence``, or by
    a ``document`` with its ``number``.
    """

    plan: str
    row: int
    region: str
    department: str
    period: str
    statement: int
    progress: StatedProgress
    text: str
    value: str = ""
    unit: str = ""
    evidence: tuple[Attachment, ...] = ()
    document: str = ""
    number: str = ""
    reason: str = ""
    simulated: bool = False


class CommitmentStatementAccepted(Event, frozen=True, kw_only=True):
    """A reviewer of the plan's area accepted a period's ``statement``: it counts from now on."""

    plan: str
    row: int
    region: str
    period: str
    statement: int
    note: str = ""


class CommitmentStatementReturned(Event, frozen=True, kw_only=True):
    """A reviewer of the plan's area returned a period's ``statement``: another is owed."""

    plan: str
    row: int
    region: str
    period: str
    statement: int
    reason: str


class MilestoneReached(Event, frozen=True, kw_only=True):
    """A project was begun, is done, or was dropped, on that ``day`` (``YYYY-MM-DD``), as a ``document`` with its
    ``number`` says. It is recorded as it is: the paper is its evidence. Of several the latest day counts, of one day
    the last recorded."""

    plan: str
    row: int
    region: str
    department: str
    step: MilestoneStep
    day: str
    document: str
    number: str
    text: str = ""
    simulated: bool = False
