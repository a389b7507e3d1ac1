"""Who may sign a correction is told at once that it waits for a signature (待签)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from services.alerts.reminders import proposed_corrections
from services.alerts.reminders.proposed_corrections import ProposedCorrection
from services.alerts.reminders.signature_message import ToldProposal, compose_signature
from services.alerts.reminders.sweep import ACTOR
from services.alerts.reminders.telling import Outcome, TellingOnce
from shared.periods import Month


class Signatures(TellingOnce[ProposedCorrection]):
    """Tells those whose addresses came with the proposal, while it waits."""

    def _waiting(self, connection: sa.Connection) -> list[ProposedCorrection]:
        return proposed_corrections.waiting(connection)

    def _settle(self, connection: sa.Connection, item: ProposedCorrection, outcome: Outcome) -> None:
        proposed_corrections.settle(connection, item, outcome)

    def _moot(self, item: ProposedCorrection) -> Outcome | None:
        return None  # what was settled does not wait

    def _key(self, item: ProposedCorrection) -> str:
        return f"{ACTOR}:{item.region}:{item.period}:signature:{item.number}"

    def _mail(self, item: ProposedCorrection) -> Sequence[str]:
        return item.mail

    def _tell(self, connection: sa.Connection, item: ProposedCorrection, mail: Sequence[str]) -> None:
        told = ToldProposal(item.region, Month.parse(item.period), item.number, item.base, item.reason, item.simulated)
        self._send(connection, item, compose_signature(told, self._catalogue, self._post.public_url), mail)
