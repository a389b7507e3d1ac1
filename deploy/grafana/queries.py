"""Where the dashboards' data comes from, and how it is asked for."""

from __future__ import annotations

from grafana_foundation_sdk.builders.prometheus import Dataquery as PrometheusQuery
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models.dashboard import DataSourceRef
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

POSTGRESQL = "grafana-postgresql-datasource"
INTAKE = DataSourceRef(type_val=POSTGRESQL, uid="xushi-intake")
AGGREGATOR = DataSourceRef(type_val=POSTGRESQL, uid="xushi-aggregator")
ALERTS = DataSourceRef(type_val=POSTGRESQL, uid="xushi-alerts")
PROMETHEUS = DataSourceRef(type_val="prometheus", uid="xushi-prometheus")


class SqlQuery(Dataquery):
    """A query of one of the PostgreSQL data sources."""

    def __init__(self, source: DataSourceRef, sql: str, shape: str) -> None:
        self._source, self._sql, self._shape = source, " ".join(sql.split()), shape

    def to_json(self) -> dict[str, object]:
        """As Grafana's editor of SQL writes it."""
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
        """The query."""
        return self._query


def promql(expression: str, legend: str = "", *, ref: str = "A", now: bool = False) -> PrometheusQuery:
    """An expression over the dashboard's time, or of this moment only (``now``) as a table."""
    query = PrometheusQuery().expr(expression).legend_format(legend).ref_id(ref).datasource(PROMETHEUS)
    return query.instant().format(PromQueryFormat.TABLE) if now else query.range()
