"""What is asked for most: lists and details, each read in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from msgspec.structs import replace as replace_view

from services.alerts.channels.port import Outgoing
from services.alerts.delivery.parcels import outgoing_of
from services.alerts.episodes.gathering import Gathering, OpenAlert
from services.alerts.episodes.row import OPEN_STATES, StateFilter
from services.alerts.handling.link_secrets import link_secret
from services.alerts.handling.links import LinkKey
from services.alerts.messages.message import impersonal
from services.alerts.messages.wording import Scale
from services.alerts.reading import notification_queries as notifications
from services.alerts.reading import queries
from services.alerts.reading.advised import advice_view
from services.alerts.reading.episode_chart import EpisodeChart, episode_chart
from services.alerts.reading.message_views import message_view
from services.alerts.reading.shown import AlertAdvice, AlertEpisode, AlertHistory, EpisodeStanding, WholeMessage
from services.alerts.reading.told_reviews import still_in_review
from services.alerts.reading.views import NewestMonth, alert_views, episode_views, newest_month
from services.alerts.reading.visibility import Discretion
from services.alerts.repository import numbers
from services.alerts.repository.assessments import histories
from services.alerts.repository.episodes import open_alerts
from services.alerts.tables import ATTACHMENTS
from shared.catalogue.catalogue import Catalogue
from shared.database.engine import Database
from shared.events import AlertAnswered, Attachment
from shared.store import EventStore
from shared.web.uploads import attached


class SentMessage(NamedTuple):
    """A notification as shown, as its channel took it but for the recipient's own link, and the region that its
    alert is about."""

    view: WholeMessage
    outgoing: Outgoing
    region: str


class AlertsReading:
    """Reads for endpoints and pages. Every method blocks on the database."""

    def __init__(self, database: Database, store: EventStore, catalogue: Catalogue) -> None:
        self._database = database
        self._store = store
        self._catalogue = catalogue

    def alerts(self, state: StateFilter, plan: str | None = None, region: str | None = None) -> list[AlertEpisode]:
        """Episodes, the last changed first."""
        with self._database.read() as connection:
            rows = queries.episodes(connection, state=state, plan=plan, region=region)
            messages = notifications.of_alerts(connection, sorted({row.number for row in rows}))
        return alert_views(rows, messages, self._catalogue)

    def alert(self, number: str) -> list[AlertHistory]:
        """The episodes of one alert, newest first, each with its ``events``; empty for an unknown number."""
        if not number.isprintable():
            return []  # no alert's number; and PostgreSQL refuses a text with NUL in it
        with self._database.read() as connection:
            rows = queries.episodes(connection, number=number)
            if not rows:
                return []
            messages = notifications.of_alerts(connection, [number])
            past = queries.past(connection, self._store, rows[0].stream)
            known = histories(connection, [rows[0].stream])[rows[0].stream]
        views = episode_views(rows, messages, past, self._catalogue)
        told = still_in_review(known, self._scale(views[0]), self._catalogue)
        return [replace_view(each, in_review=told) if each.state in OPEN_STATES else each for each in views]

    def advised(self, number: str) -> AlertAdvice | None:
        """The 提示 under a number without any episode; None for an unknown one."""
        if not number.isprintable():
            return None
        with self._database.read() as connection:
            stream = numbers.stream_of(connection, number)
            if stream is None:
                return None
            past = queries.past(connection, self._store, stream)
            messages = notifications.of_alerts(connection, [number])
        return advice_view(number, past, messages, self._catalogue)

    def charts(self, episodes: Iterable[AlertHistory], discretion: Discretion) -> dict[int, EpisodeChart]:
        """The months of each of an alert's episodes, as far as they can be drawn and may be seen."""
        views = list(episodes)
        target = self._catalogue.target_of(views[0].plan, views[0].row) if views else None
        if target is None:
            return {}
        with self._database.read() as connection:
            stream = queries.episodes(connection, number=views[0].number)[0].stream
            history = discretion.months(histories(connection, [stream])[stream], views[0].region)
        scale = Scale.of(target, self._catalogue.indicators[target.indicator])
        found: dict[int, EpisodeChart] = {}
        for view in views:
            last = None if view.state in OPEN_STATES else view.period
            chart = episode_chart(history, view.raised_period, last, scale)
            if chart is not None:
                found[view.episode] = chart
        return found

    def newest(self, episodes: Iterable[EpisodeStanding], discretion: Discretion) -> dict[str, NewestMonth]:
        """Where the targets of open alerts stand now, by number, as far as it may be seen."""
        standing = {each.number: each for each in episodes if each.state in OPEN_STATES}
        if not standing:
            return {}
        with self._database.read() as connection:
            streams = {row.number: row.stream for row in queries.episodes(connection, state="open")}
            known = histories(connection, sorted(streams[each] for each in standing if each in streams))
        found: dict[str, NewestMonth] = {}
        for number, view in standing.items():
            scale = self._scale(view)
            history = known.get(streams.get(number, ""), {})
            newest = newest_month(history, discretion.months(history, view.region), scale) if scale else None
            if newest is not None:
                found[number] = newest
        return found

    def _scale(self, view: EpisodeStanding) -> Scale | None:
        """How the target's figures are written; None where its row is not in the catalogue any more."""
        target = self._catalogue.target_of(view.plan, view.row)
        if target is None:
            return None
        return Scale.of(target, self._catalogue.indicators[target.indicator])

    def gathered(self, view: AlertHistory) -> list[tuple[str, OpenAlert]]:
        """The open alerts on the same indicator inside the area, each with its region's name."""
        with self._database.read() as connection:
            alerts = open_alerts(connection, view.indicator)
        inside = Gathering(self._catalogue.around, alerts).inside(view.indicator, view.region)
        return [(self._catalogue.region_name(each.region), each) for each in inside]

    def outbox(self, before: int | None, reads: Callable[[str], bool]) -> tuple[list[WholeMessage], int | None]:
        """A page of notifications, newest first, and the ``before`` of the next page. Only those about
        regions that the reader ``reads`` of are in it, so that it may be short."""
        with self._database.read() as connection:
            rows = notifications.outbox(connection, before)
            regions = queries.regions(connection, {row.alert for row in rows})
        more = rows[-1].id if rows and rows[-1].id > 1 else None
        return [message_view(row) for row in rows if reads(regions.get(row.alert, ""))], more

    def dead_letters(self, reads: Callable[[str], bool]) -> list[WholeMessage]:
        """Every message whose delivery was given up, oldest first, about regions that the reader ``reads`` of."""
        with self._database.read() as connection:
            rows = notifications.dead_letters(connection)
            regions = queries.regions(connection, {row.alert for row in rows})
        return [message_view(row) for row in rows if reads(regions.get(row.alert, ""))]

    def sent(self, notification: str) -> SentMessage | None:
        """One notification; None when there is none of that name."""
        if not notification.isprintable():
            return None
        with self._database.read() as connection:
            row = notifications.notification(connection, notification)
            if row is None:
                return None
            region = queries.regions(connection, {row.alert}).get(row.alert, "")
        outgoing = outgoing_of(row)
        return SentMessage(message_view(row), replace(outgoing, message=impersonal(outgoing.message)), region)

    def region(self, number: str) -> str | None:
        """The region that an alert is about; None for an unknown number."""
        if not number.isprintable():
            return None
        with self._database.read() as connection:
            return queries.regions(connection, {number}).get(number)

    def link_key(self, number: str) -> LinkKey:
        """What a link to the alert of this number is held against."""
        with self._database.read() as connection:
            secret = link_secret(connection)
            stream = numbers.stream_of(connection, number) if number.isprintable() else None
            if stream is None:
                return LinkKey(secret, None)
            return LinkKey(secret, stream, notifications.recipients(connection, stream, number))

    def attachment(self, number: str, sha256: str, name: str | None = None) -> tuple[Attachment, bytes] | None:
        """A file that came with an answer to an alert, as that upload named it: the same bytes may have come under
        several names, of which None asks for the last."""
        if not number.isprintable() or not sha256.isalnum():
            return None
        with self._database.read() as connection:
            rows = queries.episodes(connection, number=number)
            past = queries.past(connection, self._store, rows[0].stream) if rows else []
            answers = [each.event for each in past if isinstance(each.event, AlertAnswered)]
            files = [each for answer in answers for each in answer.attachments if each.sha256 == sha256]
            named = [each for each in files if name in (None, each.name)]
            content = attached.load(connection, ATTACHMENTS, sha256) if named else None
        return (named[-1], content) if content is not None else None
