"""Which targets were adjusted, and who approved that."""

from __future__ import annotations

import msgspec

from services.aggregator.evaluation.parts.adjustments import Approvals, adjusted_targets, told_midway
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendment, Amendments
from shared.events import AdjustmentApproved, AdjustmentProposed, TargetRevised
from tests.golden.target_sample import adjustment_examples

PLAN = "chongqing-2021-2025"
APPROVED = next(each for each in adjustment_examples() if isinstance(each, AdjustmentApproved))
KNOWN = Approvals(each for each in adjustment_examples() if isinstance(each, AdjustmentProposed | AdjustmentApproved))


def _revision(value: str = "700", **changes: str) -> TargetRevised:
    event = TargetRevised(
        plan=PLAN,
        row=8,
        region="500000",
        value=value,
        unit="万人",
        effective="2023-07",
        document=APPROVED.document,
        number=APPROVED.number,
        reason="参保口径调整",
        second_signer="signer",
    )
    return msgspec.structs.replace(event, **changes)


def test_an_adjustment_tells_before_after_the_paper_and_who_approved_it(catalogue: Catalogue) -> None:
    amendments = Amendments([Amendment(5, 0, _revision())])
    (found,) = adjusted_targets(catalogue.plans[PLAN], amendments, KNOWN, 0)
    assert (found.row, found.before, found.after, found.unit) == (8, "750", "700", "万人")
    assert (found.effective, found.approved) == ("2023年7月", "市人民政府 2023-06-20")
    assert found.paper == "《关于调整“十四五”规划部分目标的批复》（渝府〔2023〕8号）"


def test_only_what_came_after_the_evaluation_before_is_told(catalogue: Catalogue) -> None:
    amendments = Amendments([Amendment(5, 0, _revision()), Amendment(9, 0, _revision("690", effective="2024-01"))])
    (found,) = adjusted_targets(catalogue.plans[PLAN], amendments, KNOWN, 5)
    assert (found.before, found.after, found.approved) == ("700", "690", "")


def test_the_row_of_the_final_table_says_of_every_adjustment(catalogue: Catalogue) -> None:
    target = catalogue.plans[PLAN].target(8)
    revisions = [_revision(), _revision("690", effective="2024-01")]
    assert told_midway(revisions, target).count("起调整为") == 2
    assert told_midway(revisions, catalogue.plans[PLAN].target(7)) == ""
