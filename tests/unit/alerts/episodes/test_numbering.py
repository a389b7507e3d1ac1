from __future__ import annotations

import dataclasses
from collections.abc import Collection

import pytest

from services.alerts.episodes.numbering import Numbering
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Plan
from shared.periods import Month


def prefixes(plans: Collection[Plan]) -> dict[str, str]:
    """What the numbers of each plan begin with."""
    numbering = Numbering(plans)
    return {plan.id: numbering.number(plan.id, 1, plan.region).removesuffix("-01") for plan in plans}


def test_the_shipped_plans_have_the_prefixes_people_use(catalogue: Catalogue) -> None:
    assert prefixes(catalogue.plans.values()) == {
        "chongqing-2021-2025": "CQ",
        "jiulongpo-2021-2025": "JLP",
        "shizhu-2021-2025": "SZ",
        "sichuan-2021-2025": "SC",
        "xiangxi-2021-2025": "XX",
    }


def test_a_number_is_prefix_and_two_digit_row(catalogue: Catalogue) -> None:
    numbering = Numbering(catalogue.plans.values())
    assert numbering.number("chongqing-2021-2025", 8, "500000") == "CQ-08"
    assert numbering.number("chongqing-2021-2025", 8, "500107") == "CQ-08-500107"


def test_a_plan_without_a_prefix_takes_letters_of_its_id(catalogue: Catalogue) -> None:
    plan = dataclasses.replace(catalogue.plans["chongqing-2021-2025"], id="mycity-2026-2030", prefix="")
    assert Numbering([plan]).number(plan.id, 3, plan.region) == "MYC-03"


def test_the_next_plan_of_an_area_gets_numbers_of_its_own(catalogue: Catalogue) -> None:
    now = catalogue.plans["chongqing-2021-2025"]
    later = dataclasses.replace(now, id="chongqing-2026-2030", first=Month(2026, 1), last=Month(2030, 12))
    assert prefixes([later, now]) == {now.id: "CQ", later.id: "CQ2"}


def test_a_prefix_is_safe_in_an_address_and_a_file_name(catalogue: Catalogue) -> None:
    plan = dataclasses.replace(catalogue.plans["chongqing-2021-2025"], prefix="../c q市")
    assert Numbering([plan]).number(plan.id, 8, plan.region) == "CQ-08"


def test_an_unknown_plan_is_an_error(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError):
        Numbering(catalogue.plans.values()).number("none", 1, "500000")
