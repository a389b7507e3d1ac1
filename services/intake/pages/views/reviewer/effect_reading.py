"""What accepting reports does to an area's totals, read from the store and written for the page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.intake.forms.earlier import report_steps
from services.intake.pages.views.formats import DASH, total_text
from services.intake.pages.views.record import Record
from services.intake.pages.views.records import Records
from services.intake.pages.views.reviewer.effect import Effect, StandingMonth, effects
from services.intake.review.convenient import FigureAlert
from services.intake.units.month_amounts import MonthAmount, amounts_in
from shared.catalogue import Catalogue
from shared.catalogue.model import Indicator
from shared.events import ReportLine
from shared.periods import Month


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One indicator's total in the area, as the page writes it; ``targets`` are those that are held against it, where
    it moves, each with its open alert."""

    name: str
    now: str
    after: str
    moved: str
    reported: str
    units: str
    changes: bool
    several: str = ""
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EffectView:
    """What accepting the reports of ``names`` does to the totals of the area; ``left_out`` are those that cannot be
    accepted as they stand and are in no sum, each with why; ``blank``: one of ``names`` leaves figures blank;
    ``simulated``: a report of the month is."""

    area: str
    name: str
    period: Month
    regions: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[EffectRow, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    blank: bool = False
    simulated: bool = False


class Sums:
    """Adds up what units have reported; each method is called in a thread."""

    def __init__(self, records: Records, catalogue: Catalogue) -> None:
        self._records = records
        self._catalogue = catalogue
        self._steps = report_steps(catalogue)

    def effect(
        self,
        area: str,
        period: Month,
        units: Sequence[str],
        accepting: Sequence[str],
        alerts: Sequence[FigureAlert] = (),
    ) -> EffectView:
        """The area's totals without and with the reports of ``accepting``: over intake's own standing reports; which
        targets of the area's own plans that concerns, and which of its open ``alerts``."""
        records = list(self._records.many(units, [period]).values())
        held = self._unit_months(records, period)
        chosen = [unit for unit in accepting if unit in held]
        found = effects(held, chosen, self._adding_up(area, units, period))
        return EffectView(
            area=area,
            name=self._name(area),
            period=period,
            regions=tuple(chosen),
            names=tuple(self._name(unit) for unit in chosen),
            rows=tuple(
                _effect_row(self._catalogue.indicators[each.indicator], each, self._targets(area, period, each, alerts))
                for each in found
            ),
            simulated=any(record.simulated for record in records),
        )

    def _targets(self, area: str, period: Month, effect: Effect, alerts: Sequence[FigureAlert]) -> tuple[str, ...]:
        """The targets of the area that are held against a total that moves, in words."""
        if not effect.changes:
            return ()
        open_ = "、".join(each.number for each in alerts if each.indicator == effect.indicator)
        standing = f"未结预警 {open_}" if open_ else "无未结预警"
        return tuple(
            f"第{target.row}项，{standing}"
            for plan in self._catalogue.plans_of(area)
            if plan.first <= period <= plan.last
            for target in plan.targets
            if target.indicator == effect.indicator
        )

    def _unit_months(self, records: Sequence[Record], period: Month) -> dict[str, StandingMonth]:
        """What stands of each unit's month, and what of it is accepted."""
        earlier = self._earlier(records, period)

        def amounts(region: str, lines: Sequence[ReportLine]) -> dict[str, MonthAmount]:
            return amounts_in(period, lines, earlier.get(region, {}), self._steps)

        found = {}
        for record in records:
            reported = amounts(record.region, record.standing)
            same = record.accepted == record.standing
            found[record.region] = StandingMonth(
                reported, reported if same else amounts(record.region, record.accepted)
            )
        return found

    def _earlier(self, records: Sequence[Record], period: Month) -> dict[str, Mapping[Month, Sequence[ReportLine]]]:
        """What a year to date is taken from, of the units that reported one: the month before, or where that
        was reported otherwise, the whole year."""
        wanted = {record.region: _cumulated([*record.standing, *record.accepted]) for record in records}
        regions = [region for region, indicators in wanted.items() if indicators and period.month > 1]
        before = period.shift(-1)
        found: dict[str, Mapping[Month, Sequence[ReportLine]]] = {}
        for (region, _), record in self._records.many(regions, [before]).items():
            if wanted[region] <= _cumulated(record.standing):
                found[region] = {before: record.standing}
            else:
                year = self._records.standing(region, Month(period.year, 1), before)
                found[region] = {month: event.lines for month, event in year.items()}
        return found

    def _adding_up(self, area: str, units: Collection[str], period: Month) -> dict[str, list[str]]:
        """For each indicator the units whose figures make up its total in the area."""
        found: dict[str, list[str]] = {}
        for unit in units:
            for indicator in self._catalogue.owed(unit, period):
                if unit == area or area in self._catalogue.rollup_nodes(unit, indicator):
                    found.setdefault(indicator, []).append(unit)
        return {indicator: found[indicator] for indicator in self._catalogue.indicators if indicator in found}

    def _name(self, region: str) -> str:
        return self._catalogue.name_apart(region)


def _cumulated(lines: Iterable[ReportLine]) -> set[str]:
    """The indicators that were reported as the year to date."""
    return {line.indicator for line in lines if line.basis == "year_to_date"}


def _effect_row(indicator: Indicator, effect: Effect, targets: tuple[str, ...] = ()) -> EffectRow:
    def text(amount: MonthAmount | None) -> str:
        return DASH if amount is None else total_text(indicator, amount.value, amount.denominator)

    moved = DASH
    if effect.changes and effect.after is not None:
        before = effect.now or MonthAmount(0, None if effect.after.denominator is None else 0)
        moved = _moved(before, effect.after)
    units = str(effect.units_now)
    if effect.units_after != effect.units_now:
        units += f" → {effect.units_after}"
    several = f"其中{effect.several}个单位的数含以前未报的月份" if effect.several else ""
    return EffectRow(
        name=indicator.name,
        now=text(effect.now),
        after=text(effect.after),
        moved=moved,
        reported=text(effect.reported),
        units=f"{units} / {effect.expected}",
        changes=effect.changes,
        several=several,
        targets=targets,
    )


def _moved(before: MonthAmount, after: MonthAmount) -> str:
    """What is added, exactly, in base units; of a ratio by its parts."""
    step = after.minus(before)
    if step.denominator is None:
        return f"{step.value:+,}".replace("-", "−")
    return f"{step.value:+,}/{step.denominator:+,}".replace("-", "−")
