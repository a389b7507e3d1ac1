"""What the model says of a month, told step by step: it is held to the design by itself, not to the system."""

from __future__ import annotations

import pytest

from tests.end_to_end.kills.model import Deed, Line, Paper, World, refusal, sums, world_after

UNIT, NEAR, FAR, MONTH = "510104", "510100", "510000", "2023-01"
NEW = "urban_new_employment"


def deeds(*kinds: str) -> list[Deed]:
    """What happens to one month, one after the other; ``accepted@510000`` is the word of that area's reviewer."""
    found: list[Deed] = []
    revision = 0
    for position, word in enumerate(kinds, start=1):
        kind, _, area = word.partition("@")
        made = kind in ("submitted", "corrected")
        revision += made
        region = FAR if kind == "closed" else UNIT
        lines = (Line(NEW, 100 * revision),) if made else ()
        found.append(Deed(position, kind, region, MONTH, 0 if kind == "closed" else revision, area or NEAR, lines))
    return found


def paper(*kinds: str) -> Paper:
    world = world_after(deeds(*kinds))
    assert world.faults == []
    return world.papers[UNIT, MONTH]


@pytest.mark.parametrize(
    ("before", "kind", "area", "code"),
    [
        ((), "accepted", NEAR, "nothing-reported"),
        ((), "withdrawn", "", "nothing-reported"),
        (("submitted",), "accepted", NEAR, ""),
        (("submitted", "accepted"), "submitted", "", "already-accepted"),
        (("submitted", "accepted"), "withdrawn", "", "already-accepted"),
        (("submitted", "accepted"), "accepted", NEAR, "already-accepted"),
        (("submitted", "accepted"), "accepted", FAR, ""),
        (("submitted", "accepted"), "returned", FAR, ""),
        (("submitted", f"accepted@{FAR}"), "returned", NEAR, "accepted-above"),
        (("submitted", "returned"), "accepted", NEAR, "not-submitted"),
        (("submitted", "returned"), "withdrawn", "", "not-submitted"),
        (("submitted", "accepted", f"returned@{FAR}"), "submitted", "", ""),
        (("submitted", "accepted", "corrected", "returned"), "submitted", "", "already-accepted"),
    ],
)
def test_what_may_happen_depends_on_what_has(before: tuple[str, ...], kind: str, area: str, code: str) -> None:
    assert refusal(paper(*before), kind, closed=False, unit=UNIT, area=area) == code


def test_a_closed_month_takes_corrections_only() -> None:
    assert refusal(Paper(), "submitted", closed=True, unit=UNIT) == "month-closed"
    assert refusal(paper("submitted"), "withdrawn", closed=True, unit=UNIT) == "month-closed"
    assert refusal(Paper(), "corrected", closed=True, unit=UNIT) == ""


@pytest.mark.parametrize(
    ("kinds", "event"),
    [
        (("submitted", "corrected"), "ReportSubmitted"),
        (("submitted", "accepted", "corrected"), "ReportCorrected"),
        (("closed", "corrected"), "ReportCorrected"),
    ],
)
def test_a_correction_of_what_is_open_is_a_resubmission(kinds: tuple[str, ...], event: str) -> None:
    assert world_after(deeds(*kinds)).events[len(kinds)] == event


@pytest.mark.parametrize(
    ("kinds", "total"),
    [
        (("submitted",), (100, 0, 1, 0, 0, 0)),
        (("submitted", "accepted"), (100, 0, 1, 100, 0, 1)),
        (("submitted", "accepted", "corrected"), (200, 0, 1, 100, 0, 1)),
        (("submitted", "accepted", "corrected", "returned"), (100, 0, 1, 100, 0, 1)),
        (("submitted", "accepted", "corrected", "accepted"), (200, 0, 1, 200, 0, 1)),
    ],
)
def test_totals_hold_what_counts_and_what_was_accepted(kinds: tuple[str, ...], total: tuple[int, ...]) -> None:
    found = sums(world_after(deeds(*kinds)))
    assert {region: total for region, _, _ in found} == {"510100": total, "510000-cp": total, "510000": total}
    assert set(found.values()) == {total}


@pytest.mark.parametrize("last", [("returned",), ("withdrawn",), ("accepted", f"returned@{FAR}")])
def test_what_was_taken_back_before_it_counted_is_in_no_total(last: tuple[str, ...]) -> None:
    assert sums(world_after(deeds("submitted", *last))) == {}


def test_a_deed_that_the_rules_do_not_allow_is_named() -> None:
    world = world_after(deeds("submitted", "accepted", "withdrawn", "closed", "closed"))
    assert world.faults == [
        f"3: withdrawn {UNIT} {MONTH}, though already-accepted",
        f"5: {FAR} {MONTH} was closed twice",
    ]


def test_a_revision_that_is_not_the_next_one_is_named() -> None:
    world = World()
    world.take(Deed(1, "submitted", UNIT, MONTH, 2))
    assert world.faults == ["1: revision 2 was told, it is 1"]
