"""What the files were at a position: the last change that was complete by then."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue.record import NO_FILES, CatalogueFiles, CatalogueHistory, RecordedChange, changes_of, digest_of
from tests.unit.shared.catalogue.record.test_edits import SOME_FILES


def recorded(states: list[CatalogueFiles], gaps: list[int], most: int = 600_000) -> list[RecordedChange]:
    """The events of these states one after the other, each so many positions behind the one before."""
    found, before, position = [], NO_FILES, 0
    for state, gap in zip(states, gaps, strict=True):
        position += gap
        for change in changes_of(before, state, "0.2.0", most):
            found.append(RecordedChange(position, position * 1_000, "system:ops", change))
            position += 1
        before = state
    return found


@given(st.lists(SOME_FILES.filter(bool), min_size=1, max_size=5), st.data())
def test_at_every_position_stands_the_last_complete_change(states: list[CatalogueFiles], data: st.DataObject) -> None:
    gaps = [data.draw(st.integers(1, 5)) for _ in states]
    changes = recorded(states, gaps, most=60)
    history = CatalogueHistory(data.draw(st.permutations(changes)))
    ends = [(each.position, each.event.digest) for each in changes if each.event.part == each.event.parts]
    for position in range(changes[-1].position + 2):
        known = [digest for end, digest in ends if end <= position] or [ends[0][1]]
        edition = history.at(position)
        assert edition is not None
        assert edition.digest == known[-1] == digest_of(history.files(edition))


def test_before_anything_was_recorded_the_first_edition_is_taken_for_what_was() -> None:
    history = CatalogueHistory(recorded([{"a": "1"}, {"a": "2"}], [100, 50]))
    first = history.at(7)
    assert first is not None
    assert history.files(first) == {"a": "1"}
    assert CatalogueHistory().at(7) is None
    assert CatalogueHistory().last is None


def test_a_change_whose_last_part_is_not_there_yet_is_not_known() -> None:
    changes = recorded([{"a": "1"}, {"a": "\n".join(map(str, range(40)))}], [1, 5], most=60)
    history = CatalogueHistory(changes[:-1])
    assert [edition.digest for edition in history.editions] == [digest_of({"a": "1"})]


@pytest.mark.parametrize(
    ("digest_of_files", "outdated"), [({"a": "1"}, True), ({"a": "2"}, False), ({"a": "3"}, False)]
)
def test_files_are_outdated_that_were_in_force_and_gave_way(digest_of_files: CatalogueFiles, outdated: bool) -> None:
    history = CatalogueHistory(recorded([{"a": "1"}, {"a": "2"}], [1, 5]))
    assert history.outdated(digest_of(digest_of_files)) is outdated


def test_files_that_came_back_are_not_outdated() -> None:
    history = CatalogueHistory(recorded([{"a": "1"}, {"a": "2"}, {"a": "1"}], [1, 5, 5]))
    assert not history.outdated(digest_of({"a": "1"}))
    assert history.outdated(digest_of({"a": "2"}))
