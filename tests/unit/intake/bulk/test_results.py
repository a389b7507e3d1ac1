"""The lines that a bulk call is answered in."""

from __future__ import annotations

import json

from services.intake.bulk.items import Item
from services.intake.bulk.results import result_line, summary_line
from services.intake.faults import fault
from services.intake.submission.parse import Parsed, Submission


def test_a_fault_of_a_figure_names_the_line_that_it_stands_in() -> None:
    item = Item(7, b"", Parsed(Submission("500101", "2023-03", []), []), lines=(7, 9))
    faults = [fault("a", "/lines/1/value", "x"), fault("b", "/lines/5/value", "x"), fault("c", "/period", "x")]
    told = json.loads(result_line(item, "refused", False, faults=faults, title="报表有误"))
    assert (told["line"], told["region"], told["period"], told["status"]) == (7, "500101", "2023-03", "refused")
    assert [each.get("line") for each in told["faults"]] == [9, None, None]
    assert told["title"] == "报表有误" and "dry_run" not in told


def test_the_summary_says_whether_all_was_read() -> None:
    counts = {"submitted": 2, "refused": 0}
    assert json.loads(summary_line(counts, "", False)) == {"summary": counts, "complete": True}
    assert json.loads(summary_line(counts, "连接中断", True)) == {
        "summary": counts,
        "complete": False,
        "reason": "连接中断",
        "dry_run": True,
    }


def test_what_some_programs_end_a_line_at_is_escaped() -> None:
    item = Item(1, b"", Parsed(Submission("500101", "2023-03", []), []))
    line = result_line(item, "submitted", False, title="一\u2028二\u2029三\x85四\v五")
    assert len(line.decode().splitlines()) == 1
    assert json.loads(line)["title"] == "一\u2028二\u2029三\x85四\v五"
