"""What can be asked of intake, and what it answers: the words between its HTTP side and its decisions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from services.intake.reports.decide import CommandRefusal, Submit
from services.intake.reports.decide_review import ReportDecision
from services.intake.reports.proposals.decide import SettleProposal
from shared.catalogue.amendments import Amending
from shared.events import Adjusting, PanelReported


@dataclass(frozen=True, slots=True)
class Withdraw:
    """A unit takes its report back; ``drawn_from`` is the revision that it saw (None: it does not say)."""

    region: str
    period: str
    reason: str
    drawn_from: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A reviewer's decisions. ``outside`` holds the indices of those that are not the reviewer's to make."""

    decisions: tuple[ReportDecision, ...]
    outside: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Close:
    """A month is closed for an area; ``despite`` says why, though findings that block stand in it, ``early`` why
    before ``due``, the day by whose end units owe it (None: that has passed)."""

    area: str
    period: str
    despite: str = ""
    early: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Amend:
    """What one document changes of rows of a plan: a row is shared out, rows get targets for one year, or an adjustment
    is proposed, or settled, of which an approval comes with the revision of each row.

    Each of ``amendments`` with how many its stream held when it was worked out. ``proposer`` is whose the revisions are
    that come with an approval: who records that signs for them as the second person ('': they are whose asks)."""

    amendments: tuple[tuple[Amending | Adjusting, int], ...]
    proposer: str = ""


@dataclass(frozen=True, slots=True)
class ReportPanel:
    """Sample enterprises report (用工监测). Each of ``reports`` with how many events its enterprise's stream held when
    it was held against them."""

    reports: tuple[tuple[PanelReported, int], ...]


Command = Submit | Withdraw | SettleProposal | Review | Close | Amend | ReportPanel


@dataclass(frozen=True, slots=True)
class AskedCommand:
    """A command with who asks. ``key`` is the idempotency key scoped to the actor; ``digest`` the SHA-256
    of what was sent, which must be the same whenever the key is."""

    command: Command
    actor: str
    key: str
    digest: str
    correlation_id: str


@dataclass(frozen=True, slots=True)
class CommandAnswer:
    """The JSON to answer with. ``dropped`` are reports whose lines no longer stand; ``proposed``: the lines that were
    sent wait for a signature, and stand nowhere yet."""

    body: bytes
    replayed: bool = False
    dropped: tuple[tuple[str, str], ...] = ()
    proposed: bool = False


class CommandRefused(Exception):
    """The command may not happen, and why."""

    def __init__(self, refusal: CommandRefusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Moved(Exception):
    """Another instance has stored something for the region since its history was read: look at it again."""


PANEL_MOVED = CommandRefusal("panel-moved", "这家企业刚刚又报了一版，请重新查看后再提交")
TARGET_MOVED = CommandRefusal("target-moved", "这项目标刚刚又有调整、分解或提出的调整，请重新查看后再提交")
KEY_REUSED = CommandRefusal("idempotency-key-reused", "该 Idempotency-Key 已用于另一份内容；新的内容请用新的键")


def digest_of(what: str, content: bytes) -> str:
    """The SHA-256 that tells whether the same is asked again."""
    return hashlib.sha256(what.encode() + b"\n" + content).hexdigest()
