"""Routes, metrics, tables and commands stay as they are unless a change says so by editing its golden list."""

from __future__ import annotations

import pytest

from tests.golden.interfaces import FOLDER, LISTS


@pytest.mark.parametrize("name", sorted(LISTS))
def test_what_others_hold_on_to_is_as_the_golden_list_says(name: str) -> None:
    assert list(LISTS[name]()) == (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", sorted(LISTS))
def test_no_golden_list_is_empty(name: str) -> None:
    assert len(list(LISTS[name]())) > 10
