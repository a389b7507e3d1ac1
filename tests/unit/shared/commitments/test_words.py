from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from shared.catalogue.model import CommitmentBound, CommitmentHorizon
from shared.commitments.history import history
from shared.commitments.periods import StatementPeriod
from shared.commitments.words import asked_text, chapter_of, horizon_text, milestone_text, owed_text, statement_text
from tests.unit.shared.catalogue.checks.builders import a_commitment
from tests.unit.shared.commitments.builders import accepted, reached, recorded, stated


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "2.50 千个"),
        ({"bound": CommitmentBound.AT_LEAST}, "2.50 千个以上"),
        ({"bound": CommitmentBound.AT_MOST, "unit": "%"}, "2.50%以内"),
        ({"bound": CommitmentBound.ABOUT}, "2.50 千个左右"),
        ({"bound": CommitmentBound.RANGE, "value": Decimal(20), "value_max": Decimal(30)}, "20—30 千个"),
        ({"bound": CommitmentBound.WHOLE, "value": None, "unit": ""}, "全部"),
        ({"value": Decimal(0), "unit": ""}, "0"),
        ({"value": Fraction(2, 3), "unit": "人口"}, "2/3 人口"),
    ],
)
def test_what_is_promised_is_said_as_it_is_printed(changes: dict[str, Any], text: str) -> None:
    assert asked_text(a_commitment(**changes)) == text


def test_a_named_year_is_said_and_every_other_horizon_has_its_word() -> None:
    assert horizon_text(a_commitment(horizon=CommitmentHorizon.YEAR, year=2023)) == "2023年"
    words = {horizon_text(a_commitment(horizon=each)) for each in CommitmentHorizon}
    assert len(words) == len(CommitmentHorizon)


@pytest.mark.parametrize(
    ("place", "chapter"),
    [
        ("第二章第三节（二）1", "第二章"),
        ("第十一章 后记", "第十一章"),
        ("专栏 19 04 一卡通", "专栏 19"),
        ("专栏3 2.“就在山城”", "专栏3"),
        ("前言", "前言"),
    ],
)
def test_a_place_stands_under_its_chapter_or_box(place: str, chapter: str) -> None:
    assert chapter_of(place) == chapter


def test_what_is_said_is_written_with_its_period_its_number_and_its_paper() -> None:
    said = history(
        recorded([stated("2022H1", value="3", unit="个"), accepted("2022H1"), reached("done", "2022-05-01")])
    )
    assert said.newest is not None and said.milestone is not None
    assert statement_text(said.newest) == "2022年上半年 按期推进，3 个"
    assert milestone_text(said.milestone) == "2022-05-01 完成，2号"
    rate = history(recorded([stated("2022", value="91.5", unit="%", progress="late"), accepted("2022")]))
    assert rate.newest is not None
    assert statement_text(rate.newest) == "2022年 滞后，91.5%"
    assert owed_text(StatementPeriod(2022), date(2023, 1, 20)) == "2022年的进度应于2023年1月20日前填报，未报"
