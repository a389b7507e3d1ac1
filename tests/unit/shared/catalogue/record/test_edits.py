"""Files as changes: what was there before and what changed always give what is there now."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue.record import NO_FILES, applied, digest_of, edits_between, lines_of
from shared.catalogue.record.edits import EditsDoNotFit
from shared.events import ChangedFile, FileEdit

TEXTS = st.text(st.sampled_from("甲乙,\n\r1\ufeff"), max_size=30)
SOME_FILES = st.dictionaries(st.sampled_from(["shipped/a.csv", "site/a.csv", "site/plans/p/plan.toml"]), TEXTS)


@given(SOME_FILES, SOME_FILES)
def test_what_changed_makes_the_new_files_of_the_old_ones_byte_for_byte(
    before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    assert applied(before, edits_between(before, after)) == after


def test_a_corrected_cell_is_one_line_that_gave_way_to_another() -> None:
    before = {"site/plans/p/targets.csv": "row,name,target\n1,城镇新增就业,300\n2,失业率,5.5\n"}
    after = {"site/plans/p/targets.csv": "row,name,target\n1,城镇新增就业,330\n2,失业率,5.5\n"}
    assert edits_between(before, after) == (
        ChangedFile("site/plans/p/targets.csv", (FileEdit(1, ("1,城镇新增就业,300",), ("1,城镇新增就业,330",)),)),
    )


def test_a_new_file_is_all_added_an_empty_one_is_no_missing_one_and_a_lost_one_is_gone() -> None:
    (added,) = edits_between(NO_FILES, {"site/groups.csv": ""})
    assert added == ChangedFile("site/groups.csv", (FileEdit(0, (), ("",)),))
    assert applied({"site/groups.csv": ""}, edits_between({"site/groups.csv": ""}, {})) == {}
    assert lines_of({}, "site/groups.csv") == ()


def test_a_change_of_other_files_is_refused() -> None:
    edits = edits_between({"a": "1\n2"}, {"a": "1\n3"})
    with pytest.raises(EditsDoNotFit, match="line 2"):
        applied({"a": "1\n4"}, edits)


def test_names_and_texts_make_the_digest_and_their_order_does_not() -> None:
    assert digest_of({"a": "1", "b": "2"}) == digest_of({"b": "2", "a": "1"})
    others = [{"a": "2", "b": "1"}, {"a": "1"}, {"a": "1", "b": "2 "}, {"a": "1", "c": "2"}]
    assert len({digest_of(each) for each in [{"a": "1", "b": "2"}, *others]}) == 5
