"""The answer to each command once its events are recorded: the JSON that its sender gets. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from services.intake.reports.commands import Amend, AskedCommand, Close, CommandAnswer, ReportPanel, Review, Withdraw
from services.intake.reports.decide import Submit
from services.intake.reports.proposals.decide import SettleProposal
from services.intake.reports.receipts import receipt_of
from services.intake.reports.streams import LinesEvent, region_and_period
from services.intake.units.rulebook import Rulebook
from shared.catalogue.amendments import Amending
from shared.events import (
    Adjusting,
    AdjustmentApproved,
    AnnualTargetSet,
    CorrectionProposed,
    Event,
    PanelReported,
    ReportReturned,
)
from shared.store.model import Recorded

_encoder = msgspec.json.Encoder()


class ReviewResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one decision: ``accepted``, ``returned`` or ``refused`` (with ``code`` and ``reason``)."""

    region: str
    period: str
    status: str
    code: str = ""
    reason: str = ""
    revision: int = 0
    position: int = 0


class Decided(NamedTuple):
    """What a command decided: its events (indices into the batch), and a review's results so far."""

    asked: AskedCommand
    events: range
    revision: int
    results: tuple[ReviewResult, ...] = ()


def answer_to(
    decided: Decided, events: Sequence[Event], recorded: Sequence[Recorded], rulebook: Rulebook
) -> CommandAnswer:
    """The answer to a command; ``events`` are its own, ``recorded`` as they were stored."""
    command = decided.asked.command
    match command:
        case Submit():
            event = events[0]
            if isinstance(event, CorrectionProposed):
                return proposal_answer(event)
            assert isinstance(event, LinesEvent)
            return CommandAnswer(encode_receipt(receipt_of(event, recorded[0], decided.revision, rulebook)))
        case Withdraw() | SettleProposal():
            return _done(command, decided.revision, recorded[0])
        case Review():
            return _reviewed(decided, events, recorded)
        case Close():
            return _closed(command, recorded[0])
        case Amend() | ReportPanel():
            return CommandAnswer(_encoder.encode(_taken(command, recorded)))


class PanelReceipt(msgspec.Struct, frozen=True):
    """The answer to one period of a sample enterprise: where it stands in the chain."""

    enterprise: str
    period: str
    revision: int
    late: bool
    position: int
    hash: str


def _taken(command: Amend | ReportPanel, recorded: Sequence[Recorded]) -> dict[str, Any]:
    if isinstance(command, Amend):
        return _amended(command, recorded)
    reports = (event for event, _ in command.reports)
    return {"receipts": [panel_receipt(*each) for each in zip(reports, recorded, strict=True)]}


def panel_receipt(event: PanelReported, recorded: Recorded) -> PanelReceipt:
    """The receipt of a sample enterprise's period."""
    where = (recorded.position, recorded.hash)
    return PanelReceipt(event.enterprise, event.period, event.revision, event.late, *where)


def _amended(command: Amend, recorded: Sequence[Recorded]) -> dict[str, Any]:
    """Rows of a year as a list, however many; of an approval itself, with its revisions; else there is one."""
    events = [event for event, _ in command.amendments]
    rows = [_amendment(event, record) for event, record in zip(events, recorded, strict=True)]
    if isinstance(events[0], AdjustmentApproved):
        return rows[0] | {"revisions": rows[1:]}
    return {"targets": rows} if isinstance(events[0], AnnualTargetSet) else rows[0]


def _amendment(event: Amending | Adjusting, recorded: Recorded) -> dict[str, Any]:
    place = {"type": recorded.type, "position": recorded.position, "hash": recorded.hash}
    return place | msgspec.structs.asdict(event)


def encode_receipt(receipt: object) -> bytes:
    """The body that a receipt is answered in."""
    return _encoder.encode({"receipt": receipt})


def proposal_answer(event: CorrectionProposed, replayed: bool = False) -> CommandAnswer:
    """The answer to a correction that was laid before the second signers."""
    body = {"proposal": {"region": event.region, "period": event.period, "base": event.base}}
    return CommandAnswer(_encoder.encode(body), replayed, proposed=True)


_DONE = {"sign": "signed", "decline": "declined", "take-back": "taken-back"}


def _done(command: Withdraw | SettleProposal, revision: int, recorded: Recorded) -> CommandAnswer:
    place = (command.region, command.period)
    what = "withdrawn" if isinstance(command, Withdraw) else _DONE[command.what]
    result = ReviewResult(*place, what, revision=revision, position=recorded.position)
    moved = what in ("withdrawn", "signed")
    return CommandAnswer(_encoder.encode(result), dropped=(place,) if moved else ())


def _closed(command: Close, recorded: Recorded) -> CommandAnswer:
    body = {"area": command.area, "period": command.period, "status": "closed", "position": recorded.position}
    return CommandAnswer(_encoder.encode(body))


def _reviewed(decided: Decided, events: Sequence[Event], recorded: Sequence[Recorded]) -> CommandAnswer:
    positions = iter(record.position for record in recorded)
    results = [
        each if each.status == "refused" else msgspec.structs.replace(each, position=next(positions))
        for each in decided.results
    ]
    dropped = tuple(region_and_period(event) for event in events if isinstance(event, ReportReturned))
    return CommandAnswer(_encoder.encode({"results": results}), dropped=dropped)
