"""The five levels as the dashboards show them: colours, thresholds, names."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import FieldColor, ThresholdsConfig
from grafana_foundation_sdk.models.dashboard import (
    DynamicConfigValue,
    FieldColorModeId,
    Threshold,
    ThresholdsMode,
    ValueMap,
    ValueMappingResult,
)

NORMAL, BLUE, YELLOW, ORANGE, RED, GREY = "#58a573", "#5b8fd0", "#d9ab1e", "#e0792c", "#cf3540", "#a9b1b8"
LEVELS = (("正常", NORMAL), ("蓝", BLUE), ("黄", YELLOW), ("橙", ORANGE), ("红", RED))
"""The levels' names and colours in the order of urgency, 0 to 4."""
UNJUDGED = ("缺报", "报送中", "不判")


def rising(blue: float, yellow: float, orange: float, red: float) -> ThresholdsConfig:
    """More is worse: where each level begins."""
    bounds = zip((None, blue, yellow, orange, red), (colour for _, colour in LEVELS), strict=True)
    return _steps([Threshold(value, colour) for value, colour in bounds])


def falling(orange: float, yellow: float, blue: float, normal: float) -> ThresholdsConfig:
    """Less is worse: from where on it is better than red."""
    colours = [colour for _, colour in reversed(LEVELS)]
    bounds = zip((None, orange, yellow, blue, normal), colours, strict=True)
    return _steps([Threshold(value, colour) for value, colour in bounds])


def level_steps() -> ThresholdsConfig:
    """The levels themselves, 0 to 4; what is not judged (−1) is grey."""
    steps = [Threshold(None, GREY), *(Threshold(rank, colour) for rank, (_, colour) in enumerate(LEVELS))]
    return _steps(steps)


def _steps(steps: list[Threshold]) -> ThresholdsConfig:
    return ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps)


def by_threshold() -> FieldColor:
    """The value's own level gives the colour."""
    return FieldColor().mode(FieldColorModeId.THRESHOLDS)


def level_ranks() -> ValueMap:
    """0 to 4 as the levels' names."""
    named = {str(rank): ValueMappingResult(text=name, color=colour) for rank, (name, colour) in enumerate(LEVELS)}
    return ValueMap({**named, "-1": ValueMappingResult(text="不判或缺报", color=GREY)})


def level_names() -> ValueMap:
    """The levels' names in their colours."""
    colours = {**dict(LEVELS), **dict.fromkeys(UNJUDGED, GREY)}
    return ValueMap({name: ValueMappingResult(text=name, color=colour) for name, colour in colours.items()})


def level_column() -> list[DynamicConfigValue]:
    """For a table's column of levels: a word in its colour."""
    return [
        DynamicConfigValue("mappings", [level_names()]),
        DynamicConfigValue("custom.cellOptions", {"type": "color-background", "mode": "basic"}),
        DynamicConfigValue("custom.width", 80),
    ]
