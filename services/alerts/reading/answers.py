"""The answers of the alerts' routes, as they are made and as the OpenAPI document describes them. Pure."""

from __future__ import annotations

from datetime import datetime

from msgspec import UNSET, Struct, UnsetType

from services.alerts.episodes.row import EpisodeState
from services.alerts.reading.shown import AboutAlert, AlertEpisode, AlertHistory
from shared.events import Level


class AlertsPoint(Struct, frozen=True):
    """The instant in the past that an answer is about: a position here would be one of another store than elsewhere."""

    instant: datetime


class AlertsAnswer(Struct, frozen=True, kw_only=True):
    """``GET /v1/alerts``: one line an episode."""

    alerts: list[AlertEpisode]
    as_of: AlertsPoint | UnsetType = UNSET


class AlertAnswer(AboutAlert, frozen=True, kw_only=True):
    """``GET /v1/alerts/{number}``: the newest episode at the top, all of them below it."""

    episode: int
    state: EpisodeState
    state_name: str
    level: Level
    level_name: str
    episodes: list[AlertHistory]
    as_of: AlertsPoint | UnsetType = UNSET
