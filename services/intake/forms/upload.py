"""The body of an upload: the file itself, or a browser's multipart form with the file in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fastapi import Request

from shared.web.problems import Problem
from shared.web.requests import read_body
from shared.web.uploads.multipart import FormBounds, FormUnreadable, Gate
from shared.web.uploads.receiving import Uploads

FILE_FIELD = "file"
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


async def read_upload(request: Request, uploads: Uploads, most: int, gate: Gate = lambda fields: None) -> FormUpload:
    """The uploaded file, at most ``most`` bytes with everything around it; ``gate`` is asked of a page's fields
    before its file is read.

    Raises:
        Problem: 413 beyond that, 400 for a multipart body that cannot be read or holds no file; what the gate
            refuses with.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return FormUpload(await read_body(request, most), NO_EXTRAS, {})
    try:
        async with uploads.form(request, FormBounds(most), gate) as form:
            file = next((each for each in form.files if each.field == FILE_FIELD), None)
            if file is None:
                detail = f"表单里应有名为 {FILE_FIELD} 的文件"
                raise Problem(400, "upload-without-file", "没有收到文件", detail=detail)
            return FormUpload(file.content.read(), read_extras(form.fields), form.fields)
    except FormUnreadable:
        raise Problem(400, "upload-unreadable", "无法读取上传的内容", detail="应为 multipart/form-data 表单") from None


def read_extras(fields: Mapping[str, str]) -> Extras:
    """The fields of a page that stand beside the file."""
    note, reason, evidence, simulated = (fields.get(name, "").strip() for name in Extras._fields)
    return Extras(note, reason, evidence, simulated.lower() in _TRUE)
