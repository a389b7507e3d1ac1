"""Which month an evaluation is of, and what it is called."""

from __future__ import annotations

import pytest

from services.aggregator.evaluation.kinds import (
    NotEvaluated,
    called,
    name_of,
    period_of,
    read_name,
    span_from,
    title_of,
)
from shared.catalogue import Catalogue
from shared.periods import Month

PLAN = "chongqing-2021-2025"


def test_a_year_is_evaluated_at_its_december_the_plan_half_way_and_at_its_end(catalogue: Catalogue) -> None:
    plan = catalogue.plans[PLAN]
    assert period_of(plan, "annual", 2024) == Month(2024, 12)
    assert period_of(plan, "midterm", None) == Month(2023, 6)
    assert period_of(plan, "final", None) == Month(2025, 12)
    assert span_from(plan, "annual", Month(2024, 12)) == Month(2024, 1)
    assert span_from(plan, "final", Month(2025, 12)) == Month(2021, 1)


def test_what_there_is_none_of_is_refused_in_a_sentence(catalogue: Catalogue) -> None:
    plan = catalogue.plans[PLAN]
    for kind, year, words in (
        ("annual", None, "须指明年份"),
        ("annual", 2026, "不在规划期"),
        ("final", 2024, "不指明年份"),
    ):
        with pytest.raises(NotEvaluated, match=words):
            period_of(plan, kind, year)  # type: ignore[arg-type]
    for text in ("annual-x", "annual-24", "yearly", "final-２０２５"):
        with pytest.raises(NotEvaluated):
            read_name(text)


def test_an_address_names_the_kind_and_the_year(catalogue: Catalogue) -> None:
    plan = catalogue.plans[PLAN]
    for kind, year in (("annual", 2024), ("midterm", None), ("final", None)):
        name = name_of(kind, period_of(plan, kind, year))  # type: ignore[arg-type]
        assert read_name(name) == (kind, year)
    assert title_of(plan, "重庆市", "annual", Month(2024, 12)) == "重庆“十四五”规划2024年度评估报告"
    assert title_of(plan, "重庆市", "final", Month(2025, 12)) == "重庆“十四五”规划总结评估报告"
    assert called("annual", Month(2024, 12)) == "2024年度评估"
