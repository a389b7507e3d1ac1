from __future__ import annotations

import msgspec

from services.commands.importing.outcome import problem_line


def test_a_problem_is_its_title_its_detail_and_its_first_five_faults() -> None:
    faults = [{"message": f"第{number}处"} for number in range(1, 8)]
    body = msgspec.json.encode({"title": "报表有误", "detail": "未入库", "faults": faults})
    assert problem_line(body) == "报表有误：未入库：第1处；第2处；第3处；第4处；第5处"


def test_a_problem_without_detail_is_its_title() -> None:
    assert problem_line(b'{"title": "too much"}') == "too much"


def test_what_is_no_problem_is_shown_as_it_is_but_not_endlessly() -> None:
    assert problem_line(b"<html>Bad gateway</html>") == "<html>Bad gateway</html>"
    assert problem_line(b"[1, 2]") == "[1, 2]"
    assert len(problem_line(b"x" * 1_000)) == 200
