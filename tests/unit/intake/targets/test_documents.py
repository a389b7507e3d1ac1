"""A target as it is answered."""

from __future__ import annotations

from dataclasses import replace

from services.intake.targets.documents import target_document
from services.intake.targets.published_row import row_of
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendment, Amendments
from shared.catalogue.model import Unjudged
from shared.events import TargetRevised

PLAN = "chongqing-2021-2025"


def test_a_row_is_told_as_published_and_by_month_as_it_is_in_force(catalogue: Catalogue) -> None:
    plan, target = row_of(catalogue, PLAN, 8)
    event = TargetRevised(
        plan=PLAN,
        row=8,
        region="500000",
        value="700",
        unit="万人",
        effective="2023-07",
        document="方案",
        number="",
        reason="口径",
        second_signer="s",
    )
    item = Amendment(5, 1_680_483_723_000_004, event)
    told = target_document(catalogue, plan, target, Amendments([item]), [item])
    assert (told["region_name"], told["published"]["value"], told["allocations"]) == ("重庆市", "750", [])
    assert [(each["since"], each["value"]) for each in told["in_force"]] == [(None, "750"), ("2023-07", "700")]
    (revision,) = told["revisions"]
    assert (revision["position"], revision["recorded_at"]) == (5, "2023-04-03T01:02:03.000004Z")
    assert "plan" not in revision and revision["document"] == "方案"


def test_a_row_in_words_says_what_is_done_with_it(catalogue: Catalogue) -> None:
    plan, target = row_of(catalogue, PLAN, 8)
    note = "原文“稳步提高”是文字表述，另定目标前只跟踪，不评判"
    words = replace(target, printed_target="稳步提高", value=None, unjudged=Unjudged.WORDS, note=note)
    told = target_document(catalogue, plan, words, Amendments([]), [])["published"]
    assert (told["printed_target"], told["value"]) == ("稳步提高", None)
    assert (told["unjudged"], told["note"]) == ("words_only", note)
    read = replace(words, value=target.value, reading="≥750", confirmed_by="王芳")
    told = target_document(catalogue, plan, read, Amendments([]), [])["published"]
    assert (told["unjudged"], told["reading"], told["confirmed_by"]) == (None, "≥750", "王芳")
