"""A filled-in form as a report to be taken, like any other."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import msgspec

from services.intake.faults import ReportFault
from services.intake.forms.cell_answers import IN_CELL
from services.intake.forms.reading.read import Filled
from services.intake.forms.upload import NO_EXTRAS, Extras
from services.intake.reports.entry import Entry
from services.intake.submission.parse import LONGEST_NOTE, Correction, Parsed, Said, Submission, wording_faults
from shared.security.keys import Principal
from shared.web.bodies.json_document import unwritable_texts
from shared.web.long_work import Left


class FormSender(NamedTuple):
    """Who sends a form in; ``signer`` is the id of the key that signed as the second person ('' nobody), ``left`` tells
    when the client has left, ``drawn_from`` which revision they had before them (None: they do not say);
    ``proposes``: a correction that nobody has signed is laid before the second signers."""

    principal: Principal
    correlation_id: str
    signer: str = ""
    left: Left | None = None
    drawn_from: int | None = None
    proposes: bool = False


def form_entry(sender: FormSender, key: str, raw: bytes, filled: Filled, extras: Extras) -> Entry:
    """What a page added to the file wins over the form's own cells, and belongs to what was sent."""
    submission = _with_extras(filled.submission, extras)
    faults = [ReportFault(each.code, IN_CELL + each.cell, each.message) for each in filled.faults]
    digest = hashlib.sha256(raw)
    if extras != NO_EXTRAS:
        digest.update(b"\n" + msgspec.json.encode(extras))
    added = {"note": extras.note, "correction": {"reason": extras.reason, "evidence": extras.evidence}}
    worded = [*unwritable_texts(added), *wording_faults(submission)]
    parsed = Parsed(submission, [*faults, *worded], filled.broken)
    actor = sender.principal.id
    whole = digest.hexdigest()
    signed = (sender.signer, sender.drawn_from, sender.proposes)
    return Entry(actor, f"{actor}:{key}", whole, parsed, sender.correlation_id, *signed)


def _with_extras(submission: Submission, extras: Extras) -> Submission:
    given = submission.correction or Correction("")
    reason, evidence = extras.reason or given.reason, extras.evidence or given.evidence
    note = extras.note or submission.note
    explained = note and len(note) <= LONGEST_NOTE  # a form has no other cell that explains the report as a whole
    return msgspec.structs.replace(
        submission,
        note=note,
        explanations=[Said("", note)] if explained else [],
        simulated=extras.simulated or submission.simulated,
        correction=Correction(reason, evidence) if reason or evidence else None,
    )
