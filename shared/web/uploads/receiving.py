"""Files of forms, taken into temporary files as they come, with a place for each upload."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path
from typing import IO

from fastapi import Request

from shared.web.compressed import too_large
from shared.web.requests import body_pieces
from shared.web.uploads.multipart import FormBounds, Gate, MultipartReader
from shared.web.uploads.places import UploadPlaces

IN_MEMORY = 65_536
"""Bytes of one upload that are held in memory before it goes to the disk."""


class Uploads:
    """What receives files: the folder of temporary files, and the places.

    A temporary file has no name in its folder: whatever ends the process, nothing of it is left.
    """

    def __init__(self, folder: Path, places: UploadPlaces) -> None:
        self._folder = folder
        self._places = places

    def place(self, account: str) -> AbstractContextManager[None]:
        """A place for an upload of this account, for as long as the block lasts.

        Raises:
            Problem: 503, there is none.
        """
        return self._places.taken(account)

    def temporary(self, in_memory: int = IN_MEMORY) -> IO[bytes]:
        """A file that goes to the disk beyond so many bytes, and is gone when it is closed."""
        self._folder.mkdir(0o700, parents=True, exist_ok=True)
        file: IO[bytes] = tempfile.SpooledTemporaryFile(in_memory, dir=str(self._folder))  # noqa: SIM115 - the caller does
        return file

    @asynccontextmanager
    async def form(self, request: Request, bounds: FormBounds, gate: Gate) -> AsyncIterator[MultipartReader]:
        """The fields and files of a page's form, unpacked where it came compressed; ``gate`` is asked before the
        first file is read.

        Raises:
            FormUnreadable: it is no such form.
            Problem: 413 beyond the bounds, 400 or 415 when it came compressed and cannot be unpacked; what the gate
                refuses with.
        """
        reader = MultipartReader(request.headers.get("content-type", ""), bounds, gate, self.temporary)
        try:
            async for piece in _bounded(request, bounds.whole):
                reader.feed(piece)
            reader.end()
            yield reader
        finally:
            reader.close()


async def _bounded(request: Request, most: int) -> AsyncIterator[bytes]:
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > most:
        raise too_large(most)
    length = 0
    async for piece in body_pieces(request):
        length += len(piece)
        if length > most:
            raise too_large(most)
        yield piece
