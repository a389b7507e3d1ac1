"""Which region is asked about, and in which period: where a question is no more than that."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple, TypeVar

from shared.catalogue import Catalogue
from shared.web import parameters
from shared.web.problems import Fault, Problem

Period = TypeVar("Period")


class ReadPeriod(NamedTuple):
    """The parameter that a period is asked with: its ``name``, and the form that it is ``expected`` in."""

    name: str
    expected: str


def read_region(
    query: Mapping[str, str],
    catalogue: Catalogue,
    allowed: Collection[str],
    period: ReadPeriod,
    parse: Callable[[str], Period],
) -> tuple[str, Period | None]:
    """The region that the query parameters ask about, and the period; None where the latest is meant.

    Raises:
        Problem: 422 with a fault for each parameter that is missing, not known or cannot be read; 404 for a region
            that the catalogue does not know.
    """
    faults = parameters.unknown(query, allowed)
    found = parameters.read(query, period.name, parse, period.expected, faults)
    region = query.get("region", "")
    if not region:
        faults.append(Fault("missing_parameter", "region", "缺少 region"))
    if faults:
        raise Problem(422, "parameters-invalid", "请求参数有误", faults=faults)
    if region not in catalogue.regions:
        fault = Fault("unknown_region", "region", f"没有地区“{region[:40]}”")
        raise Problem(404, "not-in-catalogue", "没有这个地区", faults=[fault])
    return region, found
