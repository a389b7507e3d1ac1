"""What the clerk typed in, sent by the very way that a unit's own system would."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec
from fastapi import Request

from services.intake.pages.filling.sheet import TypedSheet
from services.intake.pages.render import Viewer
from services.intake.pages.site import Site, key_of
from services.intake.pages.views.typed.report import WrittenForm
from services.intake.reports.commands import CommandAnswer
from services.intake.reports.entry import Entry, Preview
from services.intake.submission import bodies
from shared.periods import Month
from shared.web.requests import correlation_id


async def take_typed(
    site: Site, request: Request, viewer: Viewer, fields: Mapping[str, str], written: WrittenForm
) -> CommandAnswer:
    """Send what was typed by the very way that a unit's own system would; a correction goes to the second signers.

    Raises:
        Problem: what that way answers.
    """
    return await site.submitting.counted(site.submitting.enter(_entry(request, viewer, fields, written)))


async def tried(
    site: Site, request: Request, viewer: Viewer, fields: Mapping[str, str], written: WrittenForm
) -> Preview:
    """What would become of what was typed, whoever signs it in the end. Nothing is stored.

    Raises:
        Problem: what the way of a unit's own system answers.
    """
    return await site.submitting.preview(_entry(request, viewer, fields, written))


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
    return Entry(actor, key, digest, parsed, correlation_id(request), drawn_from=drawn_from, proposes=True)
