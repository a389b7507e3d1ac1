"""What becomes of a form that nobody may send: the session it was filled in by is over, or another by now."""

from __future__ import annotations

from fastapi import Request

from shared.security.restoring_forms import with_kept
from shared.security.sessions import fits, local_path
from shared.security.signed_in import cookie_of, lookup_of, session_of
from shared.web.forms import sent_by_page, sent_from_here
from shared.web.kept_forms.form import PAGE_FIELD, kept_form
from shared.web.problem_page import wants_page


async def where_it_stands(request: Request, back: str) -> tuple[str, bool]:
    """The page where the form of this request was filled in (``back``, if it does not say), and whether the form was
    kept for the person who sent it: then the address puts it back there.

    Nothing is read of a form that comes from nobody. What is kept came from a page of this system: it carries the
    token of its session, or the browser says so.

    Raises:
        SessionsAway: it could not be kept now.
    """
    lookup, cookie = lookup_of(request), cookie_of(request)
    if lookup is None or request.method != "POST" or not wants_page(request):
        return back, False
    fields = await sent_by_page(request) if await lookup.knows(cookie) else None
    if fields is None:
        return back, False
    page = local_path(fields.get(PAGE_FIELD, [""])[-1] or back)
    form = kept_form(request.url.path, fields)
    known = fits(cookie, fields.get("form_token", [""])[-1])
    if form is None or not (known or (session_of(request) is not None and sent_from_here(request))):
        return page, False
    wanted = await lookup.keep(cookie, form)
    return (with_kept(page, wanted), True) if wanted else (page, False)
