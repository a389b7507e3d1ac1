from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import sqlalchemy as sa

from services.alerts.channels.outbox import OutboxChannel
from services.alerts.channels.port import Delivered, Retry
from shared.observe import Health, Metrics
from shared.observe.disk import DiskWatch, is_full
from tests.contract.test_channel import an_outgoing
from tests.small_disk import fill, small_disk


def test_a_full_disk_is_known_whoever_met_it() -> None:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    assert is_full(full)
    assert is_full(sa.exc.OperationalError("INSERT", None, full))
    assert is_full(OSError(errno.ENOSPC, "No space left on device"))
    assert is_full(OSError(errno.EDQUOT, "Disk quota exceeded"))
    assert not is_full(OSError(errno.EACCES, "Permission denied"))
    assert not is_full(sa.exc.OperationalError("INSERT", None, sqlite3.OperationalError("locked")))
    assert not is_full(ValueError())


def test_health_says_that_the_disk_is_full_and_recovers_when_there_is_room(tmp_path: Path) -> None:
    health, metrics = Health(), Metrics()
    with small_disk(tmp_path / "small", 1) as folder:
        health.add("disk", DiskWatch((folder, tmp_path / "not there"), metrics).check)
        assert [tuple(each[:3]) for each in health.report()] == [("disk", True, "有余量，可以写入")]
        assert free(metrics, folder) > 0.1
        filling = fill(folder)
        assert [tuple(each[:3]) for each in health.report()] == [("disk", False, "磁盘已满")]
        assert free(metrics, folder) < 0.1
        filling.unlink()
        assert health.report()[0].ok


def free(metrics: Metrics, folder: Path) -> float:
    part = metrics.registry.get_sample_value("xushi_disk_free_ratio", {"folder": str(folder)})
    assert part is not None
    return part


def test_a_message_waits_for_room_and_says_so(tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", 1) as folder:
        channel = OutboxChannel(folder, "序时预警 <alerts@xushi.example>", "xushi.example")
        filling = fill(folder)
        assert channel.send(an_outgoing()) == Retry("无法写入外发文件夹：磁盘已满")
        filling.unlink()
        assert isinstance(channel.send(an_outgoing()), Delivered)
        assert sorted(each.suffix for each in folder.iterdir()) == [".eml", ".json"]
