from __future__ import annotations

import pytest

from tests.unit.shared.catalogue.files.layers.conftest import Write
from tests.unit.shared.catalogue.files.layers.office import a_district, faults

HEAD = 'region = "500107"\nplans = []\n'
MINE = '[[due]]\nplan = "jiulongpo-2026-2030"\n'


def test_a_rule_in_order_is_no_fault(write: Write) -> None:
    assert faults(write(a_district(**{"site.toml": HEAD + MINE + "working_days = 8\nperiod_end_day = 20\n"}))) == []


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("due = 1\n", "bad_value", "应写作 [[due]]"),
        ("[[due]]\nworking_days = 3\n", "bad_due", "须写明 plan"),
        (MINE + "working_day = 3\n", "unknown_key", "是不是“working_days”"),
        (MINE + "working_days = 0\n", "bad_due", "working_days 应为 1 到 20"),
        (MINE + "working_days = true\n", "bad_due", "working_days"),
        (MINE + "period_end_day = 31\n", "bad_due", "period_end_day 应为 1 到 28"),
        (MINE + MINE, "duplicate_due", "第2个 [[due]] 与前面的重复"),
        (MINE.replace("2030", "2031"), "unknown_plan", "是不是“jiulongpo-2026-2030”"),
        ('[[due]]\nindicator = "urban_new_employmnt"\n', "unknown_indicator", "是不是“urban_new_employment”"),
    ],
)
def test_a_fault_is_told_in_words(write: Write, text: str, code: str, said: str) -> None:
    (found,) = faults(write(a_district(**{"site.toml": HEAD + text})))
    assert (found.code, found.file) == (code, "site/site.toml")
    assert said in found.message
