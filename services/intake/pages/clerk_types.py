"""What the clerk typed in, sent by the very way that a unit's own system would."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec
from fastapi import Request

from services.intake.pages.clerk_mends import SIGNER_POINTERS
from services.intake.pages.filling.sheet import TypedSheet
from services.intake.pages.render import Viewer
from services.intake.pages.site import Site, key_of
from services.intake.pages.views.typed.placing import SIGNER_POINTER
from services.intake.pages.views.typed.report import WrittenForm
from services.intake.reports.commands import CommandAnswer
from services.intake.reports.entry import Entry
from services.intake.submission import bodies
from shared.periods import Month
from shared.web.problems import Fault, Problem
from shared.web.requests import correlation_id


async def take_typed(
    site: Site, request: Request, viewer: Viewer, fields: Mapping[str, str], written: WrittenForm
) -> CommandAnswer:
    """Send what was typed by the very way that a unit's own system would.

    Raises:
        Problem: what that way answers; where the second signer's key will not do, with the other faults.
    """
    body = dict(written.body)
    correcting = "correcting" in fields
    if correcting:
        body["correction"] = {name: fields.get(name, "").strip() for name in ("reason", "evidence")}
    raw = msgspec.json.encode(body)
    actor = viewer.principal.id
    key = f"{actor}:{key_of(fields.get('key', ''))}"
    parsed, digest = bodies.read_submission(raw), hashlib.sha256(raw).hexdigest()
    drawn_from = TypedSheet(body["region"], Month.parse(body["period"]), actor, fields).drawn_from
    entry = Entry(actor, key, digest, parsed, correlation_id(request), drawn_from=drawn_from)
    try:
        typed = fields.get("signer_key", "") if correcting else ""
        signer = site.submitting.signing.of_secret(request, typed, body["region"])
    except Problem as problem:
        raise await _with_other_faults(site, entry, problem) from None
    return await site.submitting.counted(site.submitting.enter(entry._replace(signer=signer)))


async def _with_other_faults(site: Site, entry: Entry, problem: Problem) -> Problem:
    """A second signer's key that will not do, told together with what else is wrong."""
    faults = [Fault(problem.code, SIGNER_POINTER, problem.title)]
    try:
        await site.submitting.preview(entry)
    except Problem as other:
        faults += [each for each in other.faults if each.pointer not in SIGNER_POINTERS]
    return Problem(problem.status, problem.code, problem.title, faults=faults)
