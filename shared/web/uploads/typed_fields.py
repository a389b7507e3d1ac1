"""What was typed into a form with files, read without its files: for whoever keeps a form that nobody may send."""

from __future__ import annotations

import io
from collections.abc import Mapping

from fastapi import Request

from shared.web.requests import body_pieces
from shared.web.uploads.multipart import FormBounds, FormUnreadable, MultipartReader

WITH_FILES = "multipart/form-data"
"""The media type of such a form."""


class _FilesBegin(Exception):
    """Everything that was typed has been read."""


async def fields_before_files(request: Request, most: int) -> dict[str, list[str]]:
    """The fields that stand before the first file, in the form's order; of the rest nothing is read.

    Raises:
        FormUnreadable: it is no such form, or the fields are more than ``most`` bytes.
        Problem: it came compressed and cannot be unpacked.
    """

    def stop(_fields: Mapping[str, str]) -> None:
        raise _FilesBegin

    bounds = FormBounds(most, field_bytes=most)
    reader = MultipartReader(request.headers.get("content-type", ""), bounds, stop, io.BytesIO)
    length = 0
    try:
        async for piece in body_pieces(request):
            length += len(piece)
            if length > most:
                raise FormUnreadable("fields too long")
            reader.feed(piece)
        reader.end()
    except _FilesBegin:
        pass
    return {name: [text] for name, text in reader.fields.items()}
