"""The body of an upload: the file itself, or a browser's multipart form with the file in it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import NamedTuple

from fastapi import Request
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from shared.web.problems import Problem
from shared.web.requests import read_body

FILE_FIELD = "file"
_MOST_FIELDS = 20
_TRUE = {"true", "1", "on", "yes", "是"}


class Extras(NamedTuple):
    """What a page may add to the file; a field that is filled in wins over the form's own cell."""

    note: str = ""
    reason: str = ""
    evidence: str = ""
    simulated: bool = False


NO_EXTRAS = Extras()


class FormUpload(NamedTuple):
    """The file's bytes, and what was sent along with it: ``fields`` are all of a page's form but the file."""

    raw: bytes
    extras: Extras
    fields: Mapping[str, str]


async def read_upload(request: Request, most: int) -> FormUpload:
    """The uploaded file, at most ``most`` bytes with everything around it.

    Raises:
        Problem: 413 beyond that, 400 for a multipart body that cannot be read or holds no file.
    """
    body = await read_body(request, most)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return FormUpload(body, NO_EXTRAS, {})

    async def once() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        fields = await MultiPartParser(
            Headers(raw=request.headers.raw), once(), max_files=1, max_fields=_MOST_FIELDS, max_part_size=most
        ).parse()
    except (MultiPartException, KeyError, UnicodeDecodeError):
        raise Problem(400, "upload-unreadable", "无法读取上传的内容", detail="应为 multipart/form-data 表单") from None
    try:
        file = fields.get(FILE_FIELD)
        if not isinstance(file, UploadFile):
            raise Problem(400, "upload-without-file", "没有收到文件", detail=f"表单里应有名为 {FILE_FIELD} 的文件")
        raw = await file.read()
    finally:
        await fields.close()
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    return FormUpload(raw, read_extras(texts), texts)


def read_extras(fields: Mapping[str, str]) -> Extras:
    """The fields of a page that stand beside the file."""
    note, reason, evidence, simulated = (fields.get(name, "").strip() for name in Extras._fields)
    return Extras(note, reason, evidence, simulated.lower() in _TRUE)
