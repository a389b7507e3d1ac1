from __future__ import annotations

from services.intake.faults import fault
from services.intake.pages.commitments.sending import decision_body, listed, milestone_body, statement_body


def test_a_period_of_the_form_says_what_it_was_drawn_from() -> None:
    body, faults = statement_body({"period": "2022H1:3", "progress": "done", "text": "好"}, "p", 1, ())
    assert (body.period, body.drawn_from, faults) == ("2022H1", 3, [])
    assert statement_body({"period": "2022:x", "progress": "done"}, "p", 1, ())[0].drawn_from is None


def test_what_is_no_choice_of_a_form_is_told_and_so_is_what_no_document_can_hold() -> None:
    _, faults = statement_body({"progress": "great", "text": "好\x07"}, "p", 1, ())
    assert [each.code for each in faults] == ["control-character", "empty-choice"]
    _, faults = milestone_body({"step": ""}, "p", 1)
    assert [each.pointer for each in faults] == ["step"]


def test_a_decision_is_an_acceptance_only_where_it_says_so() -> None:
    accepted, _ = decision_body({"decision": "accept", "period": "2022", "statement": "2"}, "p", 1)
    other, _ = decision_body({"decision": "x", "statement": "two"}, "p", 1)
    assert (accepted.decision, accepted.statement, other.decision, other.statement) == ("accept", 2, "return", 0)


def test_a_fault_leads_to_its_field() -> None:
    faults = [
        fault("a", "/statements/0/evidence/1/size", "一"),
        fault("b", "/statements/0/text", "二"),
        fault("c", "files", "三"),
    ]
    assert listed(faults, "s-") == [("s-files", "一"), ("s-text", "二"), ("s-files", "三")]
