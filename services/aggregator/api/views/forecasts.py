"""Forecasts as pages and ``GET /v1/forecasts`` show them: exact values with the words people read. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from services.aggregator.api.views.measured import value_unit
from services.aggregator.forecast.stored import Forecast, ForecastMonth
from services.aggregator.wording.formats import with_unit
from services.aggregator.wording.reasons import OUTLOOK_REASON_TEXTS
from shared.events import Assessment
from shared.periods import Month
from shared.quantities import Unit

_RARE, _SURE = 100, 9_900


@dataclass(frozen=True, slots=True)
class ForecastSection:
    """The section 预判 of a target's page: ``sentence`` says it all, ``months`` are the table under the chart."""

    sentence: str
    months: tuple[tuple[str, str, str, str], ...]
    fan: Mapping[Month, ForecastMonth]


def probability_text(points: int | None) -> str:
    """A probability in whole per cent; 2,000 paths cannot tell what is rarer than that from never."""
    if points is None:
        return "–"
    if points < _RARE:
        return "不到 1%"
    return "超过 99%" if points > _SURE else f"{(points + 50) // 100}%"


def ahead_of(
    forecast: Forecast | None, assessment: Assessment | None, unit: Unit, period: Month
) -> ForecastSection | None:
    """What a page says of the months after ``period``; None where there is nothing to say."""
    if forecast is None or assessment is None:
        return None
    outlook = assessment.outlook
    if outlook is None:
        text = OUTLOOK_REASON_TEXTS.get(assessment.outlook_reason, "")
        return ForecastSection(text, (), {}) if text else None
    end = Month.parse(outlook.period).chinese
    low, middle, high = (with_unit(value, unit) for value in (outlook.p10, outlook.p50, outlook.p90))
    sentence = (
        f"按目前走势，到{end}末达标的概率为 {probability_text(assessment.probability)}；"
        f"届时八成可能在 {low} 至 {high} 之间，居中的估计为 {middle}。"
    )
    rows = tuple(
        (each.period, with_unit(each.p10, unit), with_unit(each.p50, unit), with_unit(each.p90, unit))
        for each in forecast.months
    )
    return ForecastSection(sentence, rows, _fan(period, assessment, forecast.months))


def _fan(period: Month, assessment: Assessment, coming: Sequence[ForecastMonth]) -> dict[Month, ForecastMonth]:
    """The fan opens at the figure that is known."""
    found = {Month.parse(each.period): each for each in coming}
    if assessment.actual is not None:
        found[period] = ForecastMonth(str(period), assessment.actual, assessment.actual, assessment.actual)
    return found


def answer_of(forecast: Forecast, unit: Unit) -> dict[str, Any]:
    """A forecast as the interface answers it: ``unit`` is that of its values, ``display_unit`` that of its texts."""
    found: dict[str, Any] = msgspec.to_builtins(forecast)
    months = [
        {"period": each.period} | {name: {"value": value, "text": with_unit(value, unit)} for name, value in named}
        for each in forecast.months
        for named in [tuple(zip(("p10", "p50", "p90"), _three(each), strict=True))]
    ]
    units = {"unit": value_unit(unit), "display_unit": unit.symbol}
    return found | units | {"months": months, "reason_text": OUTLOOK_REASON_TEXTS.get(forecast.reason, "")}


def _three(each: ForecastMonth) -> tuple[int, int, int]:
    return each.p10, each.p50, each.p90
