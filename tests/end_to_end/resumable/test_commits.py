"""A commit's text changes with the code that a suite runs, and with nothing else."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.resumable.commits import commit

CODE = Path("shared") / "numbers.py"


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=some", "-c", "user.email=some@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with one commit."""
    git(tmp_path, "init", "-q")
    (tmp_path / CODE).parent.mkdir()
    (tmp_path / CODE).write_text("ONE = 1\n")
    (tmp_path / ".gitignore").write_text("*.pyc\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    return tmp_path


def test_a_clean_tree_is_its_commit(checkout: Path) -> None:
    one = commit(checkout)
    assert one == git(checkout, "rev-parse", "HEAD")
    git(checkout, "commit", "-qm", "two", "--allow-empty")
    assert commit(checkout) == git(checkout, "rev-parse", "HEAD") != one


def test_changed_code_is_another_one_as_is_each_further_change(checkout: Path) -> None:
    found = [commit(checkout)]
    for text in ("ONE = 2\n", "ONE = 3\n"):
        (checkout / CODE).write_text(text)
        found.append(commit(checkout))
    git(checkout, "add", ".")
    assert commit(checkout) == found[-1]
    for text in ("", "TWO = 2\n"):
        (checkout / "shared" / "more.py").write_text(text)
        found.append(commit(checkout))
    assert len(set(found)) == len(found)
    assert all(each.startswith(f"{found[0]}, changed ") for each in found[1:])
    (checkout / "shared" / "more.py").unlink()
    (checkout / CODE).write_text("ONE = 1\n")
    assert commit(checkout) == found[0]


def test_what_no_suite_runs_changes_nothing(checkout: Path) -> None:
    one = commit(checkout)
    (checkout / "done.jsonl").write_text("{}")
    (checkout / "shared" / "numbers.pyc").write_bytes(b"1")
    assert commit(checkout) == one


def test_code_without_a_commit_is_never_known_again(tmp_path: Path, checkout: Path) -> None:
    inside = checkout / "unpacked"
    inside.mkdir()
    assert commit(inside).startswith("no commit")
    assert commit(inside) != commit(inside)
