"""The answers of the aggregator's routes as the OpenAPI document describes them: views, and what they stand in."""

from __future__ import annotations

import msgspec

from services.aggregator.api.views.figures import CoverageView, FigureView
from services.aggregator.api.views.measured import Measured
from services.aggregator.api.views.progress_answer import ProgressView
from shared.web.answers import AnsweredPoint


class _AtAPoint(msgspec.Struct, frozen=True, kw_only=True):
    """``as_of`` is there where the answer is about a point in the past."""

    as_of: AnsweredPoint | msgspec.UnsetType = msgspec.UNSET


class FiguresAnswer(_AtAPoint, frozen=True, kw_only=True):
    """``GET /v1/figures``: by indicator and month."""

    figures: list[FigureView]


class MissingUnit(msgspec.Struct, frozen=True):
    """A unit that owes the month and has not reported it."""

    region: str
    region_name: str


class IndicatorCoverage(msgspec.Struct, frozen=True):
    """How many units owe one indicator, have reported it, are accepted."""

    indicator: str
    indicator_name: str
    coverage: CoverageView


class CoverageAnswer(_AtAPoint, frozen=True, kw_only=True):
    """``GET /v1/coverage``."""

    region: str
    region_name: str
    period: str
    expected: int
    reported: int
    accepted: int
    missing: list[MissingUnit]
    indicators: list[IndicatorCoverage]


class JudgingView(msgspec.Struct, frozen=True):
    """Figures are newer than what is said of them: all is judged up to the position ``judged_to`` in the reports, and
    ``months`` of targets wait."""

    judged_to: int
    months: int


class ProgressAnswer(_AtAPoint, frozen=True, kw_only=True):
    """``GET /v1/progress``: by plan and row. ``judging``: null where all is judged on the figures that stand."""

    progress: list[ProgressView]
    judging: JudgingView | None


class ForecastMonthAnswer(msgspec.Struct, frozen=True):
    """One month to come: a tenth, half and nine tenths of the paths lie below."""

    period: str
    p10: Measured
    p50: Measured
    p90: Measured


class TargetForecast(msgspec.Struct, frozen=True, kw_only=True):
    """A target's months to come; ``probability`` of reaching it by ``reached_by`` is in basis points."""

    plan: str
    row: int
    period: str
    data_version: int
    method: int
    series: str
    probability: int | None
    reached_by: str | None
    unit: str
    display_unit: str
    months: list[ForecastMonthAnswer]
    reason: str
    reason_text: str


class ForecastAnswer(_AtAPoint, frozen=True, kw_only=True):
    """``GET /v1/forecasts``; null where nothing can be foreseen of the target."""

    forecast: TargetForecast | None
