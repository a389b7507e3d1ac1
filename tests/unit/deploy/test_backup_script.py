"""The script that makes a backup: nothing that cannot be read is called one, and what was made is noted.

Against a docker that only notes what it is asked; tests/end_to_end/test_compose.py backs up for real.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]

DOCKER = """#!/usr/bin/env bash
echo "$*" >>"$CALLS"
[[ -z $FAILS || "$*" != *"$FAILS"* ]] || exit 1
case "$*" in
  *"ps -q"*) echo one ;;
  *pg_dump*) echo dump ;;
  *"pg_restore --data-only -t event_head"*) printf '1\\t3\\tabc\\n' ;;
esac
"""


def backed_up(folder: Path, fails: str = "") -> tuple[int, str, list[str]]:
    """The exit code, what was said and what was asked of a docker that fails what holds these words."""
    programs, calls = folder / "bin", folder / "calls"
    programs.mkdir()
    (programs / "docker").write_text(DOCKER)
    (programs / "docker").chmod(0o755)
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "CALLS": str(calls), "FAILS": fails}
    command = ["bash", str(ROOT / "deploy/backup.sh"), str(folder / "backup")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr, calls.read_text().splitlines()


def test_each_dump_is_read_to_its_end_and_the_backup_noted_with_how_far_it_reaches(tmp_path: Path) -> None:
    code, said, calls = backed_up(tmp_path)
    assert code == 0, said
    assert sum("pg_restore -f /dev/null" in call for call in calls) == 3
    assert f"cli backup-made {tmp_path}/backup --end reports=3 --end figures=3 --end alerts=3" in calls[-1]
    assert {path.name for path in (tmp_path / "backup").iterdir()} == {
        "intake.dump",
        "aggregator.dump",
        "alerts.dump",
        "files.tar",
        "SHA256SUMS",
    }


def test_a_dump_that_cannot_be_read_is_no_backup(tmp_path: Path) -> None:
    code, said, calls = backed_up(tmp_path, "pg_restore -f /dev/null")
    assert (code, "读不完整" in said) == (1, True)
    assert not (tmp_path / "backup").exists()
    assert not [call for call in calls if "backup-made" in call]


def test_a_backup_that_cannot_be_noted_is_one_and_it_is_said(tmp_path: Path) -> None:
    code, said, _ = backed_up(tmp_path, "backup-made")
    assert (code, "没有记下" in said, "备份完成" in said) == (0, True, True)
    assert (tmp_path / "backup").is_dir()
