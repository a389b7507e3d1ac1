"""A backup made while reports come in and readers work, put back elsewhere: whole, and its totals its own reports'."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from services.aggregator.tables import FIGURES
from services.commands.backup.copying import make_backup
from services.commands.backup.restoring import restore
from services.commands.repairing.readers import contradicting
from services.standalone import Standalone
from shared.events import ReportSubmitted
from shared.settings import Settings
from tests.builders import a_new, a_report
from tests.waiting import until

REGIONS = ("500101", "500102", "500103", "500104")
JOBS = "urban_new_employment"


@contextmanager
def at_work(standalone: Standalone) -> Iterator[None]:
    """Every reader reads, and reports come in one after the other, until the block ends."""
    stop = threading.Event()
    threads = [threading.Thread(target=each.run, args=(stop,)) for each in standalone.consumers]
    threads.append(threading.Thread(target=_report, args=(standalone, stop)))
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)


def _report(standalone: Standalone, stop: threading.Event) -> None:
    months = [
        (region, f"{year}-{month:02d}") for year in range(2021, 2026) for month in range(1, 13) for region in REGIONS
    ]
    for number, (region, period) in enumerate(months):
        if stop.wait(0.005):
            return
        new = a_new(a_report(region, period, value=number), f"report-{region}-{period}")
        with standalone.intake.database.write() as connection:
            standalone.intake.store.append(connection, [new])


def reported(standalone: Standalone) -> int:
    """What the reports in the store add up to, added one by one."""
    store = standalone.intake.store
    with standalone.intake.database.read() as connection:
        events = [store.decode(each) for each in store.read(connection, 0, 100_000)]
    return sum(line.value for event in events if isinstance(event, ReportSubmitted) for line in event.lines)


def rolled_up(standalone: Standalone) -> int:
    with standalone.aggregator.database.read() as connection:
        query = sa.select(sa.func.sum(FIGURES.c.value)).where(FIGURES.c.region == "500000", FIGURES.c.indicator == JOBS)
        return int(connection.execute(query).scalar_one() or 0)


def test_a_backup_made_under_load_fits_together_wherever_it_is_put_back(tmp_path: Path) -> None:
    live = Standalone(Settings(data_dir=tmp_path / "live"))
    live.migrate()
    backups = []
    with at_work(live):
        for number in range(3):
            assert until(partial(_beyond, live, number * 40 + 20), 60)
            backups.append(tmp_path / f"backup-{number}")
            make_backup(live.runtime.settings, backups[-1])
    live.runtime.close()
    for backup in backups:
        settings = Settings(data_dir=tmp_path / f"{backup.name}-restored")
        settings.data_dir.mkdir()
        restore(backup, settings, "now", lambda *_: None)
        restored = Standalone(settings)
        assert all(not contradicting(restored, consumer) for consumer in restored.consumers)
        for consumer in restored.consumers:
            consumer.catch_up()
        assert 0 < reported(restored) == rolled_up(restored)
        restored.runtime.close()


def _beyond(standalone: Standalone, position: int) -> bool:
    with standalone.intake.database.read() as connection:
        return standalone.intake.store.head(connection).position > position
