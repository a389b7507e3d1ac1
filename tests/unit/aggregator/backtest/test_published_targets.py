"""工伤保险 of 重庆, from 730 to 750 万人 within sixty months, held against figures that were published of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.aggregator.backtest.published_targets import assessments, doubts
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.published import PublishedFigure
from shared.catalogue.rules import Cuts
from shared.events import ProgressAssessed
from shared.periods import Month

PLAN = "chongqing-2021-2025"


def published(period: str, value: str = "735", **changes: Any) -> PublishedFigure:
    fields: dict[str, Any] = {
        "region": "500000",
        "indicator": "工伤保险参保人数",
        "period": Month.parse(period),
        "kind": "stock",
        "value": Decimal(value),
        "unit": "万人",
        "source_title": "",
        "source_url": "",
        "source_date": "",
        "doubt": "",
    }
    return PublishedFigure(**(fields | changes))


def held(catalogue: Catalogue, *figures: PublishedFigure, row: int = 8) -> list[tuple[ProgressAssessed, date]]:
    plan = catalogue.plans[PLAN]
    return assessments(catalogue, figures, plan, plan.target(row), Cuts())


def test_each_published_month_is_judged_on_the_day_it_was_due_in_the_order_of_time(catalogue: Catalogue) -> None:
    """That is the fifth working day of the next month."""
    later, first = held(catalogue, published("2023-06", "740"), published("2021-12", "731"))[::-1]
    assert [(event.period, day) for event, day in (first, later)] == [
        ("2021-12", date(2022, 1, 10)),
        ("2023-06", date(2023, 7, 7)),
    ]
    assert [event.assessment.data_version for event, _ in (first, later)] == [1, 2]
    assert (first[0].plan, first[0].row, first[0].region, first[0].binding) == (PLAN, 8, "500000", True)


def test_a_figure_is_held_against_the_straight_line_to_the_target(catalogue: Catalogue) -> None:
    """Thirty of sixty months: half of the 20 万人 are due. Five were added: half of what was due."""
    ((event, _),) = held(catalogue, published("2023-06", "735"))
    assert (event.assessment.actual, event.assessment.expected) == (7_350_000, 7_400_000)
    assert (event.assessment.gap, event.assessment.progress) == (50_000, 5_000)


def test_of_a_month_published_twice_the_later_figure_counts(catalogue: Catalogue) -> None:
    ((event, _),) = held(catalogue, published("2023-06", "735"), published("2023-06", "741"))
    assert event.assessment.actual == 7_410_000


@pytest.mark.parametrize(
    "changes",
    [
        {"region": "510000"},
        {"region": "500000+510000"},
        {"indicator": "失业保险参保人数"},
        {"kind": "month"},
        {"kind": "ytd"},
        {"period": "2020-12"},
        {"period": "2026-01"},
    ],
)
def test_what_is_no_level_of_the_targets_own_area_and_years_is_not_judged(
    catalogue: Catalogue, changes: dict[str, Any]
) -> None:
    assert held(catalogue, published(**({"period": "2023-06"} | changes))) == []


def test_an_indicator_is_known_by_its_other_name_too(catalogue: Catalogue) -> None:
    assert len(held(catalogue, published("2023-06", "735", indicator="工伤保险累计参保人数"))) == 1


def test_a_rate_is_read_in_per_cent_and_a_flow_not_at_all(catalogue: Catalogue) -> None:
    rate = {"indicator": "基本养老保险参保率", "kind": "rate", "unit": "%"}
    ((event, _),) = held(catalogue, published("2023-06", "96.4", **rate), row=6)
    assert event.assessment.actual == 964_000
    flow = {"indicator": "城镇新增就业人数", "kind": "stock"}
    assert held(catalogue, published("2023-06", "35", **flow), row=1) == []


def test_the_doubtful_among_them_are_named(catalogue: Catalogue) -> None:
    plan = catalogue.plans[PLAN]
    sure, unsure = published("2023-06", "735"), published("2025-03", "657", doubt="页面未写年份")
    elsewhere = published("2025-03", "657", region="510000", doubt="页面未写年份")
    assert doubts(catalogue, [sure, unsure, elsewhere], plan, plan.target(8)) == [unsure]
