"""An aggregator in a folder, with reports in its figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from services.aggregator.tables import FIGURES
from services.standalone import Standalone
from shared.periods import SettableClock
from shared.settings import Settings
from tests.builders import a_new, a_report

NOW = datetime(2023, 4, 3, 4, 0, tzinfo=UTC)


class Checked:
    """The three services over a folder; reports of 2023-02 are applied."""

    def __init__(self, folder: Path) -> None:
        self.standalone = Standalone(Settings(data_dir=folder), SettableClock(NOW))
        self.standalone.migrate()
        self.aggregator = self.standalone.aggregator
        self.aggregator.adopt()

    def report(self, region: str, value: int) -> None:
        event = a_report(region=region, period="2023-02", value=value)
        runtime = self.standalone.runtime
        with runtime.database("intake").write() as connection:
            runtime.store.append(connection, [a_new(event, f"report-{region}-2023-02")])
        self.aggregator.catch_up()

    def falsify(self) -> None:
        """Change a figure behind the aggregator's back."""
        with self.aggregator.database.write() as connection:
            connection.execute(sa.update(FIGURES).where(FIGURES.c.region == "500000").values(value=FIGURES.c.value + 1))


@contextmanager
def checked(folder: Path) -> Iterator[Checked]:
    """One, closed in the end."""
    world = Checked(folder)
    world.report("500103", 5)
    world.report("500104", 7)
    yield world
    world.standalone.runtime.close()
