"""What comes in by a form of the pages: who asks, texts, files; and where a form leads."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from services.alerts.handling.answering import HandlingRefusal
from services.alerts.handling.attachments import MOST_BYTES, AttachmentUpload, upload
from services.alerts.handling.requests import By
from shared.texts import unwritable
from shared.web.problems import Problem
from shared.web.requests import correlation_id, read_body

MOST_FILES = 5
_MOST_BODY = MOST_FILES * MOST_BYTES + 1_000_000
_LONGEST_TEXT = 4_000


def by_form(request: Request, actor: str, fields: Mapping[str, str]) -> By:
    """Who asks; the form's own key makes a second sending of it harmless.

    Raises:
        Problem: 422 for a form without its key.
    """
    key = fields.get("key", "")
    if not (key.isascii() and key.isprintable() and 8 <= len(key) <= 64):
        raise Problem(422, "form-key-missing", "页面已失效", detail="请刷新页面后重新提交")
    return By(actor, f"{actor}:{key}", correlation_id(request))


def text_of(fields: Mapping[str, str], name: str) -> str:
    """A field as it is kept: one kind of line break, and no longer than anybody reads."""
    return fields.get(name, "").replace("\r\n", "\n")[:_LONGEST_TEXT]


def texts_refused(fields: Mapping[str, str], names: Collection[str]) -> tuple[HandlingRefusal, ...]:
    """Why texts are not taken, whatever they say: what no document can hold, and what would have to be cut."""
    found = []
    for name in names:
        text = fields.get(name, "").replace("\r\n", "\n")
        if (character := unwritable(text)) is not None:
            message = f"文字中有不能写进文件的控制字符（{character}），常由文字处理软件粘贴带入；请删去后再提交"
            found.append(HandlingRefusal("control-character", message, name))
        if len(text) > _LONGEST_TEXT:
            message = f"文字共{len(text)}字，一项至多{_LONGEST_TEXT}字；较长的请作为附件"
            found.append(HandlingRefusal("too-long", message, name))
    return tuple(found)


def back(address: str) -> Response:
    """To the page that shows what the form did: going back or reloading sends nothing twice."""
    return RedirectResponse(address, 303)


def disposition(name: str) -> str:
    """The header under which a browser keeps a file of this name."""
    return f"attachment; filename*=UTF-8''{quote(name)}"


async def read_multipart(request: Request) -> tuple[dict[str, str], list[tuple[str, bytes]]]:
    """The fields of the form and its files (name, content); empty file fields are left out."""
    body = await read_body(request, _MOST_BODY)

    async def once() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        form = await MultiPartParser(
            Headers(raw=request.headers.raw), once(), max_files=MOST_FILES, max_fields=20, max_part_size=_MOST_BODY
        ).parse()
    except (MultiPartException, KeyError, UnicodeDecodeError):
        raise Problem(400, "form-unreadable", "无法读取表单") from None
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    files = [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
    read = [(each.filename or "", await each.read()) for each in files]
    await form.close()
    return fields, read


def uploads_of(files: Sequence[tuple[str, bytes]]) -> tuple[tuple[AttachmentUpload, ...], tuple[HandlingRefusal, ...]]:
    """The files that are taken, and why others are not."""
    uploads, faults = [], []
    for name, content in files:
        try:
            uploads.append(upload(name, content))
        except ValueError as error:
            faults.append(HandlingRefusal("attachment-refused", str(error), "files"))
    return tuple(uploads), tuple(faults)
