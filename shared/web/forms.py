"""The fields of a page's form (``application/x-www-form-urlencoded``). Files come otherwise: see shared.web.uploads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs

from fastapi import Request

from shared.texts import unwritable
from shared.web.problems import Fault, Problem
from shared.web.requests import is_unread, read_body
from shared.web.uploads.multipart import FormUnreadable
from shared.web.uploads.typed_fields import WITH_FILES, fields_before_files

_MOST_FIELDS = 5_000
_FORM = "application/x-www-form-urlencoded"
_READ = "xushi_form_fields"


async def read_fields(request: Request, most: int = 1_000_000) -> dict[str, list[str]]:
    """Every field with all its values, empty ones included, in the form's order.

    Raises:
        Problem: 413 beyond ``most`` bytes, 400 when it is no form, 422 for texts that no document can hold.
    """
    body = await read_body(request, most)
    try:
        fields = parse_qs(
            body.decode(), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise Problem(400, "form-unreadable", "无法读取表单") from None
    check_texts((name, value) for name, values in fields.items() for value in values)
    request.scope[_READ] = fields
    return fields


async def sent_by_page(request: Request, most: int = 1_000_000) -> dict[str, list[str]] | None:
    """The fields of a page's form, whether they were read already or not (of one with files those that stand before
    the first file); None for anything else that was sent, and for what cannot be read."""
    read: dict[str, list[str]] | None = request.scope.get(_READ)
    if read is not None:
        return read
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method != "POST" or not is_unread(request):
        return None
    try:
        if kind == WITH_FILES:
            return await fields_before_files(request, most)
        return await read_fields(request, most) if kind == _FORM else None
    except (Problem, FormUnreadable):
        return None


def check_texts(texts: Iterable[tuple[str, str]]) -> None:
    """Make sure that every named text can be written into a document.

    Raises:
        Problem: 422 with each that cannot, and the character.
    """
    faults = [
        Fault("control-character", f"/{name}", f"有不能写进文件的控制字符（{character}），请删去后重发")
        for name, text in texts
        if (character := unwritable(text)) is not None
    ]
    if faults:
        raise Problem(422, "control-character", "文字中有控制字符", faults=faults)


async def read_form(request: Request, most: int = 1_000_000) -> dict[str, str]:
    """The fields of a form in which each name stands once (the last value counts).

    Raises:
        Problem: as :func:`read_fields`.
    """
    return last_of(await read_fields(request, most))


def last_of(fields: Mapping[str, list[str]]) -> dict[str, str]:
    """Of each field its last value."""
    return {name: values[-1] for name, values in fields.items()}


def sent_from_here(request: Request) -> bool:
    """Whether the browser itself says that a page of this system sent the form."""
    says = request.headers.get("sec-fetch-site", "") or request.headers.get("origin", "")
    return bool(says) and not sent_from_elsewhere(request) and says != "none"


def sent_from_elsewhere(request: Request) -> bool:
    """Whether another site made the browser send this form: no session guards a login form."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin", "")
    return bool(origin) and origin.partition("://")[2] != request.headers.get("host", "")
