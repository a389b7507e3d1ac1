"""The whole of ``reports`` as columns of numbers: the first half of a rebuild.

What it trades: no object stands for an event, a line or a month. Lines go into flat arrays, an event is a row of eight
numbers, and what becomes of the months is worked out in ``folding`` over all of them at once; objects are made of those
months only that are asked for. What a month has in review adds to no figure: for that there is one rule, and the months
that may have anything there go its way.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from services.aggregator.model import RegionMonth
from services.aggregator.rebuild.replaying.flat import (
    KINDS,
    REPORT_FORMS,
    STEP_FORMS,
    FlatPacked,
    FlatReport,
    FlatStep,
    Move,
    decode_packed,
    flat_report,
)
from services.aggregator.rebuild.replaying.folding import NONE, STATUSES, EventColumns, FoldedMonths, Integers, fold
from services.aggregator.rebuild.replaying.lines import TO_DATE, LineColumns, LineStretch
from services.aggregator.reports.handlers import IntakeEvent, evolve
from services.aggregator.reports.months import UnitMonth
from services.aggregator.reports.reviews import MonthInReview
from shared.catalogue.amendments import Amending
from shared.codec import Codec
from shared.commitments.history import CommitmentEvent
from shared.events import (
    Adjusting,
    CatalogueChanged,
    Event,
    PanelReported,
    PeriodClosed,
    ReportAccepted,
    ReportCorrected,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
    ShapeDefined,
    Unsigned,
)
from shared.shapes.packed import named_shape

_MOVING_NOTHING = (
    PeriodClosed,
    Amending,
    Adjusting,
    CatalogueChanged,
    ShapeDefined,
    Unsigned,
    CommitmentEvent,
    PanelReported,
)
_MOVING = (ReportSubmitted, ReportCorrected, ReportAccepted, ReportReturned, ReportWithdrawn)

_REGION, _PERIOD, _KIND, _REPORT, _POSITION, _RECORDED_AT, _DOUBTED, _ACTOR, _WIDTH = range(9)


Whole = tuple[str, int, bytes]
"""An event's type, its stored version and its bytes."""


class ReplayStretch(NamedTuple):
    """Some events by themselves: a row of eight numbers each, what these numbers mean, the events that are kept whole
    by their rows, and the lines of the reports."""

    events: Integers
    regions: Sequence[str]
    periods: Sequence[str]
    actors: Sequence[str]
    whole: Mapping[int, Whole]
    simulated: npt.NDArray[np.int8]
    lines: LineStretch


class Replay:
    """Takes every event once, in order.

    Raises:
        OverflowError: a figure does not fit 64 bits.
        TypeError: an event that is none of intake's.
        CodecError: bytes that are no event.
    """

    def __init__(self, indicators: Sequence[str], codec: Codec | None = None) -> None:
        self.lines = LineColumns(indicators)
        self.regions: dict[str, int] = {}
        self.periods: dict[str, int] = {}
        self._actors: dict[str, int] = {}
        self._codec = codec or Codec()
        self._events = array("q")
        self._simulated = array("b")
        self._whole: dict[int, Whole] = {}
        self._folded: FoldedMonths | None = None
        self._months: Mapping[RegionMonth, int] | None = None

    def add(self, event: Event, position: int, recorded_at: int = 0, actor: str = "") -> None:
        """Take the event at ``position``, recorded then and by whom."""
        self.add_stored(*self._codec.encode(event), position, recorded_at, actor)

    def add_stored(
        self, type_name: str, version: int, data: bytes, position: int, recorded_at: int = 0, actor: str = ""
    ) -> None:
        """As :meth:`add`, an event as it is stored."""
        step = self._decode(type_name, version, data, position)
        if step is None:
            return
        self._folded = self._months = None
        kind, number, doubted = KINDS[type_name], NONE, False
        if not isinstance(step, FlatStep):
            number = self._add_lines(step)
            self._simulated.append(step.simulated)
            doubted = kind is Move.CORRECTED or bool(step.findings)
            if doubted or step.note:
                self._whole[len(self._events) // _WIDTH] = (type_name, version, data)
        self._events.extend(
            (
                self.regions.setdefault(step.region, len(self.regions)),
                self.periods.setdefault(step.period, len(self.periods)),
                kind,
                number,
                position,
                recorded_at,
                doubted,
                self._actors.setdefault(actor, len(self._actors)),
            )
        )

    def stretch(self) -> ReplayStretch:
        """All of it, to be taken by others."""
        return ReplayStretch(
            np.array(self._events, dtype=np.int64).reshape(-1, _WIDTH),
            list(self.regions),
            list(self.periods),
            list(self._actors),
            self._whole,
            np.array(self._simulated, dtype=np.int8),
            self.lines.stretch(),
        )

    def take(self, stretch: ReplayStretch) -> None:
        """Take the events of another replay behind these, in their order."""
        self._folded = self._months = None
        rows = stretch.events.copy()
        for column, known, names in (
            (_REGION, self.regions, stretch.regions),
            (_PERIOD, self.periods, stretch.periods),
            (_ACTOR, self._actors, stretch.actors),
        ):
            numbers = np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)
            rows[:, column] = numbers[rows[:, column]]
        rows[rows[:, _REPORT] != NONE, _REPORT] += len(self.lines.marks)
        before = len(self._events) // _WIDTH
        self._whole.update((before + at, event) for at, event in stretch.whole.items())
        self._events.frombytes(rows.tobytes())
        self._simulated.frombytes(stretch.simulated.tobytes())
        self.lines.take(stretch.lines)

    def _add_lines(self, report: FlatReport | FlatPacked) -> int:
        if isinstance(report, FlatReport):
            return self.lines.add(report.lines)
        return self.lines.add_packed(self._codec.shapes.get(report.shape), report.values, report.denominators)

    @property
    def months(self) -> Mapping[RegionMonth, int]:
        """The number of every month that anything was said of, in the order of :meth:`folded`."""
        if self._months is None:
            regions, periods = list(self.regions), list(self.periods)
            folded = self.folded()
            keys = zip(folded.region.tolist(), folded.period.tolist(), strict=True)
            self._months = {(regions[region], periods[period]): at for at, (region, period) in enumerate(keys)}
        return self._months

    def folded(self) -> FoldedMonths:
        """What has become of the months."""
        if self._folded is None:
            rows = np.array(self._events, dtype=np.int64).reshape(-1, _WIDTH).T
            doubted = rows[_DOUBTED] != 0
            events = EventColumns(rows[_REGION], rows[_PERIOD], rows[_KIND], rows[_REPORT], rows[_POSITION], doubted)
            self._folded = fold(events, np.array([*self._simulated, 0], dtype=np.bool_))
        return self._folded

    def unit_months(self) -> Iterator[tuple[RegionMonth, UnitMonth]]:
        """Every unit's month as the live table should hold it."""
        for key in self.months:
            yield key, self.unit_month(key)

    def unit_month(self, key: RegionMonth) -> UnitMonth:
        """A unit's month as the live table should hold it.

        Raises:
            KeyError: nothing of it was replayed.
        """
        number, folded = self.months[key], self.folded()
        live, accepted = int(folded.live[number]), int(folded.accepted[number])
        lines = None if live == NONE else self.lines.of(live)
        return UnitMonth(
            STATUSES[folded.status[number]],
            int(folded.revision[number]),
            int(folded.position[number]),
            lines,
            lines if live == accepted else None if accepted == NONE else self.lines.of(accepted),
            bool(folded.simulated[number]),
            any(report != NONE and self.lines.marks[report] & TO_DATE for report in (live, accepted)),
            self.review(number) if folded.reviewed[number] else None,
        )

    def review(self, month: int) -> MonthInReview | None:
        """What the month of that number has in review: by the rule of the live path, for there is no other."""
        state: UnitMonth | None = None
        folded, regions, periods, actors = self.folded(), list(self.regions), list(self.periods), list(self._actors)
        key = (regions[folded.region[month]], periods[folded.period[month]])
        for at in folded.order[slice(*folded.bounds[month : month + 2])].tolist():
            row = self._events[at * _WIDTH : (at + 1) * _WIDTH]
            event = self._event(at, key, Move(row[_KIND]), row[_REPORT])
            state = evolve(state, event, row[_POSITION], row[_RECORDED_AT], actors[row[_ACTOR]])
        return None if state is None else state.review

    def _event(self, at: int, key: RegionMonth, kind: Move, report: int) -> IntakeEvent:
        """An event as far as it says anything of what is in review; whole where it may leave something there."""
        if at in self._whole:
            event = self._codec.decode(*self._whole[at])
            assert isinstance(event, IntakeEvent)  # nothing else is kept
            return event
        region, period = key
        if kind is Move.ACCEPTED:
            return ReportAccepted(region=region, period=period, revision=0)
        if kind is Move.RETURNED:
            return ReportReturned(region=region, period=period, revision=0, reason="")
        if kind is Move.WITHDRAWN:
            return ReportWithdrawn(region=region, period=period, revision=0, reason="")
        return ReportSubmitted(region=region, period=period, lines=self.lines.of(report), digest="")

    def _decode(
        self, type_name: str, version: int, data: bytes, position: int
    ) -> FlatReport | FlatPacked | FlatStep | None:
        """The flat form of an event; None of one that moves no figure."""
        form = (type_name, version)
        with suppress(msgspec.MsgspecError, UnicodeDecodeError):  # then the codec says what is wrong with it
            if named_shape(type_name, version, data) is not None:
                return decode_packed(data)
            if form in REPORT_FORMS:
                return REPORT_FORMS[form].decode(data)
            if form in STEP_FORMS:
                return STEP_FORMS[form].decode(data)
        event = self._codec.decode(type_name, version, data)
        if isinstance(event, ReportSubmitted | ReportCorrected):
            return flat_report(event)
        if isinstance(event, _MOVING):
            return FlatStep(event.region, event.period)
        if not isinstance(event, _MOVING_NOTHING):
            raise TypeError(f"{type(event).__name__} at position {position} is no event of intake")
        return None
