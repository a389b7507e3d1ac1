"""The fields of a page's form (``application/x-www-form-urlencoded``). Files come otherwise."""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import Request

from shared.web.problems import Problem
from shared.web.requests import read_body

_MOST_FIELDS = 5_000


async def read_fields(request: Request, most: int = 1_000_000) -> dict[str, list[str]]:
    """Every field with all its values, empty ones included, in the form's order.

    Raises:
        Problem: 413 beyond ``most`` bytes, 400 when it is no form.
    """
    body = await read_body(request, most)
    try:
        return parse_qs(
            body.decode(), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise Problem(400, "form-unreadable", "无法读取表单") from None


async def read_form(request: Request, most: int = 1_000_000) -> dict[str, str]:
    """The fields of a form in which each name stands once (the last value counts).

    Raises:
        Problem: as :func:`read_fields`.
    """
    return {name: values[-1] for name, values in (await read_fields(request, most)).items()}


def sent_from_elsewhere(request: Request) -> bool:
    """Whether another site made the browser send this form: no session guards a login form."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin", "")
    return bool(origin) and origin.partition("://")[2] != request.headers.get("host", "")
