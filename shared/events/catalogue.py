"""The catalogue's files changed: topic ``reports``, stream ``catalogue``."""

from __future__ import annotations

import msgspec

from shared.events.event import Event

BY_ANOTHER_CATALOGUE = "catalogue"
"""The correlation id of what changed without a report, because another catalogue was taken up."""


class FileEdit(msgspec.Struct, frozen=True):
    """Lines of a file that gave way to others.

    ``line`` is how many lines of the file as it was stand before them. A text is its lines with a line feed between
    them, so that it is made again byte for byte; a file that is not there has none.
    """

    line: int
    removed: tuple[str, ...]
    added: tuple[str, ...]


class ChangedFile(msgspec.Struct, frozen=True):
    """What changed in one file, from its beginning to its end. ``file`` tells its layer too (``site/regions.csv``)."""

    file: str
    edits: tuple[FileEdit, ...]


class CatalogueChanged(Event, frozen=True, kw_only=True):
    """The files that the catalogue is read from are others than before (stream ``catalogue``).

    What is too long for one event comes in ``parts``, numbered from 1 in ``part``, that follow one another: the change
    is known with the last one. ``digest`` names all files together as they are after it, ``before`` as they were (''
    where nothing was recorded yet). ``program`` is the version that read them.
    """

    digest: str
    before: str
    part: int
    parts: int
    program: str
    files: tuple[ChangedFile, ...]
