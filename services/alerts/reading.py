"""What is asked for most: lists and details, each read in one transaction."""

from __future__ import annotations

from typing import NamedTuple

from services.alerts.channels.port import Outgoing
from services.alerts.outbound import outgoing_of
from services.alerts.queries import Queries, StateFilter
from services.alerts.views import View, alert_views, message_view, timelines
from shared.catalogue.catalogue import Catalogue
from shared.db import Database


class Sent(NamedTuple):
    """A notification as shown, and as its channel took it."""

    view: View
    outgoing: Outgoing


class Reading:
    """Reads for endpoints and pages. Every method blocks on the database."""

    def __init__(self, database: Database, queries: Queries, catalogue: Catalogue) -> None:
        self._database = database
        self._queries = queries
        self._catalogue = catalogue

    def alerts(self, state: StateFilter, plan: str | None = None, region: str | None = None) -> list[View]:
        """Episodes, the last changed first."""
        with self._database.read() as connection:
            rows = self._queries.episodes(connection, state=state, plan=plan, region=region)
            messages = self._queries.messages(connection, sorted({row["number"] for row in rows}))
        return alert_views(rows, messages, self._catalogue)

    def alert(self, number: str) -> list[View]:
        """The episodes of one alert, newest first, each with its ``events``; empty for an unknown number."""
        if not number.isprintable():
            return []  # no alert's number; and PostgreSQL refuses a text with NUL in it
        with self._database.read() as connection:
            rows = self._queries.episodes(connection, number=number)
            if not rows:
                return []
            messages = self._queries.messages(connection, [number])
            past = self._queries.past(connection, rows[0]["stream"])
        views = alert_views(rows, messages, self._catalogue)
        history = timelines(past, [message for view in views for message in view["messages"]], self._catalogue)
        for view in views:
            view["events"] = history[view["episode"]]
        return sorted(views, key=lambda view: -int(view["episode"]))

    def outbox(self, before: int | None) -> tuple[list[View], int | None]:
        """A page of notifications, newest first, and the ``before`` of the next page."""
        with self._database.read() as connection:
            rows = self._queries.outbox(connection, before)
        more = rows[-1]["id"] if rows and rows[-1]["id"] > 1 else None
        return [message_view(row) for row in rows], more

    def sent(self, notification: str) -> Sent | None:
        """One notification; None when there is none of that name."""
        if not notification.isprintable():
            return None
        with self._database.read() as connection:
            row = self._queries.notification(connection, notification)
        return None if row is None else Sent(message_view(row), outgoing_of(row))
