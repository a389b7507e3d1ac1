"""JSON lines: the keys in order, every number exact."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.export import export_commitments, export_targets
from shared.catalogue.model import CommitmentBound, CommitmentHorizon, Unjudged
from tests.unit.shared.catalogue.checks.builders import a_commitment

KEYS = [
    "plan",
    "row",
    "name",
    "printed_baseline",
    "printed_target",
    "attribute",
    "horizon",
    "bound",
    "baseline",
    "value",
    "unit",
    "part_of",
]


def test_every_target_is_one_line_with_the_agreed_keys_first(catalogue: Catalogue) -> None:
    lines = [json.loads(line) for line in export_targets(catalogue.plans.values())]
    assert len(lines) == 104
    assert all(list(line)[: len(KEYS)] == KEYS for line in lines)
    assert {line["attribute"] for line in lines} == {"binding", "expected"}


def test_numbers_are_written_digit_by_digit_in_the_printed_unit(catalogue: Catalogue) -> None:
    lines = list(export_targets([catalogue.plans["shizhu-2021-2025"]]))
    assert '"baseline": 0.6356, "value": 0.66, "unit": "万人次"' in lines[1]
    assert json.loads(lines[7], parse_float=Decimal)["baseline"] == Decimal("1.094")
    empty = json.loads(lines[9])
    assert (empty["printed_target"], empty["value"], empty["baseline"], empty["part_of"]) == ("—", None, None, None)


def test_completed_rows_are_exported_with_outcome_verdict_and_difference(catalogue: Catalogue) -> None:
    lines = [json.loads(line, parse_float=Decimal) for line in export_targets(catalogue.plans.values(), completed=True)]
    assert len(lines) == 63
    assert all(set(KEYS) < set(line) for line in lines)
    (missed,) = [line for line in lines if line["plan"] == "shizhu-2021-2025" and line["row"] == 9]
    assert (missed["printed_baseline"], missed["baseline"]) == ("22.52", Decimal("22.52"))
    assert (missed["printed_outcome"], missed["outcome"], missed["verdict"]) == ("23.46", Decimal("23.46"), "missed")
    assert (missed["printed_verdict"], missed["difference"]) == ("-0.54", Decimal("-0.54"))


def test_a_row_that_is_read_or_not_judged_says_how_and_why(catalogue: Catalogue) -> None:
    plan = catalogue.plans["shizhu-2021-2025"]
    words = replace(
        plan.targets[0], printed_target="保持相当规模", value=None, unjudged=Unjudged.WORDS, note="是文字表述"
    )
    (line,) = [json.loads(line) for line in export_targets([replace(plan, targets=(words,))])]
    assert (line["printed_target"], line["value"]) == ("保持相当规模", None)
    assert (line["unjudged"], line["note"], line["reading"]) == ("words_only", "是文字表述", "")


def test_a_commitment_is_one_line_with_its_number_digit_by_digit_and_nothing_where_nothing_is_printed(
    catalogue: Catalogue,
) -> None:
    plan = catalogue.plans["shizhu-2021-2025"]
    promised = a_commitment(
        plan=plan.id,
        bound=CommitmentBound.AT_LEAST,
        unit="亿元",
        horizon=CommitmentHorizon.YEAR,
        year=2023,
        printed="投入不少于2.50亿元",
    )
    (line,) = export_commitments([replace(plan, commitments=(promised,))])
    assert '"bound": "at_least", "value": 2.50, "value_max": null, "unit": "亿元", "horizon": "year"' in line
    said = json.loads(line)
    assert list(said)[:6] == ["plan", "row", "place", "subject", "bound", "value"]
    assert (said["year"], said["printed"], said["document"]) == (2023, "投入不少于2.50亿元", plan.document)
