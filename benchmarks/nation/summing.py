"""Sums up an export of reports with a peer: ``python summing.py duckdb FILE``, by the Python of its environment.

It imports nothing of the product, and prints seconds by the clock, seconds of processor and the most MB it had.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any


def duckdb(path: str) -> Any:
    """By province, month and indicator, on two threads."""
    import duckdb as peer  # type: ignore[import-not-found]

    connection = peer.connect()
    connection.execute("SET threads = 2")
    query = """
        SELECT region[1:2], period, l.indicator, sum(l.value), sum(l.denominator), count(*)
        FROM (
            SELECT region, period, unnest(lines) AS l
            FROM read_ndjson($path, columns = {
                region: 'VARCHAR', period: 'VARCHAR',
                lines: 'STRUCT(indicator VARCHAR, "value" BIGINT, denominator BIGINT, basis VARCHAR)[]'
            })
        )
        GROUP BY ALL
    """
    return lambda: connection.execute(query, {"path": path}).fetchall()


def polars(path: str) -> Any:
    """As above."""
    import polars as peer  # type: ignore[import-not-found]

    line = {"indicator": peer.String, "value": peer.Int64, "denominator": peer.Int64, "basis": peer.String}
    schema = {"region": peer.String, "period": peer.String, "lines": peer.List(peer.Struct(line))}
    return lambda: (
        peer.read_ndjson(path, schema=schema)
        .select(peer.col("region").str.slice(0, 2), "period", "lines")
        .explode("lines")
        .unnest("lines")
        .group_by("region", "period", "indicator")
        .agg(peer.col("value").sum(), peer.col("denominator").sum())
    )


SUMS: dict[str, Callable[[str], Any]] = {"duckdb": duckdb, "polars": polars}
"""By name: what readies a peer, and gives what is to be measured."""


def tell(work: Callable[[], object]) -> None:
    """Measure ``work`` and print what it took."""
    started, used = time.perf_counter(), time.process_time()
    work()
    seconds, processor = time.perf_counter() - started, time.process_time() - used
    print(json.dumps([seconds, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


if __name__ == "__main__":
    tell(SUMS[sys.argv[1]](sys.argv[2]))
