"""What decides, and what people may do, put together over one database."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from services.alerts.channels.configured import Channels
from services.alerts.delivery.resending import Resending
from services.alerts.episodes.policy import Policies
from services.alerts.handlers.dispatch import Dispatch
from services.alerts.handlers.escalating import Escalating
from services.alerts.handlers.expiring import Expiring
from services.alerts.handlers.figures import FiguresHandler
from services.alerts.handlers.people import People
from services.alerts.messages.routing import Means
from services.alerts.panel.telling import LossTelling
from services.alerts.reminders.commitments.sweep import StatementReminders
from services.alerts.reminders.known_reports import CONSUMER_NAME as REMINDERS_CONSUMER
from services.alerts.reminders.known_reports import KnownReports
from services.alerts.reminders.returns import Returns
from services.alerts.reminders.signatures import Signatures
from services.alerts.reminders.sweep import Post, Reminders, SweepParts
from services.alerts.repository.streams import AlertStreams
from services.alerts.tables import CONSUMER
from shared.database.engine import Database
from shared.events import PanelLossFound, PanelLossTakenBack
from shared.process.runtime import Runtime
from shared.store import Recorded

LOSS_EVENTS = frozenset({PanelLossFound.__name__, PanelLossTakenBack.__name__})


class AlertsWork:
    """``consumer`` decides on figures, ``reports_consumer`` knows who has reported; ``people`` and ``resending``
    do what is asked over HTTP."""

    def __init__(
        self, runtime: Runtime, database: Database, streams: AlertStreams, channels: Channels, policies: Policies
    ) -> None:
        clock, public_url = runtime.clock, runtime.settings.public_url
        means = Means(channels.mail, channels.robots)
        dispatch = Dispatch(runtime.catalogue, clock, policies=policies, means=means, public_url=public_url)
        self._database = database
        self._figures = FiguresHandler(
            streams, runtime.catalogue, runtime.codec, clock, policies=policies, dispatch=dispatch
        )
        self.people = People(database, streams, clock, dispatch, runtime.catalogue)
        self._escalating = Escalating(
            database, streams, clock, catalogue=runtime.catalogue, policies=policies, dispatch=dispatch
        )
        plans = runtime.catalogue.plans
        self._expiring = Expiring(database, streams, clock, plans, policies=policies, dispatch=dispatch)
        self.resending = Resending(database, streams, clock)
        self._losses = LossTelling(streams, runtime.catalogue, runtime.codec, clock, means=means, public_url=public_url)
        self.consumer = runtime.consumer("alerts", "figures", database, CONSUMER, self._read_figures)
        known = KnownReports(runtime.codec, runtime.catalogue)
        self.reports_consumer = runtime.consumer(
            REMINDERS_CONSUMER, "reports", database, CONSUMER, known, in_a_hurry=False
        )
        post, behind = Post(channels.mail, public_url), self.reports_consumer.behind
        parts = SweepParts(database, streams, runtime.catalogue, clock, post, behind)
        self._reminders = Reminders(parts, runtime.metrics)
        self._statements = StatementReminders(parts, runtime.metrics)
        self._returns, self._signatures = Returns(parts), Signatures(parts)

    def _read_figures(self, connection: sa.Connection, events: Sequence[Recorded]) -> None:
        self._figures(connection, events)
        if losses := [each for each in events if each.type in LOSS_EVENTS]:
            self._losses(connection, losses)

    def sweep(self) -> int:
        """Decide on months that waited for a due day that has passed, end what outlived its plan, take the
        steps that are due, remind who has not reported or stated, and tell whose report was returned and who may sign
        what waits; how many assessments and steps that were."""
        with self._database.write() as connection:
            decided = self._figures.sweep(connection)
        steps = self._expiring.expire() + self._escalating.escalate() + self._reminders.sweep()
        return decided + steps + self._returns.sweep() + self._signatures.sweep() + self._statements.sweep()
