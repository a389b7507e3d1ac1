"""The assessments on which a policy is replayed: those of a data folder, and as they would otherwise have been."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import msgspec
import sqlalchemy as sa
import typer
from rich.console import Console

from services.aggregator.backtest.published_targets import Assessed
from services.aggregator.backtest.regrading import regraded
from services.commands.options import settings_of
from shared.catalogue import Catalogue
from shared.catalogue.rules import PlanRules
from shared.codec import Codec
from shared.events import ProgressAssessed
from shared.periods import CHINA
from shared.process.runtime import Runtime

_PAGE = 5_000


def recorded_assessments(data: Path, catalogue: Catalogue, console: Console) -> dict[tuple[str, int], list[Assessed]]:
    """Every assessment that the aggregator made, in order, with its day in China."""
    runtime = Runtime(settings_of(data), catalogue=catalogue)
    found: dict[tuple[str, int], list[Assessed]] = defaultdict(list)
    codec = Codec()
    try:
        with runtime.database("aggregator").read() as connection:
            after = 0
            while page := runtime.store.read(connection, after, _PAGE):
                after = page[-1].position
                for recorded in page:
                    if recorded.type != ProgressAssessed.__name__:
                        continue
                    event = codec.decode(recorded.type, recorded.schema_version, recorded.data)
                    assert isinstance(event, ProgressAssessed)
                    day = recorded.recorded_instant.astimezone(CHINA).date()
                    found[event.plan, event.row].append((event, day))
    except sa.exc.OperationalError:
        console.print(f"{data} 中没有可用的汇总数据库", style="red", markup=False)
        raise typer.Exit(2) from None
    finally:
        runtime.close()
    return found


def as_binding(history: Iterable[Assessed]) -> list[Assessed]:
    """The history as if the target had been binding all along."""
    return [(msgspec.structs.replace(event, binding=True), day) for event, day in history]


def graded_by(history: Iterable[Assessed], rules: PlanRules, climbing: bool) -> list[Assessed]:
    """The history with the levels that other cuts would have given."""
    return [
        (msgspec.structs.replace(event, assessment=regraded(event.assessment, rules.cuts, climbing=climbing)), day)
        for event, day in history
    ]
