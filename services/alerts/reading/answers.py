"""The answers of the alerts' routes, as they are made and as the OpenAPI document describes them. Pure."""

from __future__ import annotations

from datetime import datetime

from msgspec import UNSET, Struct, UnsetType

from services.alerts.episodes.row import EpisodeState
from services.alerts.reading.shown import AboutAlert, AdviceState, AlertEpisode, AlertHistory, AlertStep
from shared.events import Level


class AlertsPoint(Struct, frozen=True):
    """The instant in the past that an answer is about: a position here would be one of another store than elsewhere."""

    instant: datetime


class AlertsAnswer(Struct, frozen=True, kw_only=True):
    """``GET /v1/alerts``: one line an episode."""

    alerts: list[AlertEpisode]
    as_of: AlertsPoint | UnsetType = UNSET


class AlertAnswer(AboutAlert, frozen=True, kw_only=True):
    """``GET /v1/alerts/{number}``: the newest episode at the top, all of them below it.

    Of a number under which there was only ever a 提示 there is no episode (0), no level, and its ``advice``.
    """

    episode: int
    state: EpisodeState | AdviceState
    state_name: str
    level: Level | None
    level_name: str | None
    episodes: list[AlertHistory]
    advice: list[AlertStep] | UnsetType = UNSET
    as_of: AlertsPoint | UnsetType = UNSET
