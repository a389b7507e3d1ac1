"""A form that could not be taken: what is said where."""

from __future__ import annotations

from services.intake.pages.clerk_mends import titled, unread
from services.intake.pages.form_page import SentForm
from services.intake.reports.decide import UNCHANGED
from shared.periods import Month
from shared.web.problems import Problem

SENT = SentForm("500101", Month(2023, 3), {})


def test_of_a_report_that_is_there_already_it_is_said_that_nothing_is_wrong() -> None:
    assert titled(SENT, Problem(409, UNCHANGED, "一样")).title == "没有改动，没有重复报送"
    assert titled(SENT, Problem(409, "month-closed", "已关账")) == SENT


def test_a_file_of_which_nothing_can_be_shown_is_faulted_itself() -> None:
    large = unread(SENT, Problem(413, "too-large", "文件过大", detail="不得超过2MB"))
    assert large.file_faults == ("文件过大：不得超过2MB",)
    assert unread(SENT, Problem(422, "form-unreadable", "读不出")).file_faults == ("读不出",)
