"""A wrong transcription is put right on a running system: what is told before the restart, after it, and of then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from tests.end_to_end.first_day.office import DISTRICT, DISTRICT_PLAN, FirstDay, write_plans

pytestmark = pytest.mark.slow

JOBS, INSURED = "urban_new_employment", "unemployment_insurance_insured"
PERIOD, ROW, THEN, LATER = "2026-06", 2, "2026-07-03", "2026-07-04"
WRONG, RIGHT = "提高5万人", "提高1万人"


class Told(NamedTuple):
    """What is said of the row: its target by intake and by the aggregator, its level, and the board's page."""

    target: str
    judged_by: str
    level: str
    page: str


class Corrected(NamedTuple):
    """What was told before the restart, after it, then of the day before it; and what the commands said."""

    before: Told
    after: Told
    then: Told
    rehearsed: str
    recorded: str


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corrected]:
    office = FirstDay(tmp_path_factory.mktemp("office"))
    office.at(f"{THEN}T10:00:00")
    _, plan = write_plans(office.folder / "printed")
    office.begin(plan)
    with office.up():
        one_month(office)
        before = told(office)
        table = office.site / "plans" / DISTRICT_PLAN / "targets.csv"
        table.write_bytes(table.read_bytes().replace(WRONG.encode(), RIGHT.encode()))
        rehearsed = office.xushi("site", "diff")
        assert told(office)[:3] == before[:3]  # nothing is followed while it runs
    office.at(f"{LATER}T10:00:00")
    (office.folder / "up.log").unlink()  # it says that the first one has begun
    with office.up():
        after, then = told(office), told(office, as_of=THEN)
    yield Corrected(before, after, then, rehearsed, office.xushi("site", "history"))


def one_month(office: FirstDay) -> None:
    """The district's report, accepted: less than the wrong target asks for by now, more than the right one."""
    lines = [
        {"indicator": JOBS, "value": "2600", "unit": "人"},
        {"indicator": INSURED, "value": "151300", "unit": "人"},
    ]
    report = {"region": DISTRICT, "period": PERIOD, "lines": lines}
    answers = office.post_lines("/v1/reports/bulk", [report], "市系统", "report")
    assert [each for each in answers if each.get("faults")] == []
    decision = {"region": DISTRICT, "period": PERIOD, "decision": "accept", "with_blanks": True}
    office.post("/v1/reviews", {"decisions": [decision]}, "审核系统", "review")
    office.wait(lambda: [each for each in judged(office) if each["coverage"]["accepted"] == 1])


def judged(office: FirstDay, **as_of: str) -> list[Any]:
    found: list[Any] = office.get("/v1/progress", plan=DISTRICT_PLAN, row=str(ROW), period=PERIOD, **as_of)["progress"]
    return found


def told(office: FirstDay, **as_of: str) -> Told:
    (progress,) = judged(office, **as_of)
    targets = office.get("/v1/targets", plan=DISTRICT_PLAN, **as_of)["targets"]
    (target,) = [each for each in targets if each["row"] == ROW]
    headers = {"Authorization": f"Bearer {office.secrets['审核系统']}"}
    query = {"period": PERIOD, **as_of}
    page = httpx.get(f"{office.url}/plans/{DISTRICT_PLAN}/{ROW}", params=query, headers=headers, trust_env=False)
    page.raise_for_status()
    return Told(target["published"]["value"], progress["target"]["text"], progress["level_name"], page.text)


def test_both_services_go_by_the_corrected_file_after_the_restart(corrected: Corrected) -> None:
    assert corrected.before[:2] == ("20", "20.00 万人")
    assert corrected.after[:3] == ("16", "16.00 万人", "正常")
    assert corrected.before.level != "正常"


def test_of_the_day_before_both_say_what_they_said_then(corrected: Corrected) -> None:
    assert corrected.then[:3] == corrected.before[:3]


def test_the_page_of_that_day_is_drawn_by_the_file_of_that_day(corrected: Corrected) -> None:
    shown = [[text in each.page for text in (WRONG, RIGHT)] for each in corrected[:3]]
    assert shown == [[True, False], [False, True], [True, False]]
    assert THEN in corrected.then.page


def test_what_would_change_was_said_before_the_restart_and_is_recorded_after_it(corrected: Corrected) -> None:
    assert f"printed_target {WRONG} → {RIGHT}" in corrected.rehearsed
    level = corrected.before.level
    change = f"{PERIOD}　{level}，目标 20.00 万人，较序时 −3,700 人 → 正常，目标 16.00 万人，较序时 +300 人"
    assert change in corrected.rehearsed
    newest, first = corrected.recorded.splitlines()
    assert f"{LATER} 10:00:00" in newest
    assert "1 个文件，增 1 行，删 1 行" in newest
    assert f"{THEN} 10:00:00" in first
