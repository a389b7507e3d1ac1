"""Figures put back to where the store of reports came back older, and what was lost with it, written down."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec
from rich.console import Console

from services.aggregator.rebuild.taking_back import Stored, TakenBack
from services.aggregator.reports.history import RecordedReport
from services.alerts.repository import assessments
from services.commands.lost_events import write_lost
from services.commands.newest import store_of_reports
from services.commands.options import alone
from services.standalone import Standalone
from shared.periods import from_microseconds
from shared.settings import Settings

_MOST_NAMED = 20


class LostReport(msgspec.Struct, frozen=True):
    """A line of the file: an event that stood in the figures and in no store. ``content`` is as intake recorded it,
    amounts in base units."""

    position: int
    recorded_at: str
    region: str
    period: str
    type: str
    actor: str
    content: msgspec.Raw


class PutBack(NamedTuple):
    """``taken``: what was taken out; ``head``: the store's last position; ``file``: where the lost events stand."""

    taken: TakenBack
    head: int
    file: Path | None


def put_back(settings: Settings, folder: Path | None = None) -> PutBack | None:
    """Put the figures back and read on to the store's end; None where nothing parts them. What is lost is written into
    ``folder``, the data folder where it is None.

    Raises:
        LogBroken: the reader's marks are of other partitions than the settings say; nothing was changed.
        OSError: what is lost cannot be written down; nothing was changed.
    """
    standalone = Standalone(settings, over_kafka=True)
    try:
        standalone.aggregator.fill_history()
        stored = store_of_reports(standalone).placed
        if standalone.aggregator.taking_back.parted(stored) is None:
            return None
        with alone(settings):
            return _put_back(standalone, stored, folder or settings.data_dir)
    finally:
        standalone.runtime.close()


def _put_back(standalone: Standalone, stored: Stored, folder: Path) -> PutBack | None:
    files: list[Path] = []

    def keep(taken: TakenBack) -> None:
        """Before anything is taken out for good: what is lost is on disk, and alerts take what comes as news."""
        if taken.lost:
            files.append(_write(folder, taken))
        with standalone.alerts.database.write() as connection:
            assessments.lower_versions(connection, taken.common)

    taken = standalone.aggregator.taking_back.run(stored, keep)
    if taken is None:
        return None
    standalone.aggregator.catch_up()
    return PutBack(taken, standalone.aggregator.consumer.position(), files[0] if files else None)


def tell_put_back(done: PutBack | None, console: Console) -> None:
    """Say what was done, which receipts' positions stand for something else now, and what must be sent again."""
    if done is None:
        return
    taken, head, file = done
    console.print(
        f"报送的事件库在位置 {taken.common} 之后与汇总读到过的不同：汇总已退到那里，再读到位置 {head}", markup=False
    )
    if head > taken.common:
        console.print(f"位置 {taken.common + 1} 至 {head} 已另给他用：此前回执上的这些位置不再作数", markup=False)
    for lost in taken.lost[:_MOST_NAMED]:
        month = f"{lost.region} {lost.period}".strip()
        console.print(
            f"  库中已没有：位置 {lost.position} {month} {lost.type}（{lost.actor}）", style="red", markup=False
        )
    if len(taken.lost) > _MOST_NAMED:
        console.print(f"  ……共 {len(taken.lost)} 件", style="red")
    if file is not None:
        console.print(f"以上全部写在 {file}：请有关单位重新报送，审核重做", markup=False)


def _write(folder: Path, taken: TakenBack) -> Path:
    name = f"lost-reports-{taken.common + 1}-{taken.lost[-1].position}"
    return write_lost(folder, name, map(_lost, taken.lost))


def _lost(event: RecordedReport) -> LostReport:
    recorded_at = from_microseconds(event.recorded_at).isoformat()
    return LostReport(
        event.position, recorded_at, event.region, event.period, event.type, event.actor, msgspec.Raw(event.data)
    )
