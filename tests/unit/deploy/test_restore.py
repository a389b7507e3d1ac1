"""The script that puts a backup back: what it does in which order, and what it says where a step fails.

Against a docker that only notes what it is asked; tests/end_to_end/test_compose.py restores for real.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[3]

DOCKER = """#!/usr/bin/env bash
echo "$*" >>"$CALLS"
[[ -z $FAILS || "$*" != *"$FAILS"* ]] || exit 1
case "$*" in
  *"ps -aq"*) printf 'one\\ntwo\\nthree\\n' ;;
  *"pg_restore --data-only -t event_head"*) printf '1\\t3\\tabc\\n' ;;
  *"lineage lost"*) echo '{}' ;;
  *--list*)  # once the topics are being deleted: still there, then silent, then gone
    [[ -e $CALLS.deleted ]] || exit 0
    echo >>"$CALLS.deleted"
    case $(wc -l <"$CALLS.deleted") in 1) echo xushi.reports ;; 2) exit 1 ;; esac ;;
  *--delete*) : >"$CALLS.deleted" ;;
  *"SELECT (SELECT position"*) echo t ;;
esac
"""

STEPS = (
    "compose stop proxy grafana intake aggregator alerts relay",
    "lineage lost 3 abc",
    "DROP DATABASE IF EXISTS xushi_intake ",
    "DROP DATABASE IF EXISTS xushi_alerts ",
    "tar -C /var/lib/xushi --skip-old-files",
    "--delete --if-exists",
    "cli migrate",
    "DELETE FROM relay_marks",
    "UPDATE consumer_marks SET log_offset = events",
    "cli lineage begin --source backup",
    "compose up -d relay",
    "compose up -d --no-deps intake aggregator alerts proxy",
    "cli verify",
)


class Done(NamedTuple):
    code: int
    said: str
    calls: list[str]

    def at(self, part: str) -> int:
        """Where it was asked first; behind everything where it never was."""
        return next((number for number, call in enumerate(self.calls) if part in call), len(self.calls))


def restored(folder: Path, fails: str = "") -> Done:
    """A backup put back with a docker that fails what holds these words."""
    backup, programs, calls = folder / "backup", folder / "bin", folder / "calls"
    backup.mkdir()
    programs.mkdir()
    for name in ("intake.dump", "aggregator.dump", "alerts.dump", "files.tar"):
        (backup / name).write_text(name)
    sums = subprocess.run("sha256sum *.dump files.tar", shell=True, cwd=backup, capture_output=True, check=True)
    (backup / "SHA256SUMS").write_bytes(sums.stdout)
    for name, text in {"docker": DOCKER, "sleep": "#!/bin/sh\n"}.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "CALLS": str(calls), "FAILS": fails}
    command = ["bash", str(ROOT / "deploy/restore.sh"), str(backup), "--yes"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return Done(done.returncode, done.stdout + done.stderr, calls.read_text().splitlines())


def test_nothing_runs_before_the_topics_the_marks_and_the_generation_are_those_of_the_backup(tmp_path: Path) -> None:
    done = restored(tmp_path)
    assert done.code == 0, done.said
    assert [step for step in STEPS if done.at(step) == len(done.calls)] == []
    assert [done.at(step) for step in STEPS] == sorted(done.at(step) for step in STEPS)
    (lost,) = tmp_path.glob("backup-lost-reports-*.ndjson")
    assert lost.stat().st_mode & 0o777 == 0o600


def test_a_kafka_that_does_not_answer_is_not_taken_for_one_without_topics(tmp_path: Path) -> None:
    done = restored(tmp_path)
    deleted, marks = done.at("--delete"), done.at("DELETE FROM relay_marks")
    assert sum("--list" in call for call in done.calls[deleted:marks]) == 3


@pytest.mark.parametrize("step", [step for step in STEPS[2:11] if "--delete" not in step])  # that is waited for
def test_a_step_that_fails_ends_it_in_words_and_no_service_has_been_started(tmp_path: Path, step: str) -> None:
    done = restored(tmp_path, step)
    assert done.code != 0
    assert "恢复没有完成，停在“" in done.said
    assert done.at("compose up -d --no-deps intake") == len(done.calls)


@pytest.mark.parametrize("step", STEPS[11:])
def test_once_reports_come_in_again_nobody_is_told_to_begin_from_the_beginning(tmp_path: Path, step: str) -> None:
    done = restored(tmp_path, step)
    assert done.code != 0
    assert "数据已恢复" in done.said and "再执行同一条命令" not in done.said


def test_a_store_whose_lost_reports_cannot_be_written_down_is_kept(tmp_path: Path) -> None:
    done = restored(tmp_path, "lineage lost")
    assert done.code == 0, done.said
    assert done.at("ALTER DATABASE xushi_intake RENAME TO") < done.at("DROP DATABASE")
    assert "现有的报送库改名为 xushi_intake_" in done.said


def test_where_it_cannot_be_kept_nothing_is_dropped(tmp_path: Path) -> None:
    done = restored(tmp_path, "event_head")
    assert done.code != 0
    assert "停在“写下备份之后的报送”" in done.said
    assert done.at("DROP DATABASE") == len(done.calls)
