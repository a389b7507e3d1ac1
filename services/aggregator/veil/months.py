"""Units' months as they are public: of each line the revision that the steps (``steps``) show. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from services.aggregator.figures.point import Side
from services.aggregator.reports.handlers import IntakeEvent, evolve
from services.aggregator.reports.months import Lines, UnitMonth
from services.aggregator.veil.steps import Shown, UnitStanding, shown_after
from shared.events import PeriodClosed, ReportAccepted, ReportCorrected, ReportLine, ReportSubmitted

Revisions = Mapping[str, int]
"""By indicator the revision that first said what stands."""


class VeiledMonth(NamedTuple):
    """A unit's month as it stands, and as it is public where that is something else."""

    standing: UnitMonth
    public: UnitMonth

    def settled(self, side: Side) -> bool:
        """Whether one side of it is public as it stands."""
        if side is Side.ACCEPTED:
            return self.standing.accepted == self.public.accepted
        return self.standing.live == self.public.live


def veiled_months(history: Iterable[tuple[int, IntakeEvent]]) -> dict[str, VeiledMonth]:
    """Of units that add to the same sums, those whose month is not public as it stands, by their code.

    ``history`` holds all their events of one month, in order, each with its position.
    """
    units: dict[str, _ToldMonth] = {}
    traces: dict[str, list[UnitStanding]] = {}
    for position, event in history:
        if not isinstance(event, PeriodClosed):
            told = units.setdefault(event.region, _ToldMonth(event.region))
            for indicator, standing in told.take(event, position):
                traces.setdefault(indicator, []).append(standing)
    known: dict[tuple[UnitStanding, ...], Shown] = {}  # most lines of a report go the same way
    shown = {indicator: _shown(tuple(trace), known) for indicator, trace in traces.items()}
    found: dict[str, VeiledMonth] = {}
    for code, told in units.items():
        if told.state is not None:
            public = told.public(shown)
            if not told.state.same_figures(public):
                found[code] = VeiledMonth(told.state, public)
    return found


class _ToldMonth:
    """A unit's month: how it stands, and each line by the revision that first said it."""

    def __init__(self, code: str) -> None:
        self.state: UnitMonth | None = None
        self._code = code
        self._live: Revisions = {}
        self._accepted: Revisions = {}
        self._lines: dict[tuple[str, int], ReportLine] = {}

    def take(self, event: IntakeEvent, position: int) -> list[tuple[str, UnitStanding]]:
        """Take an event; how the lines stand that it moved, by indicator."""
        before = self._live, self._accepted
        self.state = evolve(self.state, event, position)
        if isinstance(event, ReportSubmitted | ReportCorrected):
            self._live = self._said(event.lines)
        elif isinstance(event, ReportAccepted):
            self._accepted = self._live
        else:
            self._live = self._accepted = {} if self.state is None or self.state.live is None else self._accepted
        return [
            (indicator, UnitStanding(self._code, self._live.get(indicator), self._accepted.get(indicator)))
            for indicator in sorted({*before[0], *before[1], *self._live, *self._accepted})
            if any(then.get(indicator) != now.get(indicator) for then, now in zip(before, self._both(), strict=True))
        ]

    def public(self, shown: Mapping[str, Shown]) -> UnitMonth:
        """The month as it is public; while it is another than stands, it waits for review.

        One that is reported stays so, if without a line: who has reported is no figure.
        """
        assert self.state is not None
        live = self._public_lines({item: each.live for item, each in shown.items()}, self.state.live)
        if live is None and self.state.live is not None:
            live = ()
        accepted = self._public_lines({item: each.accepted for item, each in shown.items()}, self.state.accepted)
        to_date = any(line.basis == "year_to_date" for lines in (live, accepted) for line in lines or ())
        state = self.state
        same = live is state.live and accepted is state.accepted
        status = state.status if same else "submitted"
        return UnitMonth(status, state.revision, state.position, live, accepted, state.simulated, to_date)

    def _both(self) -> tuple[Revisions, Revisions]:
        return self._live, self._accepted

    def _said(self, lines: Lines) -> dict[str, int]:
        """By indicator the revision of these lines: what is said again is no new figure."""
        assert self.state is not None
        said: dict[str, int] = {}
        for line in lines:
            before = self._live.get(line.indicator)
            same = before is not None and self._lines[line.indicator, before] == line
            said[line.indicator] = before if same and before is not None else self.state.revision
            self._lines[line.indicator, said[line.indicator]] = line
        return said

    def _public_lines(self, shown: Mapping[str, Mapping[str, int]], standing: Lines | None) -> Lines | None:
        """The lines at the revisions that are public; what stands itself, where that is what is public."""
        lines = tuple(
            self._lines[indicator, units[self._code]] for indicator, units in shown.items() if self._code in units
        )
        if standing is not None and sorted(lines, key=_indicator) == sorted(standing, key=_indicator):
            return standing
        return lines or None


def _indicator(line: ReportLine) -> str:
    return line.indicator


def _shown(trace: tuple[UnitStanding, ...], known: dict[tuple[UnitStanding, ...], Shown]) -> Shown:
    found = known.get(trace)
    if found is None:
        found = known[trace] = shown_after(trace)
    return found
