from __future__ import annotations

import sys

import pytest

from shared.later import Later


def test_a_module_is_imported_when_something_of_it_is_asked_for_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    module = Later("colorsys")
    assert "colorsys" not in sys.modules
    assert module.rgb_to_hsv(1, 1, 1) == (0.0, 0, 1)
    assert "colorsys" in sys.modules


def test_what_a_module_does_not_have_is_refused_as_by_the_module() -> None:
    with pytest.raises(AttributeError, match="no attribute 'none_such'"):
        Later("colorsys").none_such  # noqa: B018
