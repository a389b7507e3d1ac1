"""What of alerts shows, in answers and on pages: an episode, its steps, its messages. Pure.

The order of fields is the order in which they are answered.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from services.alerts.episodes.row import AnswerState, EpisodeState
from services.alerts.messages.notification import NotificationState
from services.alerts.messages.wording import AlertFigure
from shared.events import Level


class AlertCoverage(Struct, frozen=True):
    """How many units owe the figure, have reported it, were accepted."""

    expected: int
    reported: int
    accepted: int


class AlertHandling(Struct, frozen=True, kw_only=True):
    """Where an episode stands with the people who answer for it, and what comes ``next``.

    ``deadlines_tentative``: the State Council's arrangement of the year in which they lie is not known yet.
    """

    asked_at: datetime | None
    sign_by: date | None
    answer_by: date | None
    deadlines_tentative: bool
    acknowledged_at: datetime | None
    answer: AnswerState
    answer_name: str
    answered_at: datetime | None
    signed_off_at: datetime | None
    silenced_until: str
    escalated: str
    escalated_name: str
    next: str


class AlertMessage(Struct, frozen=True, kw_only=True):
    """A message and what became of it, without its content; who may not read it is told of its delivery only."""

    notification: str | UnsetType = UNSET
    alert: str | UnsetType = UNSET
    episode: int
    sequence: int
    channel: str
    recipient: str | UnsetType = UNSET
    state: NotificationState
    state_name: str
    attempts: int | UnsetType = UNSET
    queued_at: datetime
    wanted_at: datetime | UnsetType = UNSET
    held: bool | UnsetType = UNSET
    finished_at: datetime | UnsetType | None = UNSET
    digest: str | UnsetType = UNSET
    retried: list[tuple[str, datetime]] | UnsetType = UNSET
    delivered_at: datetime | None
    detail: str | UnsetType = UNSET
    subject: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    page: str | UnsetType = UNSET

    def delivery(self) -> AlertMessage:
        """What of it everybody may know."""
        return AlertMessage(
            episode=self.episode,
            sequence=self.sequence,
            channel=self.channel,
            state=self.state,
            state_name=self.state_name,
            queued_at=self.queued_at,
            delivered_at=self.delivered_at,
        )


class WholeMessage(AlertMessage, frozen=True, kw_only=True):
    """A message with all that is known of it.

    ``held``: it waits by choice, and was not tried yet. ``retried``: by whom and when it was sent again. ``page``:
    where what it is about is shown.
    """

    notification: str
    alert: str
    recipient: str
    attempts: int
    wanted_at: datetime
    held: bool
    finished_at: datetime | None
    digest: str
    retried: list[tuple[str, datetime]]
    detail: str
    subject: str
    title: str
    page: str


class AnswerAttachment(Struct, frozen=True):
    """A file that came with an answer, of ``size`` bytes."""

    name: str
    size: int
    sha256: str


class AlertStep(Struct, frozen=True, kw_only=True):
    """A step of an alert: what was found, what people did, or what was taken because nobody did.

    ``type`` names the event, ``level`` and ``old_level`` are of a finding. ``figures`` are empty where a step brings
    none or they may not be seen (``hidden``); ``old_actual`` is what a correction took the place of. ``letter``: the
    kind that was drafted, ``gathered_by``: the alert above under which it was told. ``told`` are the words that came
    with it, as (label, text): names and reasons, not for everybody. ``messages`` are those that it caused.
    """

    position: int
    type: str
    heading: str
    at: datetime
    period: str
    period_name: str
    level: Level | None
    level_name: str | None
    old_level: Level | None
    reason: str
    reason_text: str
    letter: str
    gathered_by: str
    figures: dict[str, AlertFigure]
    old_actual: AlertFigure | None
    coverage: AlertCoverage | None = None
    data_version: int | None
    simulated: bool
    correlation_id: str
    hash: str
    actor: str
    told: list[tuple[str, str]]
    attachments: list[AnswerAttachment]
    messages: list[AlertMessage]
    hidden: bool | UnsetType = UNSET


class AboutAlert(Struct, frozen=True, kw_only=True):
    """The target that an alert is about; what the catalogue no longer knows is called by its code."""

    number: str
    plan: str
    plan_name: str
    row: int
    indicator: str
    name: str
    region: str
    region_name: str
    binding: bool


AdviceState = Literal["advised", "advice_over"]
"""Of a number without an alert: whether its last 提示 stands, as far as is recorded. That of 蓝 ends unrecorded."""


class AlertAdvice(AboutAlert, frozen=True, kw_only=True):
    """A target that was only ever advised of, with the 提示 there were, oldest first, and that they were over."""

    state: AdviceState
    state_name: str
    advice: list[AlertStep]
    department: str | UnsetType = UNSET


class EpisodeStanding(AboutAlert, frozen=True, kw_only=True):
    """How an episode stands; ``figures`` are what is known of actual, expected, gap and so on, by name."""

    episode: int
    after: int | None
    state: EpisodeState
    state_name: str
    level: Level
    level_name: str
    raised_period: str
    raised_at: datetime
    period: str
    changed_at: datetime
    figures: dict[str, AlertFigure]
    coverage: AlertCoverage
    data_version: int
    rule_version: int
    simulated: bool
    handling: AlertHandling
    messages: list[AlertMessage]
    department: str | UnsetType = UNSET


class AlertEpisode(EpisodeStanding, frozen=True, kw_only=True):
    """An episode in a list; its figures are empty where they may not be seen (``hidden``)."""

    hidden: bool


class AlertHistory(EpisodeStanding, frozen=True, kw_only=True):
    """An episode with what happened in it, step by step, and the 提示 before it.

    ``figures_period`` is the month that its figures are of, ``course`` the episode in one sentence. ``in_review`` is
    whose figures are in doubt, and which corrections wait for review, while it is open: as (label, text), not for
    everybody, and not of the past.
    """

    events: list[AlertStep]
    figures_period: str
    advice: list[AlertStep]
    hidden: bool
    course: str = ""
    in_review: list[tuple[str, str]] = []
