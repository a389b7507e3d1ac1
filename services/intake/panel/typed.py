"""The short form of a sample enterprise: its fields as they come back, and what is wrong with them by field. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.intake.faults import ReportFault, fault
from services.intake.panel.bodies import COUNTS, LEFT, LeftBody, PanelReportBody
from services.intake.panel.views import ShownPeriod

_MOST_DIGITS = 9
_TEXTS = ("note", "reason")

Faults = Mapping[str, tuple[str, ...]]


class TypedPanel(NamedTuple):
    """What was typed: the body, or None where a number is none, with what is wrong with each."""

    body: PanelReportBody | None
    faults: tuple[ReportFault, ...]


def typed(enterprise: str, period: str, fields: Mapping[str, str]) -> TypedPanel:
    """The form's fields as a body. An empty reason of leaving is nought; every other number has to be there."""
    faults: list[ReportFault] = []

    def number(name: str, word: str, *, empty: int | None = None) -> int:
        text = fields.get(name, "").strip().replace(",", "").replace("，", "")
        if not text and empty is not None:
            return empty
        if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
            faults.append(fault("bad-number", f"/{name}", f"{word}应为不小于0的整数，没有的填0"))
            return 0
        return int(text)

    seen = number("drawn_from", "打开时的版次") if fields.get("drawn_from") else None
    counts = {name: number(name, word) for name, word in COUNTS.items()}
    left = LeftBody(**{name: number(f"left_{name}", f"减少：{word}", empty=0) for name, word in LEFT.items()})
    body = PanelReportBody(
        enterprise=enterprise,
        period=period,
        start=counts["start"],
        end=counts["end"],
        hired=counts["hired"],
        left=left,
        vacancies=counts["vacancies"],
        expected=counts["expected"],
        note=fields.get("note", ""),
        reason=fields.get("reason", ""),
        drawn_from=seen,
    )
    return TypedPanel(None if faults else body, tuple(faults))


def by_field(told: Sequence[tuple[str, str]]) -> tuple[list[tuple[str, str]], Faults]:
    """What is wrong, for the summary and beside its fields; ``told`` are pointers into the body, or the form."""
    listed: list[tuple[str, str]] = []
    placed: dict[str, list[str]] = {}
    for pointer, words in told:
        name = pointer.removeprefix("/reports/0").removeprefix("/").replace("left/", "left_")
        known = name in COUNTS or name in _TEXTS or name.removeprefix("left_") in LEFT
        listed.append((name if known else "", words))
        if known:
            placed.setdefault(name, []).append(words)
    return listed, {name: tuple(words) for name, words in placed.items()}


def drawn_from(shown: ShownPeriod) -> dict[str, str]:
    """What the form says of the revision that its sender has before them."""
    return {"drawn_from": "0" if shown.record is None else str(shown.record.event.revision)}


def prefilled(shown: ShownPeriod, before: ShownPeriod | None) -> dict[str, str]:
    """What the form begins with: what stands of the period, or the last end as its start."""
    seen = drawn_from(shown)
    if shown.record is not None:
        event = shown.record.event
        left = {f"left_{name}": str(getattr(event.left, name)) for name in LEFT}
        return {name: str(getattr(event, name)) for name in COUNTS} | left | {"note": event.note, **seen}
    if before is not None and before.record is not None:
        return {"start": str(before.record.event.end), **seen}
    return seen
