"""What was done stays done, for the commit and the suite that did it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.end_to_end.resumable.ledger import Ledger, Origin

HERE = Origin("c0ffee", "kills")


class Some(NamedTuple):
    seeds: list[int]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "some.jsonl"


def ledger(path: Path, origin: Origin = HERE) -> Ledger[Some]:
    return Ledger(path, Some, origin)


def test_a_ledger_gives_back_what_was_added(path: Path) -> None:
    assert ledger(path).done() == []
    ledger(path).add(Some([1, 2]))
    ledger(path).add(Some([3, 4]))
    assert ledger(path).done() == [Some([1, 2]), Some([3, 4])]


def test_a_line_that_was_broken_off_spoils_no_other(path: Path) -> None:
    ledger(path).add(Some([1, 2]))
    whole = path.read_text()
    for length in range(1, len(whole)):
        path.write_text(whole + whole[:length])
        assert ledger(path).done() == [Some([1, 2])]
        ledger(path).add(Some([5, 6]))
        assert ledger(path).done() == [Some([1, 2]), Some([5, 6])]


@pytest.mark.parametrize("other", [HERE._replace(commit="c0ffee, changed 12"), HERE._replace(suite="kills, engines")])
def test_what_another_commit_or_another_suite_has_done_is_told_and_does_not_count(path: Path, other: Origin) -> None:
    ledger(path, other).add(Some([1, 2]))
    ledger(path).add(Some([3, 4]))
    ledger(path, other).add(Some([5, 6]))
    assert ledger(path).done() == [Some([3, 4])]
    assert ledger(path).told() == f"{path}: 1 done, kills on c0ffee\n  skipped: 2 of {other.suite} on {other.commit}"
    assert ledger(path, other).done() == [Some([1, 2]), Some([5, 6])]


def test_a_line_that_tells_no_commit_does_not_count(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"seeds": [1, 2]}')
    assert ledger(path).done() == []
    assert ledger(path).told().endswith("skipped: 1 of some suite on no commit that it tells")
