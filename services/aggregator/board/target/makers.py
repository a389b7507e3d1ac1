"""Who makes a target's figure: the units behind its gap, the named groups in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from services.aggregator.board.drawing import small_pictures as svg
from services.aggregator.wording import formats
from shared.catalogue.model import Region, Target
from shared.events import Assessment, Level


@dataclass(frozen=True, slots=True)
class Contributor:
    """A unit's part of the gap; the last row holds all the others together."""

    name: str
    gap: str
    share: str
    picture: Markup


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """A named group's own figure of the month (for a flow since the plan's or the year's start).

    ``amount`` is in the target's measure; None where nothing was reported.
    """

    name: str
    amount: int | None
    reported: int
    expected: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A named group's figure, written out."""

    name: str
    amount: str
    share: str
    coverage: str


def contributors(target: Target, now: Assessment, regions: Mapping[str, Region]) -> tuple[Contributor, ...]:
    """Largest first, as the assessment lists them; bars are held against the largest one.

    The others together have no bar: beside single units it would only look like the largest.
    """
    parts = sorted(now.contributions, key=lambda part: -part.gap)
    largest = max((part.gap for part in parts), default=0)
    rows = [_contributor(target, regions[part.region].name, part.gap, part.share, largest, now.level) for part in parts]
    if now.rest_units and now.gap:
        share = now.rest_gap * 10_000 // now.gap
        gap = formats.measure_text(now.rest_gap, target.unit)
        rows.append(Contributor(f"其余 {now.rest_units} 个", gap, formats.basis_points_text(share), Markup("")))
    return tuple(rows)


def _contributor(target: Target, name: str, gap: int, share: int, largest: int, level: Level) -> Contributor:
    text = formats.measure_text(gap, target.unit)
    length = gap * 10_000 // largest if largest > 0 else 0
    return Contributor(name, text, formats.basis_points_text(share), svg.bar(length, level, f"{name} {text}"))


def group_rows(target: Target, now: Assessment | None, groups: Sequence[GroupFigure]) -> tuple[GroupRow, ...]:
    """The named groups' figures, each with its share of the whole where they add up to it."""
    rate = target.unit.base == "%"
    whole = now.actual if now and now.actual and not rate else 0
    return tuple(
        GroupRow(
            name=group.name,
            amount=formats.measure_text(group.amount, target.unit),
            share=formats.share_text(group.amount, whole) if group.amount is not None else formats.DASH,
            coverage=f"{group.reported}/{group.expected}",
        )
        for group in groups
    )
