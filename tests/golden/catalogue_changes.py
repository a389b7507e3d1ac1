"""Builders of changes of the catalogue's files."""

from __future__ import annotations

from shared.events import CatalogueChanged, ChangedFile, FileEdit


def a_catalogue_change() -> CatalogueChanged:
    """The first part of a change: a corrected row, and one more."""
    edit = FileEdit(2, ("1,旧,300",), ("1,新,310", "2,添,60"))
    return CatalogueChanged(
        digest="c" * 64,
        before="b" * 64,
        part=1,
        parts=2,
        program="0.2.0",
        files=(ChangedFile("site/plans/own-2026-2030/targets.csv", (edit,)),),
    )
