"""The read model made anew from the store."""

from __future__ import annotations

import pytest

from services.intake.reports import rebuilding
from tests.unit.intake.support import CORRECTION, SIBLING, Service, line, report


@pytest.mark.parametrize("chunk", [1, 2, 1_000])
def test_it_is_the_same_as_commits_have_kept_it_up_however_it_is_read(
    service: Service, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    service.post(report(), "1")
    service.accept()
    service.post(report(lines=[line(value=7)], correction=CORRECTION), "2")
    service.post(report(SIBLING), "3", SIBLING)
    service.close_month("2023-02")
    kept = service.whole_read_model()
    assert len(kept) == 2
    monkeypatch.setattr(rebuilding, "_CHUNK", chunk)
    assert service.intake.rebuild_read_model() == len(service.events())
    assert service.whole_read_model() == kept
