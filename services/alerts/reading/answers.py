"""The answers of the alerts' routes as the OpenAPI document describes them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from shared.events import Level


class AlertsPoint(msgspec.Struct, frozen=True):
    """The instant in the past that an answer is about."""

    instant: datetime


class AlertFigure(msgspec.Struct, frozen=True):
    """A measure, exact (base units, parts per million of a rate) and as written."""

    value: int
    text: str


class AlertCoverage(msgspec.Struct, frozen=True):
    """How many units owe the figure, have reported it, were accepted."""

    expected: int
    reported: int
    accepted: int


class AlertHandling(msgspec.Struct, frozen=True, kw_only=True):
    """Where an episode stands with the people who answer for it, and what comes ``next``."""

    asked_at: datetime | None
    sign_by: date | None
    answer_by: date | None
    acknowledged_at: datetime | None
    answer: str
    answer_name: str
    answered_at: datetime | None
    signed_off_at: datetime | None
    silenced_until: str
    escalated: str
    escalated_name: str
    next: str


class AlertMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message and what became of it; who may not read it is told of its delivery only."""

    episode: int
    sequence: int
    channel: str
    state: str
    state_name: str
    queued_at: datetime
    delivered_at: datetime | None
    notification: str | msgspec.UnsetType = msgspec.UNSET
    alert: str | msgspec.UnsetType = msgspec.UNSET
    recipient: str | msgspec.UnsetType = msgspec.UNSET
    attempts: int | msgspec.UnsetType = msgspec.UNSET
    wanted_at: datetime | msgspec.UnsetType = msgspec.UNSET
    held: bool | msgspec.UnsetType = msgspec.UNSET
    finished_at: datetime | msgspec.UnsetType | None = msgspec.UNSET
    digest: str | msgspec.UnsetType = msgspec.UNSET
    retried: list[tuple[str, datetime]] | msgspec.UnsetType = msgspec.UNSET
    detail: str | msgspec.UnsetType = msgspec.UNSET
    subject: str | msgspec.UnsetType = msgspec.UNSET
    title: str | msgspec.UnsetType = msgspec.UNSET
    page: str | msgspec.UnsetType = msgspec.UNSET


class AboutAlert(msgspec.Struct, frozen=True, kw_only=True):
    """The target that an alert is about, and how an episode of it stands."""

    number: str
    plan: str
    plan_name: str
    row: int
    indicator: str
    name: str
    region: str
    region_name: str
    binding: bool
    episode: int
    state: str
    state_name: str
    level: Level
    level_name: str


class AlertEpisode(AboutAlert, frozen=True, kw_only=True):
    """An episode; ``figures`` are what is known of actual, expected, gap and so on, by name."""

    after: int | None
    raised_period: str
    raised_at: datetime
    period: str
    changed_at: datetime
    figures: dict[str, AlertFigure]
    coverage: AlertCoverage
    data_version: int
    rule_version: int
    simulated: bool
    hidden: bool
    handling: AlertHandling
    messages: list[AlertMessage]
    department: str | msgspec.UnsetType = msgspec.UNSET


class AlertHistory(AlertEpisode, frozen=True, kw_only=True):
    """An episode with what happened in it, step by step, and the 提示 before it."""

    events: list[dict[str, Any]]
    figures_period: str
    advice: list[dict[str, Any]]


class AlertsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """``GET /v1/alerts``: one line an episode."""

    alerts: list[AlertEpisode]
    as_of: AlertsPoint | msgspec.UnsetType = msgspec.UNSET


class AlertAnswer(AboutAlert, frozen=True, kw_only=True):
    """``GET /v1/alerts/{number}``: the newest episode at the top, all of them below it."""

    episodes: list[AlertHistory]
    as_of: AlertsPoint | msgspec.UnsetType = msgspec.UNSET
