"""``xushi rebuild --swap`` and ``xushi readers`` on a folder whose store of reports came back older."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.alerts.tables import REPORTED_MONTHS
from services.commands.repairing.readers import FORGET
from services.standalone import Standalone
from shared.codec import Codec
from shared.database.engine import Database
from shared.settings import Settings
from shared.store import EventStore, store_tables
from tests.builders import a_clock, a_new, a_report
from tests.unit.commands.test_running import data, stored, xushi
from tests.unit.commands.test_verify import cut_back

__all__ = ["data"]


def read_everything(folder: Path) -> None:
    standalone = Standalone(Settings(data_dir=folder))
    while sum(consumer.step() for consumer in standalone.consumers) + standalone.aggregator.judge.catch_up():
        pass
    standalone.runtime.close()


def reported_months(folder: Path) -> list[str]:
    standalone = Standalone(Settings(data_dir=folder))
    with standalone.alerts.database.read() as connection:
        found = list(
            connection.execute(sa.select(REPORTED_MONTHS.c.period).order_by(REPORTED_MONTHS.c.period)).scalars()
        )
    standalone.runtime.close()
    return found


def report(database: Database, *periods: str) -> None:
    store = EventStore(store_tables(sa.MetaData()), Codec(), a_clock())
    with database.write() as connection:
        store.append(connection, [a_new(a_report(period=each), f"report-500107-{each}") for each in periods])


@pytest.fixture
def restored(data: Path) -> Path:
    """Five months were read, the store came back with three, and has taken two others since."""
    database = Database(Settings(data_dir=data).database_url("intake"))
    report(database, "2023-01", "2023-02", "2023-03", "2023-04", "2023-05")
    read_everything(data)
    cut_back(database, 3)
    report(database, "2024-01", "2024-02")
    database.dispose()
    return data


def test_the_figures_are_put_back_and_read_on_and_everything_agrees_again(restored: Path) -> None:
    done = xushi("rebuild", "--swap", data=restored)
    words = done.stdout.replace("\n", "")
    assert done.exit_code == 0, done.output
    assert "在位置 3 之后与汇总读到过的不同" in words
    assert "位置 4 至 5 已另给他用" in words
    assert "库中已没有：位置 5 500107 2023-05 ReportSubmitted" in words
    again = xushi("rebuild", data=restored)
    assert (again.exit_code, "重建至位置 5" in again.stdout, "差异 0 项" in again.stdout) == (0, True, True)


def test_what_was_lost_is_written_down_for_its_owner_alone(restored: Path) -> None:
    xushi("rebuild", "--swap", data=restored)
    file = restored / "lost-reports-4-5.ndjson"
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [(line["position"], line["period"], line["actor"]) for line in lines] == [
        (4, "2023-04", lines[0]["actor"]),
        (5, "2023-05", lines[0]["actor"]),
    ]
    assert lines[0]["content"]["lines"][0]["value"] == 4_200
    assert file.stat().st_mode & 0o077 == 0


def test_a_second_time_there_is_nothing_to_put_back(restored: Path) -> None:
    xushi("rebuild", "--swap", data=restored)
    done = xushi("rebuild", "--swap", data=restored)
    assert done.exit_code == 0
    assert "不同" not in done.stdout.replace("\n", "")


def test_readers_that_differ_are_listed_and_begin_again(restored: Path) -> None:
    xushi("rebuild", "--swap", data=restored)
    before = xushi("readers", "list", data=restored)
    assert before.exit_code == 1
    assert before.stdout.count("不符：位置 5 处现在是另一个事件") == 1
    assert reported_months(restored) == [f"2023-0{n}" for n in range(1, 6)]
    again = xushi("readers", "again", "reminders", data=restored)
    assert "reminders：已从头再读 5 个事件" in again.stdout
    assert reported_months(restored) == ["2023-01", "2023-02", "2023-03", "2024-01", "2024-02"]
    assert xushi("readers", "list", data=restored).exit_code == 0
    assert xushi("verify", data=restored).exit_code == 0


@pytest.mark.parametrize("reader", sorted(FORGET))
def test_every_reader_but_that_of_the_figures_can_begin_again_on_what_there_is(data: Path, reader: str) -> None:
    stored(data, 3).dispose()
    read_everything(data)
    assert xushi("readers", "again", reader, data=data).exit_code == 0
    assert xushi("readers", "list", data=data).exit_code == 0


def test_every_reader_is_either_begun_again_or_put_back(data: Path) -> None:
    standalone = Standalone(Settings(data_dir=data))
    assert {consumer.name for consumer in standalone.consumers} == {*FORGET, "aggregator"}
    standalone.runtime.close()


def test_the_figures_reader_is_not_begun_again_but_told_of_its_own_way(data: Path) -> None:
    result = xushi("readers", "again", "aggregator", data=data)
    assert result.exit_code == 2
    assert "xushi rebuild --swap" in result.stderr.replace("\n", "")


@pytest.mark.parametrize("words", ["readers list", "readers again board", "rebuild --swap", "rebuild"])
def test_databases_of_another_version_are_told_as_such(words: str, tmp_path: Path) -> None:
    standalone = Standalone(Settings(data_dir=tmp_path))
    standalone.migrate()
    standalone.aggregator.database.dispose()
    (tmp_path / "aggregator.sqlite").unlink()
    standalone.aggregator.database.migrate(standalone.aggregator.migrations, "0001")
    standalone.runtime.close()
    told = xushi(*words.split(), data=tmp_path)
    assert (told.exit_code, told.stdout) == (2, "")
    assert "aggregator 的数据库不是本版本的结构" in told.stderr and "xushi migrate" in told.stderr
    assert xushi("migrate", data=tmp_path).exit_code == 0
    assert xushi(*words.split(), data=tmp_path).exit_code == 0
