"""Folds the whole of ``reports`` into columns of numbers: the first half of a rebuild.

Lines go into flat arrays of 64-bit integers instead of objects; a month remembers which stretch of
them stands as live and which as accepted. It follows the same rules as ``unit_months``, written a
second time on purpose: a rebuild that shared the live path's code could not prove it right. What a month has in
review adds to no figure: for that there is one rule.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.aggregator.model import RegionMonth
from services.aggregator.reports.months import Lines, Status, UnitMonth
from services.aggregator.reports.reviews import MonthInReview, Stamp, concerns, reviewed
from shared.catalogue.amendments import Amending
from shared.commitments.history import CommitmentEvent
from shared.events import (
    Adjusting,
    CatalogueChanged,
    Event,
    PanelReported,
    PeriodClosed,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
    Unsigned,
)

NO_DENOMINATOR = -(2**63)
"""Stands in the column of denominators for a line that has none."""


class LineStretch(NamedTuple):
    """A stretch of the columns: one report's lines."""

    start: int
    stop: int


class ReplayedMonth(NamedTuple):
    """A unit's month as far as it is folded; see UnitMonth."""

    status: Status
    revision: int
    position: int
    live: LineStretch | None
    accepted: LineStretch | None
    simulated: bool
    review: MonthInReview | None = None


_MOVING_NOTHING = (PeriodClosed, Amending, Adjusting, CatalogueChanged, Unsigned, CommitmentEvent, PanelReported)

_BLANK = ReplayedMonth("withdrawn", 0, 0, None, None, False)


class Replay:
    """Takes every event once, in order.

    Raises:
        OverflowError: a figure does not fit 64 bits.
        TypeError: an event that is none of intake's.
    """

    def __init__(self, indicators: Sequence[str]) -> None:
        self.names = list(indicators)
        """The indicators by their number in the columns: the catalogue's, then unknown ones."""
        self.months: dict[RegionMonth, ReplayedMonth] = {}
        self.indicators = array("i")
        self.values = array("q")
        self.denominators = array("q")
        self.to_date = array("b")
        self._numbers = {name: number for number, name in enumerate(self.names)}
        self._shapes: dict[tuple[str, ...], array[int]] = {}

    def add(self, event: Event, position: int, recorded_at: int = 0, actor: str = "") -> None:
        """Take the event at ``position``, recorded then and by whom."""
        if isinstance(event, _MOVING_NOTHING):
            return  # these move no figure
        if not isinstance(event, ReportSubmitted | ReportCorrected | ReportAccepted | ReportReturned | ReportWithdrawn):
            raise TypeError(f"{type(event).__name__} at position {position} is no event of intake")
        key = (event.region, event.period)
        old = self.months.get(key, _BLANK)
        before = None
        if concerns(event, old.accepted is not None, old.review):
            before = self.unit_month(key) if key in self.months else None
        self._fold(event, position)
        if before is not None or isinstance(event, ReportSubmitted | ReportCorrected):
            stamp, stands = Stamp(position, recorded_at, actor), self.months[key].live is not None
            review = reviewed(before, event, stamp, stands=stands)
            self.months[key] = self.months[key]._replace(review=review)

    def _fold(
        self,
        event: ReportSubmitted | ReportCorrected | ReportAccepted | ReportReturned | ReportWithdrawn,
        position: int,
    ) -> None:
        if isinstance(event, ReportSubmitted | ReportCorrected):
            key = (event.region, event.period)
            old = self.months.get(key, _BLANK)
            status: Status = "submitted" if type(event) is ReportSubmitted else "corrected"
            span = self._store(event.lines)
            self.months[key] = ReplayedMonth(status, old.revision + 1, position, span, old.accepted, event.simulated)
        else:
            self._settle((event.region, event.period), event, position)

    def stand(self, key: RegionMonth, state: UnitMonth) -> None:
        """Take a month as it stands, whatever led to it."""
        live = None if state.live is None else self._store(state.live)
        accepted = live
        if state.accepted is not state.live:
            accepted = None if state.accepted is None else self._store(state.accepted)
        self.months[key] = ReplayedMonth(state.status, state.revision, state.position, live, accepted, state.simulated)

    def lines(self, span: LineStretch | None) -> Lines | None:
        """The lines of a stretch, as they were reported."""
        if span is None:
            return None
        return tuple(
            ReportLine(
                self.names[self.indicators[at]],
                self.values[at],
                None if self.denominators[at] == NO_DENOMINATOR else self.denominators[at],
                "year_to_date" if self.to_date[at] else "month",
            )
            for at in range(*span)
        )

    def unit_months(self) -> Iterator[tuple[RegionMonth, UnitMonth]]:
        """Every unit's month as the live table should hold it."""
        for key in self.months:
            yield key, self.unit_month(key)

    def unit_month(self, key: RegionMonth) -> UnitMonth:
        """A unit's month as the live table should hold it.

        Raises:
            KeyError: nothing of it was replayed.
        """
        month = self.months[key]
        live = self.lines(month.live)
        accepted = live if month.accepted == month.live else self.lines(month.accepted)
        to_date = any(any(self.to_date[slice(*span)]) for span in (month.live, month.accepted) if span)
        return UnitMonth(
            month.status, month.revision, month.position, live, accepted, month.simulated, to_date, month.review
        )

    def _settle(
        self, key: RegionMonth, event: ReportAccepted | ReportReturned | ReportWithdrawn, position: int
    ) -> None:
        old = self.months.get(key, _BLANK)
        if isinstance(event, ReportAccepted):
            self.months[key] = old._replace(status="accepted", position=position, accepted=old.live)
        elif isinstance(event, ReportReturned) and old.status == "accepted":
            self.months[key] = old._replace(status="returned", position=position, live=None, accepted=None)
        else:
            status: Status = "returned" if isinstance(event, ReportReturned) else "withdrawn"
            self.months[key] = old._replace(status=status, position=position, live=old.accepted)

    def _store(self, lines: Lines) -> LineStretch:
        start = len(self.values)
        shape = tuple([line.indicator for line in lines])
        numbers = self._shapes.get(shape)
        if numbers is None:
            numbers = self._shapes[shape] = array("i", [self._number(name) for name in shape])
        self.indicators.extend(numbers)
        self.values.fromlist([line.value for line in lines])
        self.denominators.fromlist([NO_DENOMINATOR if line.denominator is None else line.denominator for line in lines])
        bases = [line.basis for line in lines]
        if "year_to_date" in bases:
            self.to_date.fromlist([basis == "year_to_date" for basis in bases])
        else:
            self.to_date.frombytes(bytes(len(lines)))
        return LineStretch(start, len(self.values))

    def _number(self, name: str) -> int:
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self.names)
            self.names.append(name)
        return number
