"""Opens alerts to be worked on in a transaction, and keeps what has been added to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from services.alerts.delivery import queue
from services.alerts.episodes.gathering import Gathering
from services.alerts.handlers.alert_at_work import AlertAtWork
from services.alerts.handling.link_secrets import link_secret
from services.alerts.messages.notification import NotificationRow
from services.alerts.repository import assessments, episodes, numbers
from services.alerts.repository.streams import AlertStreams


def open_alerts(
    connection: sa.Connection, streams: AlertStreams, wanted: Sequence[str], gathering: Gathering | None = None
) -> dict[str, AlertAtWork]:
    """The alerts of these streams, each ready to be worked on; one that was never raised stands at version 0."""
    loaded = streams.load(connection, wanted)
    histories = assessments.histories(connection, wanted)
    rows = episodes.newest(connection, wanted)
    secret = link_secret(connection)
    given = numbers.of_streams(connection, wanted)
    found = {}
    for stream in wanted:
        past, version = loaded.get(stream, ([], 0))
        found[stream] = AlertAtWork.of(stream, past, version, histories[stream], rows.get(stream), secret, gathering)
        found[stream].called(given.get(stream))
    return found


def save_alerts(
    connection: sa.Connection,
    streams: AlertStreams,
    alerts: Collection[AlertAtWork],
    queued: Sequence[NotificationRow],
    actor: str,
    key: str | None = None,
) -> None:
    """Append the alerts' new events, and put what is known and told of them in the place of what was.

    The idempotency ``key`` goes with the first event of an alert.
    """
    numbers.give(connection, [alert.newly_given for alert in alerts if alert.newly_given is not None])
    streams.append(connection, [event for alert in alerts for event in alert.new_events(actor, key)])
    known = {
        (alert.stream, period): (touched, alert.history[period])
        for alert in alerts
        for period, touched in alert.touched.items()
    }
    assessments.save(connection, known)
    episodes.save(connection, [row for alert in alerts if alert.events for row in alert.rows.values()])
    queue.add(connection, queued)
