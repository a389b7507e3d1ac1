"""The dashboards' variables: what is looked at."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import QueryVariable
from grafana_foundation_sdk.models.dashboard import DataSourceRef, VariableHide, VariableRefresh, VariableSort

from deploy.grafana.queries import AGGREGATOR


def _variable(name: str, label: str, sql: str, source: DataSourceRef) -> QueryVariable:
    made = QueryVariable(name).label(label).datasource(source).query(" ".join(sql.split()))
    return made.refresh(VariableRefresh.ON_TIME_RANGE_CHANGED).sort(VariableSort.DISABLED)


def region(source: DataSourceRef = AGGREGATOR) -> QueryVariable:
    """The areas that carry a plan: all, or some."""
    sql = """SELECT region_name AS "__text", region AS "__value" FROM grafana.plans
             GROUP BY region_name, region ORDER BY min(plan_place)"""
    return _variable("region", "地区", sql, source).multi(True).include_all(True)


def plan(source: DataSourceRef = AGGREGATOR, *, many: bool = False) -> QueryVariable:
    """A plan of the chosen areas (``many``: all of them, or some)."""
    sql = """SELECT plan_short_name AS "__text", plan AS "__value" FROM grafana.plans
             WHERE region IN (${region:sqlstring}) ORDER BY plan_place"""
    made = _variable("plan", "规划", sql, source)
    return made.multi(True).include_all(True) if many else made


def indicator() -> QueryVariable:
    """A target of the plan by its indicator, binding ones first."""
    sql = """SELECT CASE WHEN binding THEN '★ ' ELSE '' END || target_name AS "__text", indicator AS "__value"
             FROM grafana.targets WHERE plan IN (${plan:sqlstring}) ORDER BY binding DESC, target_row"""
    return _variable("indicator", "指标", sql, AGGREGATOR)


def period() -> QueryVariable:
    """A reporting month; first the latest one that is judged."""
    sql = """SELECT period AS "__text", period AS "__value" FROM grafana.progress WHERE plan IN (${plan:sqlstring})
             GROUP BY period ORDER BY bool_or(level_rank >= 0) DESC, period DESC"""
    return _variable("period", "月份", sql, AGGREGATOR)


def reported_period(source: DataSourceRef) -> QueryVariable:
    """A reporting month that is over or reported; first the latest that anybody has reported."""
    sql = """SELECT period AS "__text", period AS "__value" FROM grafana.coverage WHERE plan IN (${plan:sqlstring})
             ORDER BY reported_units > 0 DESC, period DESC"""
    return _variable("period", "月份", sql, source)


def unit() -> QueryVariable:
    """The unit of the chosen indicator, for titles."""
    sql = """SELECT unit FROM grafana.targets WHERE plan IN (${plan:sqlstring})
             AND indicator IN (${indicator:sqlstring})"""
    return _variable("unit", "单位", sql, AGGREGATOR).hide(VariableHide.HIDE_VARIABLE)
