"""A row shared out."""

from __future__ import annotations

from typing import Any

import pytest

from services.intake.targets.allocating import allocation_event
from services.intake.targets.bodies import AllocationBody, ShareBody, WeightBody
from services.intake.targets.published_row import WrongAmendment
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendments
from shared.events import TargetAllocated

PLAN = "chongqing-2021-2025"


def _allocated(catalogue: Catalogue, **said: Any) -> TargetAllocated:
    return allocation_event(AllocationBody(PLAN, 1, "分解表", **said), catalogue, Amendments([]), "signer")


def test_alike_by_weight_and_as_given_add_up_to_the_row(catalogue: Catalogue) -> None:
    alike = _allocated(catalogue)
    assert alike.method == "equal" and alike.period == "" and alike.second_signer == "signer"
    assert sum(share.amount for share in alike.shares) + alike.gap == alike.amount == 3_000_000
    weights = [WeightBody(share.region, place) for place, share in enumerate(alike.shares)]
    weighed = _allocated(catalogue, weights=weights, weighed_by="latest", year=2023)
    assert (weighed.method, weighed.period) == ("latest", "2023")
    assert sum(share.amount for share in weighed.shares) + weighed.gap == weighed.amount


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"weights": [WeightBody("510000", 1)]}, "not-a-child"),
        ({"weights": [WeightBody("500101", 1), WeightBody("500101", 2)]}, "not-a-child"),
        ({"weights": [WeightBody("500101", -1)]}, "below-zero"),
        ({"shares": [ShareBody("500101", "x")]}, "not_a_number"),
        ({"weights": [], "shares": []}, "weights-or-shares"),
        ({"year": 2030}, "year-outside-plan"),
        ({"reason": "x" * 3_000}, "too-long"),
    ],
)
def test_an_allocation_that_will_not_do_says_why(catalogue: Catalogue, said: dict[str, Any], code: str) -> None:
    with pytest.raises(WrongAmendment) as caught:
        _allocated(catalogue, **said)
    assert code in [each.code for each in caught.value.faults]
