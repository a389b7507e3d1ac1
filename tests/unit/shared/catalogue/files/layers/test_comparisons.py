"""Which indicators are held beside each other: read, checked, and an office's own over the shipped ones."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.layers.comparisons import COLUMNS
from shared.catalogue.files.load import load_catalogue
from shared.catalogue.model import ComparisonRule, ExpectedRelation
from tests.unit.shared.catalogue.files.layers.conftest import Write
from tests.unit.shared.catalogue.files.layers.office import faults

HEAD = ",".join(COLUMNS)
OWN = "own,自定,urban_new_employment,skilled_personnel,same,0.05,3.5,12"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (f"{OWN}\n{OWN}", "duplicate_comparison"),
        (OWN.replace("skilled_personnel", "nothing"), "unknown_indicator"),
        (OWN.replace("skilled_personnel", "urban_new_employment"), "same_indicator"),
        (OWN.replace("same", "alike"), "unknown_word"),
        (OWN.replace("3.5", "0"), "bad_number"),
        (OWN.replace("0.05", ""), "empty_cell"),
        (OWN.replace("0.05", "-1"), "bad_number"),
        (OWN.replace("12", "7"), "bad_number"),
        (OWN.replace("own", ""), "empty_cell"),
        (OWN.replace("自定", ""), "empty_cell"),
    ],
)
def test_a_line_that_is_wrong_is_refused_with_its_place(write: Write, lines: str, code: str) -> None:
    found = faults(write({"comparisons.csv": f"{HEAD}\n{lines}\n"}))
    assert (code, "site/comparisons.csv") in {(each.code, each.file) for each in found}


def test_an_office_adds_a_rule_changes_one_and_takes_one_out(write: Write, catalogue: Catalogue) -> None:
    changed = "insured_new,参保与新增,unemployment_insurance_insured,urban_new_employment,same,0.1,6,10"
    off = "registered_new,,,,,,off,"
    loaded = load_catalogue(site=write({"comparisons.csv": f"{HEAD}\n{OWN}\n{changed}\n{off}\n"}))
    rules = {each.id: each for each in loaded.office.comparisons}
    assert rules["own"] == ComparisonRule(
        "own",
        "自定",
        "urban_new_employment",
        "skilled_personnel",
        ExpectedRelation.SAME,
        Decimal("0.05"),
        Decimal("3.5"),
        12,
    )
    assert (rules["insured_new"].margin, rules["insured_new"].quarters) == (Decimal(6), 10)
    assert "registered_new" not in rules
    assert set(rules) == {each.id for each in catalogue.office.comparisons} - {"registered_new"} | {"own"}


def test_what_the_office_says_of_comparisons_changes_no_figure(write: Write, catalogue: Catalogue) -> None:
    loaded = load_catalogue(site=write({"comparisons.csv": f"{HEAD}\n{OWN}\n"}))
    assert loaded.same_ground(catalogue)
