"""Whether the figures can be trusted now, in one verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.aggregator.board.operations import ChainState, Operations, OperationsState, ReaderState
from services.aggregator.board.render import BoardRenderer
from services.aggregator.rebuild.last_check import RebuildCheck
from services.aggregator.tables import STORE
from shared.codec import Codec
from shared.consume import AsideMessage, Consumer, Parked
from shared.log import Bytes, SetAside, WhyAside
from shared.observe import Health, HealthCheck, Metrics
from shared.store import EventStore, Head
from shared.store.last_backup import UNREADABLE, LastBackup, note_backup
from tests.builders import a_clock
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.changing_city import OLD, a_changing_city
from tests.unit.aggregator.progress_world import FLOW
from tests.unit.aggregator.report_builders import World, a_line

READER = ReaderState("aggregator", "reports", position=10, lag=0, parked=())
COMPARED = RebuildCheck(10, 0, datetime(2025, 4, 9, 1, tzinfo=UTC))
CHAIN = ChainState("intake", position=10, verified=10, broken=False)
STATE = OperationsState(
    (READER,), Head(10, "0" * 64), 10, COMPARED, (HealthCheck("database", True, ""),), chains=(CHAIN,)
)
LATE = replace(READER, lag=3)
STOPPED = replace(READER, broken="reports does not hold what was applied up to position 10: it ends at 7")
FOREIGN = AsideMessage(SetAside("reports", 1, 40, WhyAside.ALTERED, Bytes(b"{}", 2)), 0, None, "")
FOUND = replace(READER, aside=(FOREIGN,))
HELD = replace(READER, parked=(Parked("report-500107-2023-03", 2, 8, "UnknownEvent"),))


def test_with_nothing_against_them_the_figures_can_be_trusted() -> None:
    assert STATE.verdict == ("ok", "● 现在的数字可以信")


def test_a_reader_that_lags_is_late_and_no_fault() -> None:
    assert replace(STATE, readers=(LATE,)).verdict[0] == "late"


def test_before_the_first_comparison_the_page_does_not_say_that_all_is_well() -> None:
    assert replace(STATE, compared=None).verdict == ("late", "△ 未见异常，重算尚未比对")


@pytest.mark.parametrize(
    "state",
    [
        replace(STATE, readers=(HELD,)),
        replace(STATE, readers=(STOPPED,)),
        replace(STATE, readers=(FOUND,)),
        replace(STATE, compared=COMPARED._replace(differences=1)),
        replace(STATE, chains=(CHAIN, replace(CHAIN, service="alerts", broken=True))),
        replace(STATE, checks=(HealthCheck("a", False, ""),)),
    ],
)
def test_anything_wrong_is_said_at_once(state: OperationsState) -> None:
    assert state.verdict[0] == "bad"


def test_a_foreign_message_is_listed_with_its_reader_and_what_is_wrong_with_it() -> None:
    ((reader, found),) = replace(STATE, readers=(READER, FOUND)).aside
    assert (reader, found.why) == ("aggregator", "内容被改过：散列不符")


def test_a_parked_stream_is_listed_with_its_reader() -> None:
    assert [name for name, _ in replace(STATE, readers=(READER, HELD)).parked] == ["aggregator"]


@pytest.mark.parametrize(
    ("reader", "told"),
    [
        (READER, "● 正常"),
        (LATE, "△ 追赶中"),
        (HELD, "■ 搁置"),
        (FOUND, "■ 有外来消息"),
        (replace(STOPPED, lag=3), "■ 停住，其后一概未计入"),
    ],
)
def test_a_reader_says_how_it_stands_the_worst_first(reader: ReaderState, told: str) -> None:
    assert reader.standing[1] == told


def test_a_comparison_that_is_older_than_the_figures_vouches_for_no_more_than_it_saw() -> None:
    state = replace(STATE, applied=13)
    assert (state.uncompared, state.verdict) == (3, ("late", "△ 未见异常，最近 3 个事件尚未与重算比对"))


@pytest.mark.parametrize(
    ("chain", "told"),
    [(CHAIN, "ok"), (replace(CHAIN, verified=4), "late"), (replace(CHAIN, verified=4, broken=True), "bad")],
)
def test_a_chain_says_how_far_it_was_walked(chain: ChainState, told: str) -> None:
    assert chain.standing[0] == told


def test_reports_of_nobody_are_counted_when_the_page_is_asked_for(tmp_path: Path) -> None:
    catalogue = a_changing_city()
    world = World(tmp_path)
    world.catalogue = catalogue
    clock, metrics = a_clock(), Metrics()
    store = EventStore(STORE, Codec(), clock)
    operations = Operations(world.database, store, [], metrics, Health(), clock, catalogue, tmp_path)
    assert operations.state().nobodys == 0
    world.report(make.submitted(OLD, "2022-06", a_line(FLOW, 1)))
    assert operations.state().nobodys == 1


WHOLE = LastBackup("2025-04-09T09:00:00+08:00", "/srv/backups/1", True, {"reports": 12_034, "alerts": 7})


@pytest.mark.parametrize(
    ("backup", "told"),
    [
        (None, ("late", "△ 没有备份记录")),
        (WHOLE, ("ok", "● 已核验")),
        (LastBackup(WHOLE.made_at, "", False, {}), ("bad", "■ 核验不通过")),
        (UNREADABLE, ("bad", "■ 备份记录读不出")),
    ],
)
def test_the_page_says_how_the_last_backup_stands(backup: LastBackup | None, told: tuple[str, str]) -> None:
    assert replace(STATE, backup=backup).backed_up == told


def test_the_page_says_when_the_last_backup_was_made_and_how_far_it_reaches() -> None:
    assert replace(STATE, backup=WHOLE).backup_text == "2025-04-09 09:00:00；alerts 至 7，reports 至 12,034"
    assert replace(STATE, backup=UNREADABLE).backup_text == ""


def test_where_no_backup_leaves_a_note_the_page_says_nothing_of_backups(tmp_path: Path) -> None:
    world = World(tmp_path)
    clock, metrics = a_clock(), Metrics()
    nobody: list[Consumer] = []
    parts = (world.database, EventStore(STORE, Codec(), clock), nobody, metrics, Health(), clock, world.catalogue)
    shown = BoardRenderer(clock).operations
    note_backup(tmp_path, WHOLE)
    assert (Operations(*parts, tmp_path).state().backup, Operations(*parts, None).state().backup) == (WHOLE, None)
    assert "最近备份" in shown(Operations(*parts, tmp_path).state())
    assert "最近备份" not in shown(Operations(*parts, None).state())


def test_what_reads_the_topic_alone_never_vouches_for_the_store() -> None:
    by_topic = replace(STATE, by_topic=True)
    assert by_topic.verdict == ("ok", "● 现在的数字与 Kafka 主题相符")
    page = BoardRenderer(a_clock()).operations(by_topic)
    assert "主题是否与报送库相符，由 xushi rebuild、xushi verify 比对" in page
    assert "现在的数字可以信" not in page
    assert "与报送库比对；" in BoardRenderer(a_clock()).operations(STATE)
