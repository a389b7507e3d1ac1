"""A change in parts: as many events as it takes, and the same files after the last one."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue.record import NO_FILES, applied, changes_of, digest_of
from tests.unit.shared.catalogue.record.test_edits import SOME_FILES


@given(SOME_FILES, SOME_FILES, st.integers(20, 400))
def test_all_parts_together_make_the_new_files(before: dict[str, str], after: dict[str, str], most: int) -> None:
    changes = changes_of(before, after, "0.2.0", most)
    assert applied(before, (file for change in changes for file in change.files)) == after
    assert [change.part for change in changes] == list(range(1, len(changes) + 1))
    assert {change.parts for change in changes} <= {len(changes)}
    assert {change.digest for change in changes} <= {digest_of(after)}


def test_no_part_is_larger_than_asked_unless_one_line_is() -> None:
    text = "\n".join(f"{number},第{number}行" for number in range(500))
    changes = changes_of(NO_FILES, {"site/regions.csv": text, "site/groups.csv": text}, "0.2.0", 2_000)
    assert len(changes) > 5
    assert all(sum(len(msgspec.json.encode(edit)) for edit in file.edits) < 2_100 for c in changes for file in c.files)
    assert len(changes_of(NO_FILES, {"site/groups.csv": "长" * 5_000}, "0.2.0", 2_000)) == 1


def test_the_first_change_has_none_before_it_and_the_same_files_make_none() -> None:
    (first,) = changes_of(NO_FILES, {"a": "1"}, "0.2.0")
    (second,) = changes_of({"a": "1"}, {"a": "2"}, "0.2.0")
    assert (first.before, second.before) == ("", first.digest)
    assert changes_of({"a": "2"}, {"a": "2"}, "0.2.0") == ()
