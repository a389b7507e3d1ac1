"""From fields to the body that a unit's system would post, and from faults back to fields."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from services.intake.forms.arranging import form_of
from services.intake.forms.last_report import LastReport
from services.intake.forms.layout import Comparison, Earlier, Form
from services.intake.pages.views.typed.fields import fields_of
from services.intake.pages.views.typed.placing import PlacedFaults, place
from services.intake.pages.views.typed.report import write
from services.intake.pages.views.typed.rows import typed_rows
from services.intake.reports.state import ReportState
from services.intake.submission.parse import Submission
from services.intake.units.month_amounts import MonthAmount
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.events import ReportLine
from shared.periods import Month

UNIT = "500101"
JOBS, RATE = "urban_new_employment", "mediation_success_rate"


@pytest.fixture(scope="module")
def form(catalogue: Catalogue) -> Form:
    found = form_of(Rulebook(catalogue), UNIT, Month(2025, 6))
    assert found is not None
    return found


def test_empty_is_not_reported_and_nought_is(form: Form) -> None:
    written = write(form, {f"value-{JOBS}": "0", f"numerator-{RATE}": "", f"denominator-{RATE}": "  "})
    assert [line["indicator"] for line in written.body["lines"]] == [JOBS]
    assert written.body["lines"][0]["value"] == "0"


def test_what_is_written_is_a_report_as_it_is_posted(form: Form) -> None:
    fields = {
        f"value-{JOBS}": "１，２３４",
        f"basis-{JOBS}": "year_to_date",
        f"numerator-{RATE}": "97",
        f"denominator-{RATE}": "100",
        f"explanation-{RATE}": "集中结案",
        "note": " 已核对 ",
    }
    body = write(form, fields).body
    submission = msgspec.convert(body, Submission)
    assert submission.lines[0].value == "１，２３４"  # as typed: the grammar of numbers reads it, as at every door
    assert submission.lines[0].basis == "year_to_date"
    assert submission.explanations[0].text == "集中结案"
    assert submission.note == "已核对"


def test_a_fault_stands_at_the_field_that_it_is_about(form: Form) -> None:
    fields = {f"value-{JOBS}": "x", f"numerator-{RATE}": "3", f"explanation-{RATE}": "y"}
    written = write(form, fields)
    placed = place(
        [
            ("/lines/0/value", "不是数字"),
            ("/lines/1/denominator", "缺少分母"),
            ("/lines/1/unit", "单位不对"),
            ("/explanations/0/text", "过长"),
            ("/correction/reason", "缺理由"),
            ("/region", "不是本单位"),
            ("/lines/9/value", "没有这一项"),
        ],
        written,
    )
    assert placed.fields == {
        f"value-{JOBS}": ("不是数字",),
        f"denominator-{RATE}": ("缺少分母",),
        f"numerator-{RATE}": ("单位不对",),
        f"explanation-{RATE}": ("过长",),
        "reason": ("缺理由",),
    }
    assert placed.whole == ("不是本单位", "没有这一项")


def test_a_stored_report_fills_the_form_again_exactly(form: Form) -> None:
    lines = (ReportLine(JOBS, 1234, None, "year_to_date"), ReportLine(RATE, 97, 100))
    last = LastReport(
        ReportState(1, "returned"),
        {line.indicator: line for line in lines},
        {RATE: "集中结案", "": "逐项核对过"},
        note="初步数",
        reason="漏报",
        evidence="8号文",
    )
    fields = fields_of(replace(form, last=last))
    assert (fields["reason"], fields["evidence"], fields["note"]) == ("漏报", "8号文", "初步数；逐项核对过")
    body = write(replace(form, last=last), fields).body
    submission = msgspec.convert(body, Submission)
    assert [(line.indicator, line.value, line.numerator, line.basis) for line in submission.lines] == [
        (JOBS, "1234", None, "year_to_date"),
        (RATE, None, "97", None),
    ]
    said = {each.indicator: each.text for each in submission.explanations}
    assert said == {RATE: "集中结案", "": "初步数；逐项核对过"}


def test_nothing_reported_fills_nothing(form: Form) -> None:
    assert fields_of(form) == {}


def test_the_note_explains_what_is_asked_of_the_report_as_a_whole_and_its_fault_stands_there(form: Form) -> None:
    written = write(form, {f"value-{JOBS}": "3", "note": "与上月相同，已核对"})
    assert written.body["explanations"] == [{"indicator": "", "text": "与上月相同，已核对"}]
    assert place([("/explanations/0/text", "有控制字符")], written).fields == {"note": ("有控制字符",)}
    assert "explanations" not in write(form, {f"value-{JOBS}": "3", "note": "长" * 2_001}).body


def test_it_is_sent_as_simulated_as_the_revision_that_it_is_filled_with(form: Form) -> None:
    real, made = (LastReport(ReportState(1, "submitted"), {}, simulated=each) for each in (False, True))
    assert "simulated" not in write(replace(form, simulated=True, last=real), {}).body
    assert write(replace(form, simulated=True, last=made), {}).body["simulated"] is True
    assert write(replace(form, simulated=True), {}).body["simulated"] is True


def test_the_basis_of_an_empty_row_is_that_of_the_period_before(catalogue: Catalogue) -> None:
    before = {JOBS: Earlier(MonthAmount(20, also=(4,)), "year_to_date")}
    form = form_of(Rulebook(catalogue), UNIT, Month(2025, 6), Comparison(before, {}))
    assert form is not None
    first = typed_rows(form, catalogue.indicators, {}, PlacedFaults())[0]
    assert first.basis is not None and first.basis.text == "year_to_date"
    assert (first.before, first.year_ago) == ("20（含4月）", "–")
    chosen = typed_rows(form, catalogue.indicators, {f"basis-{JOBS}": "month"}, PlacedFaults())[0]
    assert chosen.basis is not None and chosen.basis.text == "month"


def test_every_row_of_the_form_has_its_fields(form: Form, catalogue: Catalogue) -> None:
    rows = typed_rows(form, catalogue.indicators, {f"value-{JOBS}": "7"}, PlacedFaults({f"value-{JOBS}": ("错",)}))
    assert len(rows) == len(catalogue.owed(UNIT))
    first = rows[0]
    assert (first.inputs[0].text, first.inputs[0].faults, first.faulty) == ("7", ("错",), True)
    assert {len(row.inputs) for row in rows} == {1, 2}
