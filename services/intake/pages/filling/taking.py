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
from services.intake.reports.entry import Entry, Preview
from services.intake.submission import bodies
from shared.periods import Month
from shared.web.problems import Fault, Problem
from shared.web.requests import correlation_id

SOMEBODY = "第二签字人"
"""Stands for the second signer while a correction is only looked at. No key has such an id."""


async def take_typed(
    site: Site, request: Request, viewer: Viewer, fields: Mapping[str, str], written: WrittenForm
) -> CommandAnswer:
    """Send what was typed by the very way that a unit's own system would.

    Raises:
        Problem: what that way answers; where the second signer's key will not do, with the other faults.
    """
    entry = _entry(request, viewer, fields, written)
    try:
        typed = fields.get("signer_key", "") if _corrects(fields) else ""
        signer = site.submitting.signing.of_secret(request, typed, written.body["region"])
    except Problem as problem:
        raise await _with_other_faults(site, entry, problem) from None
    return await site.submitting.counted(site.submitting.enter(entry._replace(signer=signer)))


async def tried(
    site: Site, request: Request, viewer: Viewer, fields: Mapping[str, str], written: WrittenForm
) -> Preview:
    """What would become of what was typed, whoever signs it in the end. Nothing is stored.

    Raises:
        Problem: what the way of a unit's own system answers.
    """
    entry = _entry(request, viewer, fields, written)
    return await site.submitting.preview(entry._replace(signer=SOMEBODY) if _corrects(fields) else entry)


def _corrects(fields: Mapping[str, str]) -> bool:
    return "correcting" in fields


def _entry(request: Request, viewer: Viewer, fields: Mapping[str, str], written: WrittenForm) -> Entry:
    body = dict(written.body)
    if _corrects(fields):
        body["correction"] = {name: fields.get(name, "").strip() for name in ("reason", "evidence")}
    raw = msgspec.json.encode(body)
    actor = viewer.principal.id
    key = f"{actor}:{key_of(fields.get('key', ''))}"
    parsed, digest = bodies.read_submission(raw), hashlib.sha256(raw).hexdigest()
    drawn_from = TypedSheet(body["region"], Month.parse(body["period"]), actor, fields).drawn_from
    return Entry(actor, key, digest, parsed, correlation_id(request), drawn_from=drawn_from)


async def _with_other_faults(site: Site, entry: Entry, problem: Problem) -> Problem:
    """A second signer's key that will not do, told together with what else is wrong."""
    faults = [Fault(problem.code, SIGNER_POINTER, problem.title)]
    try:
        await site.submitting.preview(entry)
    except Problem as other:
        faults += [each for each in other.faults if each.pointer not in SIGNER_POINTERS]
    return Problem(problem.status, problem.code, problem.title, faults=faults)
