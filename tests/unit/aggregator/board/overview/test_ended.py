"""What came of a plan that is over."""

from __future__ import annotations

from services.aggregator.board.overview.ended import ended
from shared.catalogue import Catalogue
from tests.builders import an_assessment


def test_rows_are_counted_by_what_came_of_them_and_the_binding_ones_by_themselves(catalogue: Catalogue) -> None:
    plan = catalogue.plans["chongqing-2021-2025"]
    binding = [target.row for target in plan.targets if target.binding]
    found = {target.row: an_assessment(reason="completed") for target in plan.targets}
    found[binding[0]] = an_assessment(reason="not_completed", simulated=True)
    del found[1]
    result = ended(plan, found)
    assert (result.completed, result.not_completed, result.unjudged, result.size) == (18, 1, 1, 20)
    assert (result.binding, result.binding_completed, result.simulated) == (len(binding), len(binding) - 1, True)
