"""January 2026 as it stands the day before it is due: half of 重庆's units have reported, and people have things to do.

Two reports came back, two hold what the rules ask about and nobody explained, some are accepted, some wait. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from services.demo.invented.folder import CITY_PLAN, DISTRICT_PLAN
from services.demo.script.areas import area_of
from services.demo.script.days import ACCEPTANCE_TIME, POSTING_TIME, working_day
from services.demo.script.planted_faults import Story
from services.demo.script.plots import CARDS, NEW_JOBS, WORK_INJURY
from services.demo.script.steps import Acceptance, PlayStep, ReportToPost, SendingBack
from services.demo.script.writing import NO_OVERRIDES, Override, Overrides
from services.demo.script.year_targets import YearTarget
from services.demo.world.figures import Simulation
from services.demo.world.january import BEFORE, JANUARY
from shared.catalogue.catalogue import Catalogue
from shared.periods import CHINA

AREA, DISTRICT = "500000", "500107"
INSURED = "unemployment_insurance_insured"
STANDS = datetime.combine(date(2026, 2, 5), time(15, 30), CHINA).astimezone(UTC)
"""Where the clock stands when all is played: the last day but one on which January may be reported in time."""

ACCEPTED: Mapping[str, int] = {
    AREA: 2, "500102": 1, "500103": 1, "500104": 2, "500106": 1, "500108": 2, "500115": 1, "500120": 2, "500229": 1,
}  # fmt: skip
WAITING: Mapping[str, int] = {
    "500110": 3, "500114": 4, "500117": 3, "500118": 4, "500153": 4, "500157": 4, "500240": 3,
}  # fmt: skip
"""On which working day of February who reported: these were accepted since, those wait for it."""
RETURNED: Mapping[str, int] = {DISTRICT: 1, "500231": 2}
ASKED: Mapping[str, int] = {"500101": 3, "500154": 4}
RETURNING_DAY, ACCEPTING_DAYS = 3, (3, 4)
"""Working days: what came on a day of the latter, or before, is accepted in its afternoon."""

SETTING_DAY, SETTING_TIME = date(2026, 1, 28), time(10, 0)
YEAR_TARGETS = (
    YearTarget(AREA, CITY_PLAN, 1, 2026, "60", "万人", "重庆市2026年政府工作报告（虚构，示例）"),
    YearTarget(AREA, DISTRICT_PLAN, 1, 2026, "4.2", "万人", "九龙坡区2026年政府工作报告（虚构，示例）"),
)

WHOLE_YEAR = (
    "城镇新增就业人数1月报了{wrong}人，与2025年全年的累计相同，像是把上年累计填进了本月。"
    "请按就业登记台账核实1月当月数，改正后重报（模拟数据）。"
)
MIXED_UP = (
    "工伤保险参保人数报{wrong}人，上月是{before}人；社会保障卡持卡人数同时少了一大半，两行像是填反了。"
    "请对照经办系统1月末的结存核实，改正后重报（模拟数据）。"
)


def january_steps(catalogue: Catalogue, year: Simulation, simulation: Simulation) -> list[PlayStep]:
    """Every step, in time order; the last one leaves the clock where it stands. ``year`` holds all of 2025.

    Raises:
        KeyError: a unit of the story is not there.
    """
    setting = PlayStep(datetime.combine(SETTING_DAY, SETTING_TIME, CHINA).astimezone(UTC), years=list(YEAR_TARGETS))
    stories = _stories(year, simulation)
    days = {**ACCEPTED, **WAITING, **RETURNED, **ASKED}
    posting = [
        PlayStep(
            _at(day, POSTING_TIME),
            [ReportToPost(unit, JANUARY, story=stories.get(unit)) for unit, on in days.items() if on == day],
        )
        for day in sorted(set(days.values()))
    ]
    deciding = [
        PlayStep(
            _at(day, ACCEPTANCE_TIME),
            returns=[SendingBack(area_of(catalogue, unit), stories[unit]) for unit in RETURNED if day == RETURNING_DAY],
            acceptances=[Acceptance(AREA, unit, JANUARY) for unit, on in ACCEPTED.items() if _accepted_on(on) == day],
            settles=True,
        )
        for day in ACCEPTING_DAYS
    ]
    return sorted([setting, *posting, *deciding, PlayStep(STANDS, settles=True)], key=lambda step: step.instant)


def _accepted_on(posted: int) -> int:
    """Early reports first, the others a day later."""
    return ACCEPTING_DAYS[min(posted, len(ACCEPTING_DAYS)) - 1]


def _at(day: int, hour: time) -> datetime:
    return datetime.combine(working_day(JANUARY, day), hour, CHINA).astimezone(UTC)


class _Wrong(NamedTuple):
    rule: str
    overrides: Overrides = NO_OVERRIDES
    reason: str = ""


def _stories(year: Simulation, simulation: Simulation) -> dict[str, Story]:
    """What is wrong in the reports that came back, and in those that are asked about."""
    swapped = "500231"
    december, _ = year.year_to_date(DISTRICT, NEW_JOBS, BEFORE)
    injured, _ = simulation.figure(swapped, WORK_INJURY, JANUARY)
    cards, _ = simulation.figure(swapped, CARDS, JANUARY)
    insured, jobs = simulation.figure("500101", INSURED, JANUARY)[0], simulation.figure("500154", NEW_JOBS, JANUARY)[0]
    before = year.figure(swapped, WORK_INJURY, BEFORE)[0]
    wrong = {
        DISTRICT: _Wrong("off-scale", {NEW_JOBS: Override(december, basis="month")}, _told(WHOLE_YEAR, december)),
        swapped: _Wrong(
            "rows-swapped",
            {WORK_INJURY: Override(cards), CARDS: Override(injured)},
            _told(MIXED_UP, cards, before),
        ),
        "500101": _Wrong("jump", {INSURED: Override(insured * 13 // 10)}),
        "500154": _Wrong("off-scale", {NEW_JOBS: Override(jobs * 6, basis="month")}),
    }
    return {unit: Story(each.rule, unit, JANUARY, each.overrides, reason=each.reason) for unit, each in wrong.items()}


def _told(text: str, wrong: int, before: int = 0) -> str:
    return text.format(wrong=f"{wrong:,}", before=f"{before:,}")
