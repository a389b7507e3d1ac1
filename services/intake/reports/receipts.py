"""The receipt of a report: made from what the store holds, so it can be given again at any time. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import msgspec

from services.intake.faults import ReceiptFinding
from services.intake.reports.streams import SUBMISSIONS, LinesEvent
from services.intake.units.rulebook import Rulebook
from services.intake.units.totals import CountedIn
from shared.events import Event, Explanation, ReportCorrected, ReportSubmitted, ReviewFinding
from shared.periods import Month, from_microseconds
from shared.store.model import Recorded


class Receipt(msgspec.Struct, frozen=True):
    """What a unit may hold against the system: where its report stands and the hash that seals it.

    ``recorded_at`` is ISO 8601 in UTC; ``digest`` the SHA-256 of the body as it was sent;
    ``status`` what the report was at that moment; ``findings`` what was owed and missing, ``review``
    what the review rules said, ``explanations`` what the unit said to that, ``totals`` the
    totals that the revision is in for as long as it stands.
    """

    region: str
    period: str
    revision: int
    position: int
    hash: str
    recorded_at: str
    status: str
    digest: str
    findings: tuple[ReceiptFinding, ...]
    review: tuple[ReviewFinding, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    totals: tuple[CountedIn, ...] = ()


@lru_cache(maxsize=64)  # the reports of one commit share theirs
def instant(microseconds: int) -> str:
    """An instant of the store as ISO 8601 in UTC: ``2023-04-03T01:02:03.000004Z``."""
    return from_microseconds(microseconds).isoformat(timespec="microseconds")[:-6] + "Z"


def receipt_of(event: LinesEvent, recorded: Recorded, revision: int, rulebook: Rulebook) -> Receipt:
    """The receipt of one revision. Its findings and totals follow from the lines and the catalogue."""
    period = Month.parse(event.period)
    return Receipt(
        event.region,
        event.period,
        revision,
        recorded.position,
        recorded.hash,
        instant(recorded.recorded_at),
        "submitted",
        event.digest,
        rulebook.missing(event.region, event.lines, period),
        event.findings,
        event.explanations,
        rulebook.totals(event.region, period, event.lines),
    )


def find_receipt(
    stream: Sequence[Recorded],
    decode: Callable[[Recorded], Event],
    rulebook: Rulebook,
    *,
    revision: int | None = None,
    position: int | None = None,
) -> Receipt | None:
    """The receipt of a stream's revision, of the event at ``position``, or of the last revision."""
    made = [each for each in stream if each.type in SUBMISSIONS]
    wanted = range(len(made), 0, -1) if revision is None else (revision,)
    for number in wanted:
        if not 1 <= number <= len(made):
            return None
        recorded = made[number - 1]
        if position is None or recorded.position == position:
            event = decode(recorded)
            assert isinstance(event, ReportSubmitted | ReportCorrected)
            return receipt_of(event, recorded, number, rulebook)
    return None
