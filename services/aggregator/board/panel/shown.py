"""What of an area's sample is shown in a period, to whoever may see single enterprises and to whoever may not. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.aggregator.panel.losses import grounds
from services.aggregator.panel.matching import MatchedLine, PanelSum, before, matched, span, standing, summed
from services.aggregator.panel.withholding import OTHERS, RecordedPanel, ToldPeriod, end_of_day, groups, shown
from shared.catalogue import Catalogue
from shared.catalogue.model import PanelMember
from shared.events import PanelFrequency, PanelReported
from shared.periods import Month


class FoundLoss(NamedTuple):
    """An enterprise whose loss is told, as its district sees it."""

    enterprise: str
    name: str
    report: PanelReported
    layoff: bool


class PanelPart(NamedTuple):
    """A part of the sample: how many are in it, how many have reported, and what the matched ones come to.

    ``withheld``: it has too few enterprises to be shown to whoever may not see single ones.
    """

    key: str
    sample: int
    reported: int
    found: PanelSum
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """An area's sample in a period. ``own``: exactly and at once, as its district sees it; else whole groups, in steps
    and rounded (services.aggregator.panel.withholding)."""

    region: str
    period: Month
    frequency: PanelFrequency
    own: bool
    total: PanelPart
    districts: tuple[PanelPart, ...]
    industries: tuple[PanelPart, ...]
    losses: tuple[FoundLoss, ...]
    simulated: bool


class PanelQuestion(NamedTuple):
    """Whose sample, of which period, by what frequency, at what time (UTC microseconds), and whether exactly."""

    region: str
    period: Month
    frequency: PanelFrequency
    now: int
    own: bool


class AreaReports:
    """What an area's sample has reported, put so that it can be asked period by period."""

    def __init__(self, catalogue: Catalogue, reports: Iterable[RecordedPanel]) -> None:
        self._catalogue = catalogue
        self._by_enterprise: dict[str, list[RecordedPanel]] = defaultdict(list)
        for each in reports:
            self._by_enterprise[each.event.enterprise].append(each)

    def shown(self, asked: PanelQuestion) -> ShownPanel:
        """The sample of the area in the period."""
        regions = districts_of(self._catalogue, asked.region)
        samples = {region: self._sample(region, asked) for region in regions}
        lines = {region: self._lines(sample, asked) for region, sample in samples.items() if sample}
        everybody = [each for sample in samples.values() for each in sample]
        shown_lines = [line for found in lines.values() for _, line in found]
        districts = tuple(
            self._part(region, samples[region], [line for _, line in found], asked) for region, found in lines.items()
        )
        return ShownPanel(
            region=asked.region,
            period=asked.period,
            frequency=asked.frequency,
            own=asked.own,
            total=self._part(asked.region, everybody, shown_lines, asked),
            districts=districts if len(regions) > 1 else (),
            industries=self._industries(everybody, lines.values(), asked),
            losses=self._losses(everybody, asked) if asked.own else (),
            simulated=any(each.event.simulated for some in self._by_enterprise.values() for each in some),
        )

    def _sample(self, region: str, asked: PanelQuestion) -> list[PanelMember]:
        whole = self._catalogue.panel.sample([region], asked.period)
        monthly = asked.frequency is PanelFrequency.MONTH
        return [each for each in whole if each.frequency is PanelFrequency.MONTH or not monthly]

    def _lines(self, sample: Sequence[PanelMember], asked: PanelQuestion) -> list[tuple[str, MatchedLine]]:
        """The matched lines that are shown, each with the industry that it is shown under."""
        if asked.own:
            reports = standing(each.event for member in sample for each in self._of(member.enterprise))
            found = matched(reports, (each.enterprise for each in sample), asked.period, asked.frequency)
            return [(line.industry, line) for line in found]
        told = ToldPeriod(asked.period, asked.frequency, self._due(sample[0].region, asked.period), asked.now)
        return [
            (group.industry, line)
            for group in groups(sample)
            for line in shown(group, [each for member in group.enterprises for each in self._of(member)], told)
        ]

    def _industries(
        self, sample: Sequence[PanelMember], lines: Iterable[Sequence[tuple[str, MatchedLine]]], asked: PanelQuestion
    ) -> tuple[PanelPart, ...]:
        """Outside a district an industry holds the groups that are of it alone; what was put together is OTHERS."""
        found: dict[str, list[MatchedLine]] = defaultdict(list)
        for some in lines:
            for industry, line in some:
                found[industry].append(line)
        members: dict[str, list[PanelMember]] = defaultdict(list)
        if asked.own:
            for each in sample:
                members[each.industry].append(each)
        else:
            by_enterprise = {each.enterprise: each for each in sample}
            for region in dict.fromkeys(each.region for each in sample):
                for group in groups([each for each in sample if each.region == region]):
                    members[group.industry] += [by_enterprise[each] for each in group.enterprises]
        ordered = sorted(members, key=lambda industry: (industry == OTHERS, industry))
        return tuple(self._part(industry, members[industry], found[industry], asked) for industry in ordered)

    def _part(
        self, key: str, sample: Sequence[PanelMember], lines: Sequence[MatchedLine], asked: PanelQuestion
    ) -> PanelPart:
        reported = sum(self._has_reported(each, asked) for each in sample)
        withheld = not asked.own and bool(sample) and not lines
        return PanelPart(key, len(sample), reported, summed(lines), withheld)

    def _has_reported(self, member: PanelMember, asked: PanelQuestion) -> bool:
        """Of a quarter, whether all of its months are there."""
        reports = standing(each.event for each in self._of(member.enterprise))
        return span(reports, member.enterprise, asked.period, asked.frequency) is not None

    def _losses(self, sample: Iterable[PanelMember], asked: PanelQuestion) -> tuple[FoundLoss, ...]:
        limit = self._catalogue.panel.limit
        found = []
        for member in sample:
            reports = standing(each.event for each in self._of(member.enterprise))
            report = reports.get((member.enterprise, str(asked.period)))
            if report is not None and (why := grounds(report, limit(report.size))):
                found.append(FoundLoss(member.enterprise, member.name, report, "layoff" in why))
        return tuple(sorted(found, key=lambda each: each.report.end - each.report.start))

    def _of(self, enterprise: str) -> Sequence[RecordedPanel]:
        return self._by_enterprise.get(enterprise, ())

    def _due(self, region: str, period: Month) -> int:
        """The end of the day on which a period is due."""
        return end_of_day(self._catalogue.calendar_of(region).due_day(period))


def districts_of(catalogue: Catalogue, region: str) -> tuple[str, ...]:
    """The regions inside an area, or it itself, that have a sample; in the order of the file."""
    known = catalogue.regions
    return tuple(
        each
        for each in catalogue.panel.regions
        if each in known and (each == region or region in catalogue.ancestors(each))
    )


def asked_periods(period: Month, frequency: PanelFrequency, back: int = 0) -> list[Month]:
    """Every month of which reports are needed to show a period, and ``back`` periods before it."""
    step = 1 if frequency is PanelFrequency.MONTH else 3
    first = before(period, frequency).shift(-step * back - (step - 1))
    return [first.shift(number) for number in range(period.ordinal - first.ordinal + 1)]
