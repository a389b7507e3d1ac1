"""A filled-in form as a report to be taken."""

from __future__ import annotations

import hashlib

from services.intake.forms.cell_answers import IN_CELL
from services.intake.forms.entry import FormSender, form_entry
from services.intake.forms.faults import at
from services.intake.forms.layout import Form
from services.intake.forms.reading.read import Filled
from services.intake.forms.upload import NO_EXTRAS, Extras
from services.intake.submission.parse import Correction, Line, Submission
from shared.periods import Month
from shared.security.keys import Principal, Role
from tests.unit.intake.support import UNIT

SENDER = FormSender(Principal("clerk", Role.REPORTER, UNIT), "c-1", "signer-1")
FILLED = Filled(
    Submission(UNIT, "2023-03", [Line("a", 1)], note="表内", correction=Correction("表内理由", "表内依据")),
    [at("E7", "not-a-number", "不是数字")],
    frozenset({0}),
    (),
    Form(UNIT, "万州区", Month(2023, 3), (), simulated=False),
)


def test_what_the_page_adds_wins_over_the_forms_own_cells() -> None:
    entry = form_entry(SENDER, "k", b"raw", FILLED, Extras(reason="网页理由", simulated=True))
    submission = entry.parsed.submission
    assert submission is not None
    assert submission.correction == Correction("网页理由", "表内依据")
    assert (submission.note, submission.simulated) == ("表内", True)
    assert (entry.actor, entry.key, entry.signer, entry.correlation_id) == ("clerk", "clerk:k", "signer-1", "c-1")


def test_a_fault_of_a_cell_keeps_its_cell_and_its_line_is_not_judged() -> None:
    parsed = form_entry(SENDER, "k", b"raw", FILLED, NO_EXTRAS).parsed
    assert [each.pointer for each in parsed.faults] == [f"{IN_CELL}E7"]
    assert parsed.broken == {0}


def test_what_was_added_belongs_to_what_was_sent() -> None:
    plain, added = (form_entry(SENDER, "k", b"raw", FILLED, each) for each in (NO_EXTRAS, Extras(note="x")))
    assert plain.digest == hashlib.sha256(b"raw").hexdigest() != added.digest
