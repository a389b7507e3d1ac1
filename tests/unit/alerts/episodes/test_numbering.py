from __future__ import annotations

import dataclasses
from collections.abc import Collection

import pytest

from services.alerts.episodes.numbering import GivenNumber, Numbering
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Plan
from shared.periods import Month


def prefixes(plans: Collection[Plan]) -> dict[str, str]:
    """What the numbers of each plan begin with."""
    return {plan.id: numbered(plan, plans).prefix for plan in plans}


def numbered(plan: Plan, plans: Collection[Plan], row: int = 1, given: Collection[tuple[str, str]] = ()) -> GivenNumber:
    """The number of the area's own alert on that row, beside these plans."""
    return Numbering(plans, given).number("a stream", plan.id, row, plan.region)


def test_the_shipped_plans_have_the_prefixes_people_use(catalogue: Catalogue) -> None:
    assert prefixes(catalogue.plans.values()) == {
        "chongqing-2021-2025": "CQ",
        "jiulongpo-2021-2025": "JLP",
        "shizhu-2021-2025": "SZ",
        "sichuan-2021-2025": "SC",
        "xiangxi-2021-2025": "XX",
    }


def test_a_number_is_prefix_and_two_digit_row(catalogue: Catalogue) -> None:
    numbering = Numbering(catalogue.plans.values(), ())
    assert numbering.number("s", "chongqing-2021-2025", 8, "500000").number == "CQ-08"
    assert numbering.number("s", "chongqing-2021-2025", 8, "500107").number == "CQ-08-500107"


def test_a_plan_without_a_prefix_takes_letters_of_its_id(catalogue: Catalogue) -> None:
    plan = dataclasses.replace(catalogue.plans["chongqing-2021-2025"], id="mycity-2026-2030", prefix="")
    assert numbered(plan, [plan], 3).number == "MYC-03"


def test_the_next_plan_of_an_area_gets_numbers_of_its_own(catalogue: Catalogue) -> None:
    now = catalogue.plans["chongqing-2021-2025"]
    later = dataclasses.replace(now, id="chongqing-2026-2030", first=Month(2026, 1), last=Month(2030, 12))
    assert prefixes([later, now]) == {now.id: "CQ", later.id: "CQ2"}


def test_a_plan_that_is_loaded_later_moves_no_number_that_was_given(catalogue: Catalogue) -> None:
    first = catalogue.plans["jiulongpo-2021-2025"]
    later = dataclasses.replace(first, id="aaa-2021-2025", region="500118")
    assert numbered(first, [first]).number == "JLP-01"
    given = [(first.id, "JLP")]
    assert numbered(first, [first, later], given=given).number == "JLP-01"
    assert numbered(later, [first, later], given=given).number == "JLP2-01"


def test_the_prefix_of_a_plan_that_is_gone_is_not_given_again(catalogue: Catalogue) -> None:
    plan = catalogue.plans["jiulongpo-2021-2025"]
    assert numbered(plan, [plan], given=[("gone-2016-2020", "JLP"), ("another", "JLP2")]).number == "JLP3-01"


def test_a_prefix_that_two_plans_had_is_used_by_neither_any_more(catalogue: Catalogue) -> None:
    plan = catalogue.plans["jiulongpo-2021-2025"]
    assert numbered(plan, [plan], given=[(plan.id, "JLP"), ("another", "JLP")]).number == "JLP2-01"


def test_a_prefix_is_safe_in_an_address_and_a_file_name(catalogue: Catalogue) -> None:
    plan = dataclasses.replace(catalogue.plans["chongqing-2021-2025"], prefix="../c q市")
    assert numbered(plan, [plan], 8).number == "CQ-08"


def test_an_unknown_plan_is_an_error(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError):
        Numbering(catalogue.plans.values(), ()).number("s", "none", 1, "500000")
