"""What every panel and every dashboard has."""

from __future__ import annotations

from typing import Any, Generic, Protocol, Self, TypeVar

from grafana_foundation_sdk.builders.dashboard import Dashboard, DashboardLink, ThresholdsConfig
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models.common import VizLegendOptions
from grafana_foundation_sdk.models.dashboard import (
    DashboardCursorSync,
    DashboardLinkType,
    DataSourceRef,
    DynamicConfigValue,
)

PLAIN = "none"  # Grafana's name for a number without a unit: a table has its unit in a column
SHARE = "percentunit"
TAG = "xushi"


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
