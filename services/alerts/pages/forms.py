"""What comes in by a form of the pages: who asks, texts, files; and where a form leads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from services.alerts.handling.answering import HandlingRefusal
from services.alerts.handling.requests import By
from shared.texts import unwritable
from shared.web.problems import Problem
from shared.web.requests import correlation_id
from shared.web.uploads.attached import MOST_BODY, AttachmentUpload, taken
from shared.web.uploads.file_kinds import MOST_FILES
from shared.web.uploads.multipart import FormBounds, FormUnreadable, Gate, MultipartReader
from shared.web.uploads.receiving import Uploads

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


@asynccontextmanager
async def multipart(request: Request, uploads: Uploads, gate: Gate) -> AsyncIterator[MultipartReader]:
    """The form with its fields and files; ``gate`` is asked before the first file is read.

    Raises:
        Problem: 400 when it is no form, 413 beyond what one may hold, what the gate refuses with.
    """
    try:
        async with uploads.form(request, FormBounds(MOST_BODY, MOST_FILES), gate) as form:
            yield form
    except FormUnreadable:
        raise Problem(400, "form-unreadable", "无法读取表单") from None


def uploads_of(files: Sequence[tuple[str, bytes]]) -> tuple[tuple[AttachmentUpload, ...], tuple[HandlingRefusal, ...]]:
    """The files that are taken, and why others are not."""
    uploads, refused = taken(files)
    return uploads, tuple(HandlingRefusal("attachment-refused", each, "files") for each in refused)
