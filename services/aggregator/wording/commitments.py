"""How a commitment stands, as every page and document says it: a word and a shape, never a colour alone. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from services.aggregator.wording.formats import DASH
from shared.commitments.standing import Source, Standing


class StandingMark(NamedTuple):
    """A standing as it is shown; ``css`` carries its colour."""

    standing: Standing
    word: str
    shape: str
    css: str


_MARKS: tuple[tuple[Standing, str, str, str], ...] = (
    ("late", "滞后", "▲", "level-orange"),
    ("silent", "无回音", "○", "level-missing"),
    ("on_time", "按期", "●", "level-normal"),
    ("done", "已完成", "✔", "level-normal"),
    ("in_review", "已报待审", "◌", "level-none"),
    ("given_up", "不再实施", DASH, "level-none"),
    ("not_due", "未到期", "◌", "level-none"),
    ("unassigned", "未明确部门", "○", "level-none"),
    ("unjudged", "不判", DASH, "level-none"),
)

STANDINGS: Mapping[Standing, StandingMark] = {each[0]: StandingMark(*each) for each in _MARKS}
"""Every standing, what wants looking after first."""

SOURCES: Mapping[Source, str] = {"indicator": "随指标", "statement": "部门填报", "milestone": "节点", "none": ""}
"""What a standing rests on."""
