"""A chart as a small PNG. Pure: the same chart gives the same bytes."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from services.alerts.messages.chart import Chart, ChartMonth
from shared.periods import Month

_FONT = Path(__file__).parent.parent / "fonts" / "chart.otf"
_WIDTH, _HEIGHT = 1_280, 520
"""The measure in which everything here is drawn: twice the size at which it is shown."""

_FINE = 1.5
"""Drawn larger by this, then scaled down, which smooths the lines: to 960 × 390 pixels, sharp enough for print."""

_COARSER = 2

_COLOURS = 48
_LEFT, _RIGHT, _TOP, _BOTTOM = 130, 60, 110, 60
_TEXT = 26
_PAPER, _INK, _MUTED, _GRID = "#ffffff", "#1c2230", "#5f6672", "#dfe3ea"
_ACTUAL, _EXPECTED, _TARGET = "#1f4e8c", "#b34700", "#5f6672"
_TICKS = 4
_HALO = 5
"""Paper around every text, so that no line runs through it."""

_DASH = (18, 12)

Point = tuple[float, float]


def png(chart: Chart, *, simulated: bool) -> bytes:
    """The picture; ``simulated`` figures are marked as such in it."""
    image = Image.new("RGB", (round(_WIDTH * _FINE), round(_HEIGHT * _FINE)), _PAPER)
    pen = _Pen(ImageDraw.Draw(image))
    frame = _PngFrame.of(chart)
    _axes(pen, chart, frame)
    if chart.target is not None:
        y = frame.y(chart.target)
        pen.dashed((_LEFT, y), (_WIDTH - _RIGHT, y), _TARGET)
    for values, colour, width in (("expected", _EXPECTED, 4), ("actual", _ACTUAL, 6)):
        for run in _runs(chart, values, frame):
            pen.line(run, colour, width)
    _partial(pen, chart, frame)
    _newest(pen, chart, frame)
    _legend(pen, chart, simulated)
    small = image.reduce(_COARSER)
    content = io.BytesIO()
    few = small.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(content, "PNG", compress_level=6)
    return content.getvalue()


@dataclass(frozen=True, slots=True)
class _PngFrame:
    """Where measures and months lie in the picture; ``low`` and ``high`` are ticks, ``step`` between them."""

    low: float
    high: float
    step: float
    count: int

    @classmethod
    def of(cls, chart: Chart) -> _PngFrame:
        measures = [each for month in chart.months for each in (month.actual, month.expected) if each is not None]
        measures += [chart.target] if chart.target is not None else []
        low, high = min(measures), max(measures)
        step = _round_step((high - low or abs(high) or chart.per_unit) / _TICKS)
        return cls(math.floor(low / step) * step, math.ceil(high / step) * step or step, step, len(chart.months))

    def x(self, index: int) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (index + 0.5) / self.count

    def y(self, measure: float) -> float:
        share = (measure - self.low) / (self.high - self.low or self.step)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    def ticks(self) -> Iterator[float]:
        for number in range(round((self.high - self.low) / self.step) + 1):
            yield self.low + number * self.step


class _Pen:
    """Draws in the picture's own measure, whatever it is drawn larger by."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw = draw

    def line(self, points: list[Point], colour: str, width: float) -> None:
        if len(points) == 1:
            self.dot(points[0], colour, width)
            return
        at = [(x * _FINE, y * _FINE) for x, y in points]
        self._draw.line(at, colour, round(width * _FINE), joint="curve")

    def dashed(self, start: Point, end: Point, colour: str) -> None:
        """A level dashed line."""
        x, (on, off) = start[0], _DASH
        while x < end[0]:
            self.line([(x, start[1]), (min(x + on, end[0]), start[1])], colour, 3)
            x += on + off

    def dot(self, at: Point, colour: str, radius: float) -> None:
        (x, y), r = at, radius
        self._draw.ellipse([(x - r) * _FINE, (y - r) * _FINE, (x + r) * _FINE, (y + r) * _FINE], colour)

    def text(self, at: Point, text: str, colour: str = _MUTED, anchor: str = "lm") -> None:
        place = (at[0] * _FINE, at[1] * _FINE)
        self._draw.text(place, text, colour, _font(), anchor=anchor, stroke_width=_HALO, stroke_fill=_PAPER)

    def width(self, text: str) -> float:
        return self._draw.textlength(text, _font()) / _FINE


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONT, _TEXT * _FINE, layout_engine=ImageFont.Layout.BASIC)


def _round_step(rough: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, no smaller than asked for."""
    power = 10.0 ** math.floor(math.log10(rough))
    return float(next(each * power for each in (1, 2, 5, 10) if each * power >= rough * 0.999))


def _axes(pen: _Pen, chart: Chart, frame: _PngFrame) -> None:
    decimals = max(0, -math.floor(math.log10(frame.step / chart.per_unit)))
    for tick in frame.ticks():
        y = frame.y(tick)
        pen.line([(_LEFT, y), (_WIDTH - _RIGHT, y)], _GRID, 2)
        pen.text((_LEFT - 14, y), f"{tick / chart.per_unit:,.{decimals}f}", anchor="rm")
    every = max(1, math.ceil(len(chart.months) / 8))
    last = len(chart.months) - 1
    for index, month in enumerate(chart.months):
        if (last - index) % every == 0:
            pen.text((frame.x(index), _HEIGHT - _BOTTOM + 30), month.period, anchor="mm")


def _runs(chart: Chart, values: str, frame: _PngFrame) -> Iterator[list[Point]]:
    """Each unbroken run of a line: January breaks it where figures begin anew, and a month without a figure; what was
    due goes straight on over a month that was not judged."""
    run: list[Point] = []
    for index, month in enumerate(chart.months):
        measure: int | None = getattr(month, values)
        anew = chart.by_year and Month.parse(month.period).month == 1
        hole = measure is None and values != "expected"
        if run and (hole or anew):
            yield run
            run = []
        if measure is not None:
            run.append((frame.x(index), frame.y(measure)))
    if run:
        yield run


def _partial(pen: _Pen, chart: Chart, frame: _PngFrame) -> None:
    """Months in which units are missing: a hollow point that says how many are in it."""
    for index, month in enumerate(chart.months):
        if month.coverage and month.actual is not None:
            at = (frame.x(index), frame.y(month.actual))
            pen.dot(at, _ACTUAL, 9)
            pen.dot(at, _PAPER, 5)
            pen.text((at[0], at[1] + 30), month.coverage, _MUTED, anchor="mm")


def _newest(pen: _Pen, chart: Chart, frame: _PngFrame) -> None:
    """The message's own month with its figures written beside it."""
    index, month = len(chart.months) - 1, chart.months[-1]
    for measure, colour, shift in _labels(month):
        at = (frame.x(index), frame.y(measure))
        if not (month.coverage and measure == month.actual):
            pen.dot(at, colour, 8)
        pen.text((at[0] + 24, at[1] + shift), chart.number(measure), colour, anchor="rm")


def _labels(month: ChartMonth) -> list[tuple[int, str, int]]:
    """Measure, colour, and how far its text stands off: the higher one above, the lower below."""
    found = [(month.actual, _ACTUAL), (month.expected, _EXPECTED)]
    there = sorted(((measure, colour) for measure, colour in found if measure is not None), reverse=True)
    return [(measure, colour, -26 if number == 0 else 26) for number, (measure, colour) in enumerate(there)]


def _legend(pen: _Pen, chart: Chart, simulated: bool) -> None:
    x, y = float(_LEFT), 34.0
    entries = [("实际", _ACTUAL, False), ("序时应达", _EXPECTED, False)]
    entries += [(f"规划目标 {chart.number(chart.target)}", _TARGET, True)] if chart.target is not None else []
    for name, colour, dashed in entries:
        if dashed:
            pen.dashed((x, y), (x + 48, y), colour)
        else:
            pen.line([(x, y), (x + 48, y)], colour, 6)
        pen.text((x + 60, y), name, _INK)
        x += 60 + pen.width(name) + 44
    pen.text((_WIDTH - _RIGHT, y), f"（{chart.unit}）{'模拟数据' if simulated else ''}", _INK, anchor="rm")
