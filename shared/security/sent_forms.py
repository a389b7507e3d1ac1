"""A page's form as it comes back: who has signed in is known before anything of it is read.

The token is a field of the form, as everywhere on the pages, so a form without files is read before it is judged: what
somebody may send who has a session, and no token for it, is ``MOST_BYTES`` long.
"""

from __future__ import annotations

from fastapi import Request

from shared.security.authentication import Authentication
from shared.security.keys import Principal, Role
from shared.web.forms import last_of, read_fields

MOST_BYTES = 1_000_000
"""Of a form without files, where nothing else is said."""


async def sent_fields(
    authentication: Authentication, request: Request, *roles: Role, most: int = MOST_BYTES
) -> tuple[Principal, dict[str, list[str]]]:
    """Who sent a form, and its fields with all their values.

    Raises:
        SignIn: nobody has signed in.
        Problem: 403 for another role, before the form is read; 403 for one that was not made for this session; and
            as :func:`shared.web.forms.read_fields`.
    """
    authentication.signed_in(request, *roles)
    fields = await read_fields(request, most)
    token = fields.get("form_token", [""])[-1]
    return authentication.form(request, token, *roles), fields


async def sent_form(
    authentication: Authentication, request: Request, *roles: Role, most: int = MOST_BYTES
) -> tuple[Principal, dict[str, str]]:
    """The same of a form in which each name stands once (the last value counts)."""
    principal, fields = await sent_fields(authentication, request, *roles, most=most)
    return principal, last_of(fields)
