"""``xushi aside``: foreign messages listed, shown as they are, noted as looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.aggregator.tables import CONSUMER
from services.standalone import Standalone
from shared.consume.aside import AsideShelf
from shared.log import Bytes, SetAside, WhyAside
from shared.settings import Settings
from tests.builders import a_clock
from tests.unit.commands.test_running import data, xushi

__all__ = ["data"]

FOREIGN = SetAside("reports", 1, 40, WhyAside.ALTERED, Bytes('{"备注":"改过"}'.encode() + b"\xff", 900_000))


@pytest.fixture
def found(data: Path) -> Path:
    """A data folder whose figures' reader has found a foreign message."""
    standalone = Standalone(Settings(data_dir=data))
    with standalone.aggregator.database.write() as connection:
        AsideShelf(CONSUMER.aside, "aggregator", a_clock()).keep(connection, [FOREIGN])
    standalone.runtime.close()
    return data


def test_there_is_nothing_at_first(data: Path) -> None:
    done = xushi("aside", "list", data=data)
    assert (done.exit_code, "没有外来消息" in done.stdout) == (0, True)


def test_a_foreign_message_is_listed_until_somebody_passes_it_and_then_with_who_did(found: Path) -> None:
    listed = xushi("aside", "list", data=found)
    assert listed.exit_code == 1
    assert "aggregator" in listed.stdout and "改过" in listed.stdout.replace("\n", "")
    passed = xushi("aside", "pass", "aggregator", "1", "40", "--by", "李四", data=found)
    assert "已放过 1 条，记为 李四" in passed.stdout
    assert "早已放过" in xushi("aside", "pass", "aggregator", "1", "40", data=found).stdout
    assert xushi("aside", "list", data=found).exit_code == 0
    assert "李四" in xushi("aside", "list", "--all", data=found).stdout


def test_it_is_shown_as_it_is_with_its_length(found: Path) -> None:
    shown = xushi("aside", "show", "aggregator", "1", "40", data=found).stdout
    assert '{"备注":"改过"}\\xff' in shown
    assert "900000 字节" in shown


@pytest.mark.parametrize("where", [("nobody", "1", "40"), ("aggregator", "1", "41"), ("aggregator", "0", "40")])
@pytest.mark.parametrize("command", ["show", "pass"])
def test_where_nothing_was_found_nothing_is_shown_or_passed(found: Path, command: str, where: tuple[str, ...]) -> None:
    assert xushi("aside", command, *where, data=found).exit_code == 2
    assert xushi("aside", "list", data=found).exit_code == 1


def test_all_of_a_reader_are_passed_at_once(found: Path) -> None:
    assert "已放过 1 条" in xushi("aside", "pass", "aggregator", "--all", data=found).stdout
    assert xushi("aside", "list", data=found).exit_code == 0


@pytest.mark.parametrize("words", [(), ("1",), ("1", "40", "--all")])
def test_which_are_passed_must_be_said(found: Path, words: tuple[str, ...]) -> None:
    assert xushi("aside", "pass", "aggregator", *words, data=found).exit_code == 2
    assert xushi("aside", "list", data=found).exit_code == 1
