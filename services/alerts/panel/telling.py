"""From the losses that the aggregator found to the messages about them, in the transaction that reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
import structlog

from services.alerts.delivery import queue
from services.alerts.messages.notices import notices
from services.alerts.messages.routing import Means
from services.alerts.panel.addressing import loss_ways
from services.alerts.panel.message import LossEvent, compose_loss
from services.alerts.reminders.due import MADE_UP_DAYS
from services.alerts.repository.streams import AlertStreams
from shared.catalogue import Catalogue
from shared.codec import Codec
from shared.consume import Steps
from shared.events import PanelLossFound, PanelLossTakenBack
from shared.periods import Clock, from_microseconds
from shared.store import NewEvent, Recorded

ACTOR = "alerts-panel"


class LossTelling:
    """Tells each once, also where the topic is read from its beginning again."""

    def __init__(
        self, streams: AlertStreams, catalogue: Catalogue, codec: Codec, clock: Clock, *, means: Means, public_url: str
    ) -> None:
        self._streams = streams
        self._catalogue = catalogue
        self._steps = Steps[sa.Connection](codec, {PanelLossFound: self._tell, PanelLossTakenBack: self._tell})
        self._clock = clock
        self._means = means
        self._public_url = public_url
        self._logger = structlog.get_logger()

    def __call__(self, connection: sa.Connection, events: Sequence[Recorded]) -> None:
        """See shared.consume.Handle. Events without a step are other readers' business."""
        known = self._steps.known(events)
        if known:
            self._streams.lock(connection)
            self._steps.take(connection, known)

    def _tell(self, connection: sa.Connection, event: LossEvent, record: Recorded) -> None:
        key = f"{ACTOR}:{record.stream}:{record.version}"
        now = self._clock.now()
        old = now - from_microseconds(record.recorded_at) > timedelta(days=MADE_UP_DAYS)
        if old or event.region not in self._catalogue.regions or self._streams.done(connection, key):
            return
        message = compose_loss(event, self._catalogue, self._public_url, record.version)
        stream = f"panel-{record.stream.removeprefix('panel-')}-{event.region}"  # the region last: its partition
        queued = list(
            notices(
                message,
                loss_ways(self._catalogue, event.region, self._means, now),
                link=lambda _: message.link,
                stream=stream,
                queued_at=now,
                correlation_id=record.correlation_id,
            )
        )
        keys = [key, *[None] * (len(queued) - 1)]
        self._streams.append(
            connection,
            [
                NewEvent(
                    stream=stream,
                    event=each.event,
                    actor=ACTOR,
                    correlation_id=record.correlation_id,
                    idempotency_key=name,
                )
                for each, name in zip(queued, keys, strict=False)
            ],
        )
        queue.add(connection, [each.row for each in queued])
        self._logger.info("loss told", region=event.region, number=message.alert, messages=len(queued))
