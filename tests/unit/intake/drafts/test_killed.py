"""A process that is killed at any moment: what it said was kept is there."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from services.intake.drafts.keeping import Drafts
from services.intake.main import MIGRATIONS
from shared.database.engine import Database
from shared.periods import SystemClock

WRITER = """
import sys
from services.intake.drafts.draft import Save
from services.intake.drafts.keeping import Drafts
from shared.database.engine import Database
from shared.periods import SystemClock
drafts, seen = Drafts(Database(sys.argv[1]), SystemClock()), 0
for typed in range(100_000):
    fields = {"value-urban_new_employment": str(typed), "note": "街道" * 200}
    seen = drafts.save("500101", "2023-03", Save(fields, seen, 0, "wang")).draft.version
    print(typed, flush=True)
"""


@pytest.mark.parametrize("seed", range(3))
def test_a_draft_that_was_said_to_be_kept_is_there_after_a_kill(tmp_path: Path, seed: int) -> None:
    url = f"sqlite:///{tmp_path}/intake.db"
    database = Database(url)
    database.migrate(MIGRATIONS)
    with subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(random.Random(seed).randrange(1, 60))]
        writer.send_signal(signal.SIGKILL)
        told += [int(line) for line in writer.stdout.read().split()]
        assert writer.wait(30) == -signal.SIGKILL
    found = Drafts(database, SystemClock()).of("500101", "2023-03")
    assert found.fields is not None
    kept = int(found.fields["value-urban_new_employment"])
    assert kept in (told[-1], told[-1] + 1), "the one that was under way may be in as well"
    assert found.fields["note"] == "街道" * 200
    database.dispose()
