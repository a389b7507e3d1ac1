"""What changed in a set of text files, line by line, and the files made again of it. Pure."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from shared.events import ChangedFile, FileEdit

CatalogueFiles = Mapping[str, str]
"""The text of each file by its name, which tells the layer it belongs to (``site/regions.csv``)."""

NO_FILES: CatalogueFiles = {}

Lines = tuple[str, ...]


class EditsDoNotFit(ValueError):
    """A change was made of other files than those it is applied to."""


def digest_of(files: CatalogueFiles) -> str:
    """Names a set of files: its names and texts, in whatever order they were read."""
    each = (f"{name}\n{hashlib.sha256(text.encode()).hexdigest()}\n" for name, text in sorted(files.items()))
    return hashlib.sha256("".join(each).encode()).hexdigest()


def lines_of(files: CatalogueFiles, name: str) -> Lines:
    """The lines of a file; none where there is no such file (an empty one has one, which is empty)."""
    text = files.get(name)
    return () if text is None else tuple(text.split("\n"))


def edits_between(before: CatalogueFiles, after: CatalogueFiles) -> tuple[ChangedFile, ...]:
    """What makes ``after`` of ``before``, file by file in the order of their names."""
    changed = (name for name in sorted({*before, *after}) if before.get(name) != after.get(name))
    return tuple(ChangedFile(name, _edits(lines_of(before, name), lines_of(after, name))) for name in changed)


def applied(before: CatalogueFiles, changed: Iterable[ChangedFile]) -> CatalogueFiles:
    """The files after these changes; a file may come in several of them, as parts of one change do.

    Raises:
        EditsDoNotFit: a line that is to give way is another one.
    """
    files = dict(before)
    for each in by_file(changed):
        lines = _applied(each.file, lines_of(before, each.file), each.edits)
        if lines:
            files[each.file] = "\n".join(lines)
        else:
            files.pop(each.file, None)
    return files


def by_file(changed: Iterable[ChangedFile]) -> tuple[ChangedFile, ...]:
    """The changes with each file once: a file may come in several parts of one change."""
    edits: dict[str, list[FileEdit]] = defaultdict(list)
    for each in changed:
        edits[each.file] += each.edits
    return tuple(ChangedFile(file, tuple(some)) for file, some in edits.items())


def _edits(before: Lines, after: Lines) -> tuple[FileEdit, ...]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return tuple(
        FileEdit(start, before[start:end], after[new_start:new_end])
        for tag, start, end, new_start, new_end in matcher.get_opcodes()
        if tag != "equal"
    )


def _applied(name: str, before: Lines, edits: Iterable[FileEdit]) -> Lines:
    lines: list[str] = []
    done = 0
    for edit in edits:
        end = edit.line + len(edit.removed)
        if edit.line < done or before[edit.line : end] != edit.removed:
            raise EditsDoNotFit(f"{name}: line {edit.line + 1} is not what it was")
        lines += [*before[done : edit.line], *edit.added]
        done = end
    return (*lines, *before[done:])
