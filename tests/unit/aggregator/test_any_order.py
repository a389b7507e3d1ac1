"""In whatever order reports and amendments come, the months stand assessed alike.

The amendments keep their own order, as their streams do, and a unit's month its own: how they mix is left to chance.
Row 1 is a stock without a printed baseline, row 2 a flow in words, of each year, or of a plan whose line follows.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest

from shared.catalogue import Catalogue
from shared.catalogue.model import Horizon
from shared.events import (
    AnnualTargetSet,
    Assessment,
    Event,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportSubmitted,
    TargetRevised,
)
from tests.unit.aggregator.progress.test_annual_targets import a_year, in_words
from tests.unit.aggregator.progress_world import CITY, FLOW, PLAN, RATE, STOCK, UNITS, World

LONG = os.environ.get("XUSHI_LONG_TESTS") == "1"
MONTHS = ("2020-12", "2021-01", "2021-02", "2021-03", "2021-12", "2022-01", "2022-02")
ROWS = (1, 2, 3)
_PAPER: dict[str, Any] = {"document": "调整方案", "number": "", "reason": "口径", "second_signer": "key:second"}


def a_plan(seed: int) -> Catalogue:
    made = in_words(follows=seed % 2 == 0)
    plan = made.plans[PLAN]
    stock, flow, rate = plan.targets
    stock = replace(stock, value=Decimal(1200), baseline=None, printed_baseline="—")
    if seed % 3 == 0:
        flow = replace(flow, horizon=Horizon.YEAR, value=Decimal(3000))
    plans = [replace(plan, targets=(stock, flow, rate))]
    return Catalogue(made.regions.values(), {}, made.indicators.values(), plans, [], {})


def a_month(chance: random.Random, unit: str, period: str) -> list[Event]:
    """What a unit and its reviewer do in a month, in this order."""

    def lines() -> tuple[ReportLine, ...]:
        return (
            ReportLine(STOCK, 200 + chance.randrange(50)),
            ReportLine(FLOW, chance.randrange(200)),
            ReportLine(RATE, 95, 100),
        )

    made: list[Event] = [ReportSubmitted(region=unit, period=period, lines=lines(), digest="d")]
    if chance.random() < 0.8:
        made.append(ReportAccepted(region=unit, period=period, revision=1))
        if chance.random() < 0.2:
            fields: dict[str, Any] = {"digest": "e", "reason": "漏报", "second_signer": "王某"}
            made.append(ReportCorrected(region=unit, period=period, lines=lines(), **fields))
            made += [ReportAccepted(region=unit, period=period, revision=2)] if chance.random() < 0.5 else []
    return made


def an_amendment(chance: random.Random) -> AnnualTargetSet | TargetRevised:
    row = chance.choice((1, 2))
    if chance.random() < 0.6:
        return a_year(row, str(chance.randrange(100, 4000)), chance.choice((2021, 2022)))
    effective = chance.choice(("2021-02", "2021-07", "2022-01", "2022-02"))
    value = str(chance.randrange(700, 9000))
    bounds: tuple[Literal["at_most", "at_least"] | None, ...] = (None, None, "at_most", "at_least")
    fields = {"effective": effective, "bound": chance.choice(bounds)} | _PAPER
    return TargetRevised(plan=PLAN, row=row, region=CITY, value=value, unit="人", **fields)


def mixed(chance: random.Random, queues: Sequence[Sequence[Event]]) -> list[Event]:
    """All of them, each queue in its own order."""
    left = [list(queue) for queue in queues if queue]
    found: list[Event] = []
    while left:
        queue = chance.choice(left)
        found.append(queue.pop(0))
        left = [each for each in left if each]
    return found


def standing(folder: Path, catalogue: Catalogue, events: Sequence[Event]) -> dict[tuple[int, str], Assessment]:
    """What every row and month comes to; the version of the data is that of the order, and so are the positions that
    corrections in review are named by."""
    world = World(folder, catalogue)
    world.clock.set(datetime(2022, 4, 20, tzinfo=UTC))
    for event in events:
        world.apply(event)
    found = {(row, month): world.now(row, month) for row in ROWS for month in MONTHS[1:]}
    world.database.dispose()
    return {
        key: msgspec.structs.replace(each, data_version=0, waiting=(), corrections=()) for key, each in found.items()
    }


def differing(one: Assessment, other: Assessment) -> dict[str, tuple[object, object]]:
    """The fields in which two assessments differ."""
    both = {name: (getattr(one, name), getattr(other, name)) for name in one.__struct_fields__}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


@pytest.mark.parametrize("seed", range(40 if LONG else 3))
def test_reports_and_amendments_in_any_order_give_the_same(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    months = [a_month(chance, unit, period) for period in MONTHS for unit in UNITS]
    amendments: list[Event] = [an_amendment(chance) for _ in range(5)]
    catalogue = a_plan(seed)
    orders = (
        [event for month in months for event in month] + amendments,
        amendments + mixed(chance, months),
        mixed(chance, [*months, amendments]),
    )
    first, *others = (
        standing(_folder(tmp_path, name), catalogue, events) for name, events in zip("abc", orders, strict=True)
    )
    for other in others:
        assert {key: differing(first[key], other[key]) for key in first if first[key] != other[key]} == {}


def _folder(where: Path, name: str) -> Path:
    made = where / name
    made.mkdir()
    return made
