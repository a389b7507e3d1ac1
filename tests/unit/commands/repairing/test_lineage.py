"""``xushi lineage``: a restore is a record of its own, and nothing that may have been sent is sent again by itself."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.alerts.delivery import queue
from services.alerts.tables import NOTIFICATIONS
from services.commands.repairing.readers import FORGET
from services.standalone import Standalone
from shared.codec import Codec
from shared.database.engine import Database
from shared.periods import SystemClock
from shared.settings import Settings
from shared.store import EventStore, store_tables
from shared.store.heads import DailyHeads
from tests.builders import a_clock, a_new
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.report_builders import a_line
from tests.unit.alerts.reading.rows import MESSAGE
from tests.unit.commands.repairing.test_putting_back import read_everything
from tests.unit.commands.test_running import data, stored, xushi
from tests.unit.commands.test_verify import cut_back

__all__ = ["data"]


def write_head(folder: Path) -> None:
    """The head of intake's store as it is now, written down for this day."""
    standalone = Standalone(Settings(data_dir=folder))
    intake = standalone.intake
    DailyHeads("reports", intake.database, intake.store, SystemClock(), folder / "heads").sweep()
    standalone.runtime.close()


@pytest.fixture
def older(data: Path) -> Path:
    """Five events were written down as a head, three are there."""
    database = stored(data, 5)
    write_head(data)
    cut_back(database, 3)
    database.dispose()
    return data


def test_a_head_that_contradicts_without_a_record_is_a_fault_and_with_one_it_is_told_as_lost(older: Path) -> None:
    before = xushi("verify", data=older)
    assert (before.exit_code, "（truncated）" in before.stdout) == (1, True)
    begun = xushi("lineage", "begin", "intake", "--source", "夜间备份", data=older)
    assert begun.exit_code == 0, begun.output
    after = xushi("verify", data=older)
    words = after.stdout.replace("\n", "")
    assert after.exit_code == 0, after.output
    assert "reports：第 2 代，恢复于" in words
    assert "位置 3（夜间备份，cli:" in words
    assert "此前写下的 1 个链头（至位置 5）随之失去，不是改动" in words


def test_a_store_that_is_cut_after_its_restore_is_a_fault_still(older: Path) -> None:
    xushi("lineage", "begin", data=older)
    database = Database(Settings(data_dir=older).database_url("intake"))
    (older / "heads" / "reports.ndjson").unlink()
    write_head(older)
    cut_back(database, 2)
    database.dispose()
    assert xushi("verify", data=older).exit_code == 1


def test_every_store_is_of_its_first_generation_until_one_is_begun(data: Path) -> None:
    assert xushi("lineage", "list", data=data).stdout.splitlines() == [
        "reports：第 1 代",
        "figures：第 1 代",
        "alerts：第 1 代",
    ]
    xushi("lineage", "begin", "--taken-over", data=data)
    assert xushi("lineage", "list", data=data).stdout.count("备库接管于") == 3
    assert xushi("lineage", "begin", "nobody", data=data).exit_code == 2


def test_an_export_carries_the_lineage_to_where_it_is_verified(older: Path) -> None:
    file = older / "reports.gz"
    xushi("lineage", "begin", "intake", data=older)
    assert xushi("export", "reports", "--out", str(file), data=older).exit_code == 0
    assert xushi("verify", "--export", str(file), data=older).exit_code == 0


def test_what_waits_to_be_sent_is_held_for_a_person_and_sent_by_name_alone(data: Path) -> None:
    database = Database(Settings(data_dir=data).database_url("alerts"))
    waiting = MESSAGE._replace(state="queued", attempts=0, finished_at=None, fallback_at=1)
    with database.write() as connection:
        queue.add(connection, [waiting])
    done = xushi("lineage", "begin", "alerts", data=data)
    assert done.exit_code == 0, done.output
    assert "1 条等待发送的消息可能已经发出，改为待人决定" in done.stdout.replace("\n", "")
    with database.read() as connection:
        row = connection.execute(sa.select(NOTIFICATIONS)).one()
    assert (row.state, row.fallback_at, "待人决定" in row.detail) == ("failed", None, True)
    assert xushi("outbox", "resend", waiting.notification, data=data).exit_code == 0
    with database.read() as connection:
        assert connection.execute(sa.select(NOTIFICATIONS.c.state)).scalar_one() == "queued"
    database.dispose()


def test_what_a_backup_lacks_is_written_down_before_it_is_put_back(data: Path) -> None:
    database = stored(data, 5)
    with database.read() as connection:
        hash_ = connection.execute(sa.text("SELECT hash FROM events WHERE position = 3")).scalar_one()
    database.dispose()
    done = xushi("lineage", "lost", "3", hash_, data=data)
    assert [json.loads(line)["position"] for line in done.stdout.splitlines()] == [4, 5]
    assert "备份之后的 2 个报送事件不在其中" in done.stderr
    assert "位置 3 之后的回执不再作数" in done.stderr
    other = xushi("lineage", "lost", "3", "f" * 64, data=data)
    assert (other.exit_code, other.stdout) == (1, "")
    assert "无法比对" in other.stderr.replace("\n", "")
    assert xushi("lineage", "lost", "9", hash_, data=data).stdout == ""


@pytest.mark.parametrize(("position", "hash_"), [("9", "f" * 64), ("5", "f" * 64)])
def test_a_store_of_another_history_that_is_no_longer_than_the_backup_is_not_passed_over(
    data: Path, position: str, hash_: str
) -> None:
    stored(data, 5).dispose()
    done = xushi("lineage", "lost", position, hash_, data=data)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "无法比对" in done.stderr.replace("\n", "")


def test_a_store_that_is_empty_or_ends_where_the_backup_does_has_lost_nothing(data: Path) -> None:
    assert xushi("lineage", "lost", "9", "f" * 64, data=data).exit_code == 0
    database = stored(data, 5)
    with database.read() as connection:
        hash_ = connection.execute(sa.text("SELECT hash FROM events WHERE position = 5")).scalar_one()
    database.dispose()
    assert xushi("lineage", "lost", "5", hash_, data=data).exit_code == 0


def behind(folder: Path, *periods: str) -> None:
    """石柱 reports of a binding target so little that it is red at once."""
    database = Database(Settings(data_dir=folder).database_url("intake"))
    store = EventStore(store_tables(sa.MetaData()), Codec(), a_clock())
    with database.write() as connection:
        for period in periods:
            event = make.submitted("500240", period, a_line("work_injury_insurance_insured", 20_000))
            store.append(connection, [a_new(event, f"report-500240-{period}")])
    database.dispose()


def worked(folder: Path) -> list[str]:
    """Everything is read, decided and sent; the mails that are in the outbox then."""
    read_everything(folder)
    standalone = Standalone(Settings(data_dir=folder))
    while standalone.alerts.delivery.step():
        pass
    standalone.alerts.channels.close()
    standalone.runtime.close()
    return sorted(path.name for path in (folder / "outbox").rglob("*.eml"))


@pytest.mark.parametrize("service", ["aggregator", "alerts"])
def test_one_database_that_is_restored_alone_is_mended_by_what_is_named_and_tells_nobody_twice(
    data: Path, service: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clock = tmp_path / "clock"
    clock.write_text("2025-03-12T02:00:00+00:00")  # in working time, and while the plan is in force
    monkeypatch.setenv("XUSHI_CLOCK_FILE", str(clock))
    stored(data, 2).dispose()
    assert worked(data) == []
    older = (data / f"{service}.sqlite").read_bytes()
    behind(data, "2025-01", "2025-02")
    sent = worked(data)
    assert any("SZ-06" in name for name in sent)
    shutil.rmtree(data / "outbox")  # what is sent again would lie there again
    (data / f"{service}.sqlite").write_bytes(older)
    begun = xushi("lineage", "begin", service, data=data)
    assert begun.exit_code == 0, begun.output
    words = begun.stdout.replace("\n", "")
    for reader in FORGET:
        if f"xushi readers again {reader}" in words:
            assert xushi("readers", "again", reader, data=data).exit_code == 0
    assert worked(data) == []
    assert xushi("readers", "list", data=data).exit_code == 0
    assert xushi("verify", data=data).exit_code == 0
    assert "差异 0 项" in xushi("rebuild", data=data).stdout
