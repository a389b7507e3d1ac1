"""A plan's table in a bulletin: every row as printed, with where it stands and what is to be said of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from services.aggregator.wording.formats import measure_text, outcome_text, progress_text
from services.aggregator.wording.levels import LEVELS
from services.aggregator.wording.reasons import LEVEL_NAMES, REASON_TEXTS
from services.aggregator.wording.years import year_words
from shared.catalogue.amendments import Amendments
from shared.catalogue.model import Plan, Target
from shared.events import Assessment
from shared.events.bulletin_content import BulletinRow, BulletinTable, Written
from shared.periods import Month
from shared.quantities import Unit


def table_of(
    plan: Plan,
    found: Mapping[int, Assessment],
    period: Month,
    amendments: Amendments,
) -> BulletinTable:
    """A plan's table: ``found`` are its assessments of the month by row.

    What is odd about a printed row, and how it is read, is for who transcribes it: no bulletin tells of it.
    """
    rows = tuple(_row(target, amendments.target(target, period), found.get(target.row)) for target in plan.targets)
    return BulletinTable(
        plan=plan.id,
        title=plan.short_name or plan.name,
        document=plan.document,
        number=plan.number,
        baseline_head=f"{plan.first.year - 1}年/基期",
        target_head=f"{plan.last.year}年目标",
        rows=rows,
        notes=tuple(_notes(plan, period, amendments)),
    )


def _notes(plan: Plan, period: Month, amendments: Amendments) -> Iterator[str]:
    if any(sign in target.printed_target for target in plan.targets for sign in "【["):
        yield f"【】、[]内为{plan.first.year}—{plan.last.year}年累计数，照规划原文印出。"
    for target in plan.targets:
        for event in amendments.revisions_of(plan.id, target.row):
            if Month.parse(event.effective) <= period:
                paper = f"《{event.document}》{event.number and f'（{event.number}）'}"
                yield f"第{target.row}行自{event.effective}起按{paper}调整为{event.value}{event.unit}。"
        if (set_for := amendments.years_of(plan.id, target.row).get(period.year)) is not None:
            paper = f"《{set_for.document}》{set_for.number and f'（{set_for.number}）'}"
            yield f"第{target.row}行{period.year}年度目标{set_for.value}{set_for.unit}，按{paper}。"


def _row(target: Target, in_force: Target, found: Assessment | None) -> BulletinRow:
    level = found.level if found else "unassessed"
    assert level in LEVELS
    return BulletinRow(
        row=target.row,
        name=target.name,
        unit=target.unit.symbol,
        binding=in_force.binding,
        baseline=target.printed_baseline,
        target=target.printed_target,
        level=level,
        judged=(outcome_text(found) if found else "") or LEVEL_NAMES[level],
        reason=REASON_TEXTS.get(found.reason, found.reason) if found else "",
        indicator=target.indicator,
        part=target.part_of is not None,
        revised=f"{in_force.value}" if in_force.value != target.value and in_force.set_for is None else "",
        actual=_written(found.actual if found else None, target.unit),
        expected=_written(found.expected if found else None, target.unit),
        progress=_progress(found),
        reported=found.reported_units if found else 0,
        accepted=found.accepted_units if found else 0,
        owing=found.expected_units if found else 0,
        **_year(found, target.unit),
    )


def _year(found: Assessment | None, unit: Unit) -> dict[str, Written | None]:
    """The year's own target, and how far it is."""
    if found is None or found.year is None:
        return {}
    year, words = found.year, year_words(found.year, unit)
    return {
        "year_target": Written(year.target, measure_text(year.target, unit)),
        "year_completed": None if year.completed is None else Written(year.completed, words.completed),
        "year_change": None if year.change is None else Written(year.change, words.change),
    }


def _written(measure: int | None, unit: Unit) -> Written | None:
    return None if measure is None else Written(measure, measure_text(measure, unit))


def _progress(found: Assessment | None) -> Written | None:
    if found is None or found.progress is None:
        return None
    return Written(found.progress, progress_text(found))
