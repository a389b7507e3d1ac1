from __future__ import annotations

from pathlib import Path

from services.distributed import READERS
from services.standalone import Standalone
from shared.settings import Settings


def test_the_relays_watch_every_reader_that_there_is(tmp_path: Path) -> None:
    standalone = Standalone(Settings(data_dir=tmp_path))
    assert set(READERS) == set(standalone.readers)
    standalone.runtime.close()
