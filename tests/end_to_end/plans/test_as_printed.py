"""A plan whose targets are words and unusual forms, through the whole system: loaded as printed, followed, and judged
when a person says how."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from shared.events import ReportLine
from shared.periods import CHINA
from tests.end_to_end.plans.running import Running

PLAN = """id = "jiulongpo-2026-2030"
name = "九龙坡区“十五五”规划（虚构，示例）"
short_name = "九龙坡“十五五”（示例）"
region = "500107"
first = "2026-01"
last = "2030-12"
document = "九龙坡区“十五五”规划（虚构，示例）"
prefix = "JL"
[tables]
targets = "专栏1 主要指标"
"""
HEAD = (
    "row,section,printed_name,name,indicator,printed_baseline,printed_target,attribute,unit,part_of,"
    "reading,confirmed_by\n"
)
INSURED = (
    "1,社会保障,失业保险参保人数,失业保险参保人数,unemployment_insurance_insured,40,稳步提高,约束性,万人,,{said}\n"
)
JOBS = "2,就业,城镇新增就业人数,城镇新增就业人数,urban_new_employment,3,年均3左右,预期性,万人,,,\n"
START = datetime(2026, 2, 2, 9, 30, tzinfo=CHINA)
NOTE = "原文“稳步提高”是文字表述，另定目标前只跟踪，不评判"


def running(tmp_path: Path, said: str) -> Running:
    folder = tmp_path / "jiulongpo-2026-2030"
    folder.mkdir()
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    (folder / "targets.csv").write_text(HEAD + INSURED.format(said=said) + JOBS, encoding="utf-8")
    return Running(tmp_path / "data", "JL-01", START, plan_folders=(folder,))


def insured(persons: int) -> ReportLine:
    return ReportLine(indicator="unemployment_insurance_insured", value=persons)


def fall(system: Running) -> None:
    """Three months in which the figure falls far below where the plan began."""
    for month, persons in ((1, 390_000), (2, 360_000), (3, 330_000)):
        system.report(f"2026-{month:02d}", insured(persons))
        system.on(2026, month + 1, 20)


def progress(system: Running, row: int) -> list[dict[str, Any]]:
    answer = system.client.get("/v1/progress", params={"plan": "jiulongpo-2026-2030", "row": str(row)})
    found: list[dict[str, Any]] = answer.json()["progress"]
    return found


@pytest.mark.timeout(240)
def test_words_are_followed_shown_with_a_sentence_and_alert_nobody(tmp_path: Path) -> None:
    system = running(tmp_path, ",")
    with system.client:
        fall(system)
        judged = progress(system, 1)
        assert {(each["level"], each["reason"]) for each in judged} == {("unassessed", "words_only")}
        assert {each["reason_text"] for each in judged} == {"规划为文字表述，只跟踪，不评判"}
        (row,) = system.client.get("/v1/targets", params={"plan": "jiulongpo-2026-2030", "row": "1"}).json()["targets"]
        assert (row["published"]["printed_target"], row["published"]["note"]) == ("稳步提高", NOTE)
        page = system.client.get("/plans/jiulongpo-2026-2030?period=2026-03").text
        assert NOTE in page and "稳步提高" in page
        assert "原文“年均3左右”，5年合计，不要求每一年都达到；是约数，按所印的数判" in page
        assert NOTE in system.client.get("/plans/jiulongpo-2026-2030/1?period=2026-03").text
        assert "unemployment_insurance_insured" in system.standalone.runtime.catalogue.owed("500107")
        figures = system.client.get(
            "/v1/figures", params={"region": "500107", "indicator": "unemployment_insurance_insured"}
        ).json()["figures"]
        assert {each["period"]: each["value"] for each in figures}["2026-03"] == 330_000
    assert not [event for event in system.events() if event.startswith("Alert")]
    assert system.mails() == []


@pytest.mark.timeout(240)
def test_the_same_row_is_judged_and_alerts_by_the_reading_that_a_person_has_confirmed(tmp_path: Path) -> None:
    system = running(tmp_path, "≥43,王芳")
    with system.client:
        fall(system)
        assert progress(system, 1)[-1]["level"] == "red"
        (row,) = system.client.get("/v1/targets", params={"plan": "jiulongpo-2026-2030", "row": "1"}).json()["targets"]
        assert (row["published"]["value"], row["published"]["confirmed_by"]) == ("43", "王芳")
    assert "AlertRaised" in system.events()
