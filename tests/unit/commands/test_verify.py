from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.standalone import Standalone
from shared.codec import Codec
from shared.database.engine import Database
from shared.settings import Settings
from shared.store import EventStore, store_tables
from shared.store.heads import heads_file
from tests.builders import a_clock, a_new, a_report
from tests.unit.commands.test_running import data, stored, xushi

__all__ = ["data"]


def write_head(folder: Path, position: int, hash_: str) -> None:
    path = heads_file(folder / "heads", "reports")
    path.parent.mkdir()
    line = {"day": "2026-01-01", "topic": "reports", "position": position, "hash": hash_, "written_at": "x"}
    path.write_text(json.dumps(line) + "\n")


def head_of(folder: Path) -> str:
    words = xushi("verify", data=folder).stdout.replace("\n", "")
    return words.partition("5 个事件，链头 ")[2][:64]


def test_an_export_is_verified_without_a_database(data: Path, tmp_path: Path) -> None:
    stored(data, 5).dispose()
    file = tmp_path / "reports.ndjson.gz"
    assert xushi("export", "reports", "--out", str(file), data=data).exit_code == 0
    elsewhere = tmp_path / "elsewhere"
    result = xushi("verify", "--export", str(file), data=elsewhere)
    assert result.exit_code == 0
    assert "reports：完整，5 个事件" in result.stdout
    assert not elsewhere.exists()


def test_an_export_of_a_store_that_was_changed_shows_it(data: Path, tmp_path: Path) -> None:
    database = stored(data, 5)
    with database.write() as connection:
        connection.execute(sa.text("UPDATE events SET actor = 'nobody' WHERE position = 2"))
    database.dispose()
    file = tmp_path / "reports.ndjson.gz"
    xushi("export", "reports", "--out", str(file), data=data)
    result = xushi("verify", "--export", str(file), data=tmp_path)
    assert result.exit_code == 1
    assert "位置 2 有问题" in result.stdout


def test_the_heads_that_were_written_down_are_compared(data: Path, tmp_path: Path) -> None:
    stored(data, 5).dispose()
    write_head(data, 5, head_of(data))
    result = xushi("verify", data=data)
    assert result.exit_code == 0
    assert "与 1 个写下的链头相符" in result.stdout.replace("\n", "")


@pytest.mark.parametrize(("position", "fault"), [(4, "rewritten"), (9, "truncated")])
def test_a_chain_that_is_whole_and_not_the_one_that_was_written_down_is_told(
    data: Path, position: int, fault: str
) -> None:
    stored(data, 5).dispose()
    write_head(data, position, "0" * 64)
    result = xushi("verify", data=data)
    assert result.exit_code == 1
    assert f"（{fault}）" in result.stdout.replace("\n", "")


def applied(folder: Path) -> None:
    """Everything that is stored stands in the figures."""
    standalone = Standalone(Settings(data_dir=folder))
    for consumer in standalone.aggregator.consumers:
        consumer.catch_up()
    standalone.runtime.close()


def cut_back(database: Database, position: int) -> None:
    """The store as a backup of that position has it: whole in itself."""
    with database.write() as connection:
        connection.execute(sa.text(f"DELETE FROM events WHERE position > {position}"))
        connection.execute(
            sa.text(
                f"UPDATE event_head SET position = {position}, hash = (SELECT hash FROM events"
                f" WHERE position = {position})"
            )
        )


def test_readers_that_have_applied_what_stands_there_are_counted(data: Path) -> None:
    stored(data, 5).dispose()
    applied(data)
    result = xushi("verify", data=data)
    assert result.exit_code == 0
    assert "与读取者、印发的文件记下的 1 处相符" in result.stdout.replace("\n", "")


def test_a_store_that_came_back_older_is_told_by_its_reader(data: Path) -> None:
    database = stored(data, 5)
    applied(data)
    cut_back(database, 3)
    database.dispose()
    result = xushi("verify", data=data)
    words = result.stdout.replace("\n", "")
    assert result.exit_code == 1
    assert "reports：完整，3 个事件" in words
    assert "reports：读取者 aggregator 见过位置 5，库中没有这个位置" in words


def test_a_comparison_with_a_store_that_came_back_older_says_so_and_changes_nothing(data: Path) -> None:
    database = stored(data, 5)
    applied(data)
    cut_back(database, 3)
    database.dispose()
    result = xushi("rebuild", data=data)
    assert result.exit_code == 1
    assert "无法重建" in result.stderr.replace("\n", "")
    assert xushi("verify", data=data).exit_code == 1


def test_a_store_that_came_back_older_and_went_on_is_told_by_its_reader(data: Path) -> None:
    database = stored(data, 5)
    applied(data)
    cut_back(database, 3)
    store = EventStore(store_tables(sa.MetaData()), Codec(), a_clock())
    with database.write() as connection:
        store.append(connection, [a_new(a_report(period=f"2024-0{n}"), f"report-500107-2024-0{n}") for n in (1, 2, 3)])
    database.dispose()
    result = xushi("verify", data=data)
    assert result.exit_code == 1
    assert "读取者 aggregator 见过位置 5，那里已是另一个事件" in result.stdout.replace("\n", "")


def test_what_cannot_be_read_or_is_not_there_is_said(data: Path, tmp_path: Path) -> None:
    assert xushi("export", "nothing", "--out", str(tmp_path / "x"), data=data).exit_code == 2
    assert xushi("export", "reports", "--out", str(tmp_path / "no" / "x"), data=data).exit_code == 2
    assert xushi("verify", "--export", str(tmp_path / "none.gz"), data=data).exit_code == 2
