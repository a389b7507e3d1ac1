"""What the dashboards share: where data comes from, the five levels' colours, and what every panel has."""

from __future__ import annotations

from typing import Any, Generic, Protocol, Self, TypeVar

from grafana_foundation_sdk.builders.dashboard import Dashboard, DashboardLink, FieldColor, ThresholdsConfig
from grafana_foundation_sdk.builders.prometheus import Dataquery as PrometheusQuery
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models.common import VizLegendOptions
from grafana_foundation_sdk.models.dashboard import (
    DashboardCursorSync,
    DashboardLinkType,
    DataSourceRef,
    DynamicConfigValue,
    FieldColorModeId,
    Threshold,
    ThresholdsMode,
    ValueMap,
    ValueMappingResult,
)
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

POSTGRESQL = "grafana-postgresql-datasource"
INTAKE = DataSourceRef(type_val=POSTGRESQL, uid="xushi-intake")
AGGREGATOR = DataSourceRef(type_val=POSTGRESQL, uid="xushi-aggregator")
ALERTS = DataSourceRef(type_val=POSTGRESQL, uid="xushi-alerts")
PROMETHEUS = DataSourceRef(type_val="prometheus", uid="xushi-prometheus")

NORMAL, BLUE, YELLOW, ORANGE, RED, GREY = "#58a573", "#5b8fd0", "#d9ab1e", "#e0792c", "#cf3540", "#a9b1b8"
LEVELS = (("正常", NORMAL), ("蓝", BLUE), ("黄", YELLOW), ("橙", ORANGE), ("红", RED))
"""The levels' names and colours in the order of urgency, 0 to 4."""

UNJUDGED = ("缺报", "报送中", "不判")

PLAIN = "none"  # Grafana's name for a number without a unit: a table has its unit in a column
SHARE = "percentunit"
TAG = "xushi"


class SqlQuery(Dataquery):
    """A query of one of the PostgreSQL data sources."""

    def __init__(self, source: DataSourceRef, sql: str, shape: str) -> None:
        self._source, self._sql, self._shape = source, " ".join(sql.split()), shape

    def to_json(self) -> dict[str, object]:
        return {
            "datasource": self._source,
            "editorMode": "code",
            "format": self._shape,
            "rawQuery": True,
            "rawSql": self._sql,
            "refId": "A",
        }


class Sql(Builder[SqlQuery]):
    """``sql`` as a table, or as series with the columns ``time``, ``metric`` and ``value``."""

    def __init__(self, source: DataSourceRef, sql: str, *, series: bool = False) -> None:
        self._query = SqlQuery(source, sql, "time_series" if series else "table")

    def build(self) -> SqlQuery:
        return self._query


def promql(expression: str, legend: str = "", *, ref: str = "A", now: bool = False) -> PrometheusQuery:
    """An expression over the dashboard's time, or of this moment only (``now``) as a table."""
    query = PrometheusQuery().expr(expression).legend_format(legend).ref_id(ref).datasource(PROMETHEUS)
    return query.instant().format(PromQueryFormat.TABLE) if now else query.range()


class Panel(Protocol):
    """The part of every panel's builder that :func:`dress` uses."""

    def title(self, title: str) -> Self: ...
    def description(self, description: str) -> Self: ...
    def datasource(self, datasource: DataSourceRef) -> Self: ...
    def unit(self, unit: str) -> Self: ...
    def thresholds(self, thresholds: ThresholdsConfig) -> Self: ...
    def no_value(self, no_value: str) -> Self: ...
    def span(self, w: int) -> Self: ...
    def height(self, h: int) -> Self: ...
    def with_target(self, target: Builder[Any]) -> Self: ...


P = TypeVar("P", bound=Panel)
T = TypeVar("T")


def dress(
    panel: P,
    title: str,
    description: str,
    source: DataSourceRef,
    queries: Builder[Any] | list[Builder[Any]],
    *,
    unit: str,
    thresholds: ThresholdsConfig,
    empty: str,
    size: tuple[int, int],
) -> P:
    """Give ``panel`` all that every panel has. ``size`` is its width of 24 and its height."""
    panel.title(title).description(description).datasource(source).unit(unit).thresholds(thresholds)
    panel.no_value(empty).span(size[0]).height(size[1])
    for query in queries if isinstance(queries, list) else [queries]:
        panel.with_target(query)
    return panel


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


def fixed(colour: str) -> list[DynamicConfigValue]:
    """For a series that always has the same colour."""
    return [DynamicConfigValue("color", {"mode": "fixed", "fixedColor": colour})]


def column(unit: str, decimals: int = 2) -> list[DynamicConfigValue]:
    """For a table's column with a unit of its own."""
    return [DynamicConfigValue("unit", unit), DynamicConfigValue("decimals", decimals)]


def hidden() -> list[DynamicConfigValue]:
    """For a table's column that only links use."""
    return [DynamicConfigValue("custom.hidden", True)]


def link_to(title: str, dashboard: str, variables: dict[str, str]) -> DynamicConfigValue:
    """A column's link to another dashboard; ``variables`` are given by fields of the row or by variables."""
    query = "&".join(f"var-{name}={value}" for name, value in variables.items())
    url = f"/d/{dashboard}?{query}&${{__url_time_range}}"
    return DynamicConfigValue("links", [{"title": title, "url": url, "targetBlank": False}])


def legend(*, shown: bool = True) -> Any:
    """The legend under a chart."""
    options = VizLegendOptions()
    options.show_legend = shown
    return Given(options)


class Given(Builder[T], Generic[T]):
    """A builder of what is there already."""

    def __init__(self, made: T) -> None:
        self._made = made

    def build(self) -> T:
        return self._made


def dashboard(uid: str, title: str, description: str, *, since: str, refresh: str, until: str = "now") -> Dashboard:
    """An empty dashboard with links to its siblings."""
    siblings = DashboardLink("序时看板").type(DashboardLinkType.DASHBOARDS).tags([TAG]).as_dropdown(False)
    made = Dashboard(title).uid(uid).description(description).tags([TAG]).timezone("Asia/Shanghai")
    made.time(since, until).refresh(refresh).tooltip(DashboardCursorSync.CROSSHAIR).readonly()
    return made.link(siblings.include_vars(True).keep_time(True).tooltip("切换看板，保留所选规划与月份"))
