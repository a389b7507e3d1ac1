"""A change as events, none of them larger than a log carries. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from shared.catalogue.record.edits import CatalogueFiles, by_file, digest_of, edits_between
from shared.events import CatalogueChanged, ChangedFile, FileEdit

Item = TypeVar("Item")

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
    groups = list(_runs(_pieces(changed, most_bytes), most_bytes))
    named = digest_of(before) if before else ""
    digest = digest_of(after)
    return tuple(
        CatalogueChanged(
            digest=digest, before=named, part=part, parts=len(groups), program=program, files=by_file(group)
        )
        for part, group in enumerate(groups, 1)
    )


def _pieces(changed: Iterable[ChangedFile], most: int) -> Iterator[ChangedFile]:
    """The changes one edit at a time, none larger than ``most`` unless one line is."""
    for each in changed:
        for edit in each.edits:
            yield from (ChangedFile(each.file, (piece,)) for piece in _split(edit, most))


def _split(edit: FileEdit, most: int) -> Iterator[FileEdit]:
    """An edit in pieces that follow one another: what gives way first, then what takes its place."""
    if _size(edit) <= most:
        yield edit
        return
    line = edit.line
    for removed in _runs(edit.removed, most):
        yield FileEdit(line, tuple(removed), ())
        line += len(removed)
    for added in _runs(edit.added, most):
        yield FileEdit(line, (), tuple(added))


def _runs(items: Iterable[Item], most: int) -> Iterator[Sequence[Item]]:
    """The items in runs, none larger than ``most`` unless it is a single one."""
    run: list[Item] = []
    size = 0
    for item in items:
        more = _size(item)
        if run and size + more > most:
            yield run
            run, size = [], 0
        run.append(item)
        size += more
    if run:
        yield run


def _size(item: object) -> int:
    """Encoded, with what parts it from the next."""
    return len(msgspec.json.encode(item)) + 1
