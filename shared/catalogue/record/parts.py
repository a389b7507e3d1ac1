"""A change as events, none of them larger than a log carries. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from shared.catalogue.record.edits import CatalogueFiles, Lines, digest_of, edits_between
from shared.events import CatalogueChanged, ChangedFile, FileEdit

MOST_PART_BYTES = 600_000
"""Of the lines of one event, encoded: well below what an event may have."""


def changes_of(
    before: CatalogueFiles, after: CatalogueFiles, program: str, most_bytes: int = MOST_PART_BYTES
) -> tuple[CatalogueChanged, ...]:
    """The events that make ``after`` of ``before``, in order; none where nothing changed.

    ``program`` is the version that read the files. Lines that are longer than ``most_bytes`` by themselves are left
    whole: the store refuses what it cannot hold.
    """
    changed = edits_between(before, after)
    if not changed:
        return ()
    groups = list(_groups(_pieces(changed, most_bytes), most_bytes))
    named = digest_of(before) if before else ""
    digest = digest_of(after)
    return tuple(
        CatalogueChanged(
            digest=digest, before=named, part=part, parts=len(groups), program=program, files=_by_file(group)
        )
        for part, group in enumerate(groups, 1)
    )


_Piece = tuple[str, FileEdit, int]
"""An edit of a file, and its size."""


def _pieces(changed: Iterable[ChangedFile], most: int) -> Iterator[_Piece]:
    for each in changed:
        for edit in each.edits:
            yield from ((each.file, piece, _size(piece)) for piece in _split(edit, most))


def _split(edit: FileEdit, most: int) -> Iterator[FileEdit]:
    """An edit in pieces that follow one another: what gives way first, then what takes its place."""
    if _size(edit) <= most:
        yield edit
        return
    line = edit.line
    for removed in _runs(edit.removed, most):
        yield FileEdit(line, removed, ())
        line += len(removed)
    for added in _runs(edit.added, most):
        yield FileEdit(line, (), added)


def _runs(lines: Lines, most: int) -> Iterator[Lines]:
    run: list[str] = []
    size = 0
    for line in lines:
        more = len(msgspec.json.encode(line)) + 1
        if run and size + more > most:
            yield tuple(run)
            run, size = [], 0
        run.append(line)
        size += more
    if run:
        yield tuple(run)


def _groups(pieces: Iterable[_Piece], most: int) -> Iterator[Sequence[_Piece]]:
    group: list[_Piece] = []
    for piece in pieces:
        if group and sum(size for _, _, size in group) + piece[2] > most:
            yield group
            group = []
        group.append(piece)
    yield group


def _by_file(group: Sequence[_Piece]) -> tuple[ChangedFile, ...]:
    files: dict[str, list[FileEdit]] = {}
    for name, edit, _ in group:
        files.setdefault(name, []).append(edit)
    return tuple(ChangedFile(name, tuple(edits)) for name, edits in files.items())


def _size(edit: FileEdit) -> int:
    return len(msgspec.json.encode(edit))
