from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.drafts.draft import NO_DRAFT, Draft, DraftMoved, Drop, Kept, Save, drop, save, typed

JOBS = {"value-jobs": "5"}


def kept(outcome: Kept | DraftMoved) -> Draft:
    assert isinstance(outcome, Kept)
    return outcome.draft


def test_the_first_draft_is_kept_whatever_its_page_has_seen() -> None:
    assert kept(save(NO_DRAFT, Save(JOBS, 0, 2, "wang", "p", 1), 7)) == Draft(JOBS, 1, 2, "wang", 7, "p", 1)


def test_who_has_seen_what_stands_replaces_it_and_nobody_else_does() -> None:
    first = kept(save(NO_DRAFT, Save(JOBS, 0, 0, "wang"), 1))
    second = kept(save(first, Save({"note": "x"}, 1, 0, "li"), 2))
    assert (second.fields, second.version, second.saved_by) == ({"note": "x"}, 2, "li")
    assert save(second, Save({"note": "y"}, 1, 0, "wang"), 3) == DraftMoved(second)


def test_the_same_once_more_is_the_same() -> None:
    first = kept(save(NO_DRAFT, Save(JOBS, 0, 0, "wang"), 1))
    assert save(first, Save(JOBS, 0, 0, "li"), 2) == Kept(first, changed=False)


def test_a_page_goes_on_from_its_own_saves_and_one_that_comes_late_is_passed_over() -> None:
    second = kept(save(NO_DRAFT, Save({"note": "two"}, 0, 0, "wang", "p", 2), 1))
    assert save(second, Save({"note": "one"}, 0, 0, "wang", "p", 1), 2) == Kept(second, changed=False)
    assert kept(save(second, Save({"note": "three"}, 0, 0, "wang", "p", 3), 3)).fields == {"note": "three"}


def test_a_page_without_script_goes_back_to_nothing_of_its_own() -> None:
    first = kept(save(NO_DRAFT, Save(JOBS, 0, 0, "wang", "p"), 1))
    assert save(first, Save({"note": "an older page"}, 0, 0, "wang", "p"), 2) == DraftMoved(first)


def test_a_draft_that_was_dropped_leaves_a_version_that_no_other_draft_gets() -> None:
    first = kept(save(NO_DRAFT, Save(JOBS, 0, 0, "wang"), 1))
    gone = kept(drop(first, Drop(1)))
    assert not gone.stands
    assert drop(gone, Drop(1)) == Kept(gone, changed=False)
    anew = kept(save(gone, Save(JOBS, 0, 1, "li"), 2))
    assert anew.version == 3
    assert save(anew, Save({"note": "x"}, 1, 0, "wang"), 3) == DraftMoved(anew)


@pytest.mark.parametrize("command", [Drop(9, JOBS), Drop(9, {}, "p"), Drop(1)])
def test_what_was_reported_or_seen_is_dropped(command: Drop) -> None:
    assert not kept(drop(kept(save(NO_DRAFT, Save(JOBS, 0, 0, "wang", "p", 1), 1)), command)).stands


def test_nobody_drops_what_they_have_not_seen() -> None:
    first = kept(save(NO_DRAFT, Save(JOBS, 0, 0, "wang", "p", 1), 1))
    assert drop(first, Drop(0, {"value-jobs": "6"}, "q")) == DraftMoved(first)


def test_a_key_is_never_kept() -> None:
    sent = {
        "value-jobs": "5",
        "blank-rate": "",
        "signer_key": "xs_1",
        "form_token": "t",
        "note": "x",
        "basis-jobs": "m",
    }
    assert typed(sent) == {"value-jobs": "5", "note": "x", "basis-jobs": "m"}


WRITERS = st.sampled_from(["wang", "li"])
TEXTS = st.sampled_from(["", "1", "2", "3"])
STEPS = st.lists(st.tuples(WRITERS, st.sampled_from(["open", "save", "late", "drop"]), TEXTS), max_size=40)


@given(STEPS)
def test_of_two_writers_nothing_that_was_saved_is_ever_replaced_by_who_has_not_seen_it(
    steps: list[tuple[str, str, str]],
) -> None:
    """Each has one page open at a time, whose saves count; a late save is one that was sent before the last."""
    draft, pages = NO_DRAFT, dict.fromkeys(("wang", "li"), 0)
    page = {"wang": "wang-0", "li": "li-0"}
    seen = {"wang": 0, "li": 0}
    count = {"wang": 0, "li": 0}
    knows: dict[str, set[int]] = {"wang": set(), "li": set()}
    for now, (who, what, text) in enumerate(steps):
        before = draft
        if what == "open":
            pages[who] += 1
            page[who], seen[who], count[who] = f"{who}-{pages[who]}", draft.version, 0
            knows[who].add(draft.version)
            continue
        if what == "drop":
            outcome = drop(draft, Drop(seen[who], {"note": text}, page[who]))
        else:
            count[who] += what == "save"
            outcome = save(draft, Save({"note": text}, seen[who], 0, who, page[who], count[who]), now)
        draft = outcome.draft
        if isinstance(outcome, DraftMoved) or not outcome.changed:
            assert draft == before
        else:
            assert draft.version == before.version + 1
            reported = what == "drop" and before.fields == {"note": text}
            assert not before.stands or before.version in knows[who] or before.saved_by == who or reported
        if isinstance(outcome, Kept):
            seen[who] = draft.version
            knows[who].add(draft.version)
            if outcome.changed and what == "save":
                assert draft == replace(draft, fields={"note": text}, saved_by=who)
