"""The catalogue's files as history: what they were, what changed in them, and the catalogue of any point in it."""

from shared.catalogue.record.differences import (
    FileDifference,
    LineChange,
    RowChange,
    differences,
    line_changes,
)
from shared.catalogue.record.edits import (
    NO_FILES,
    CatalogueFiles,
    EditsDoNotFit,
    applied,
    by_file,
    digest_of,
    edits_between,
    lines_of,
)
from shared.catalogue.record.history import CatalogueEdition, CatalogueHistory, RecordedChange
from shared.catalogue.record.parts import changes_of
from shared.catalogue.record.reading import read_files
from shared.catalogue.record.recorded_catalogues import RecordedCatalogues, RecordedChanges
from shared.catalogue.record.restoring import restored

__all__ = [
    "NO_FILES",
    "CatalogueEdition",
    "CatalogueFiles",
    "CatalogueHistory",
    "EditsDoNotFit",
    "FileDifference",
    "LineChange",
    "RecordedCatalogues",
    "RecordedChange",
    "RecordedChanges",
    "RowChange",
    "applied",
    "by_file",
    "changes_of",
    "differences",
    "digest_of",
    "edits_between",
    "line_changes",
    "lines_of",
    "read_files",
    "restored",
]
