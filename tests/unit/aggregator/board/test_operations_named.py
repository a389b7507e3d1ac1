from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from services.aggregator.board.operations_named import check_name, reader_name, service_name, topic_name
from services.distributed import READERS
from services.standalone import Standalone
from shared.log import PRODUCERS
from shared.settings import Settings


def test_every_check_of_the_system_in_one_process_has_a_name_in_words(tmp_path: Path) -> None:
    standalone = Standalone(Settings(data_dir=tmp_path))
    codes = [check.name for check in standalone.runtime.health.report()]  # there are no databases: named all the same
    standalone.runtime.close()
    assert "intake-store" in codes and len(codes) > 10
    assert [code for code in codes if check_name(code).isascii()] == []


def test_every_reader_and_topic_has_a_name_in_words() -> None:
    codes = [reader.name for reader in READERS]
    assert [code for code in codes if reader_name(code) == code] == []
    assert [
        code for code in (*PRODUCERS, "relay-reports") if topic_name(code) == code and check_name(code) == code
    ] == []


@pytest.mark.parametrize("name", [check_name, reader_name, topic_name, service_name])
def test_what_has_no_name_is_called_by_its_code(name: Callable[[str], str]) -> None:
    assert name("another") == "another"
