"""By which scheme districts are appraised: read, checked, the example only where an office has none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.load import load_catalogue
from shared.catalogue.model import Deduction, scheme_of
from shared.periods import Month
from tests.unit.shared.catalogue.files.layers.conftest import Write
from tests.unit.shared.catalogue.files.layers.office import faults

MAY = Month(2024, 5)
OWN = """
[[scheme]]
id = "own"
name = "考核办法（虚构）"
basis = "虚构"
area = "500000"
first = "2024-01"
last = "2024-12"

[[scheme.item]]
id = "timely"
name = "报送及时"
full = 60
weight = 1.5
late = 2.5

[[scheme.item]]
id = "progress"
name = "指标进度"
full = 40
progress = true

[[scheme.exempt]]
region = "500107"
first = "2024-05"
last = "2024-06"
reason = "抗洪救灾（虚构）"
"""


def test_the_shipped_scheme_is_an_example_and_says_so(catalogue: Catalogue) -> None:
    (scheme,) = catalogue.office.schemes
    assert scheme.example
    assert "示例" in scheme.name
    assert "未经任何单位印发" in scheme.basis
    assert sum(each.full * each.weight for each in scheme.items) == 100
    assert {deduction for item in scheme.items for deduction in item.deductions} == set(Deduction)
    assert scheme_of(catalogue.office.schemes, "500000", MAY) is scheme


def test_an_office_s_own_goes_before_the_example_where_it_holds(write: Write) -> None:
    schemes = load_catalogue(site=write({"appraisal.toml": OWN})).office.schemes
    found = {
        (area, period): scheme.id
        for area in ("500000", "510000")
        for period in (MAY, Month(2025, 1))
        if (scheme := scheme_of(schemes, area, period)) is not None
    }
    assert found.pop(("500000", MAY)) == "own"
    assert set(found.values()) == {"example"}


def test_a_scheme_is_read_as_it_is_written(write: Write) -> None:
    scheme = next(
        each for each in load_catalogue(site=write({"appraisal.toml": OWN})).office.schemes if not each.example
    )
    timely, progress = scheme.items
    assert (timely.full, timely.weight) == (Decimal(60), Decimal("1.5"))
    assert timely.deductions == {Deduction.LATE: Decimal("2.5")}
    assert (progress.progress, progress.weight, len(progress.deductions)) == (True, Decimal(1), 0)
    assert (scheme.exempts("500107", MAY), scheme.exempts("500107", Month(2024, 7))) == ("抗洪救灾（虚构）", "")
    assert scheme.exempts("500106", MAY) == ""


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('id = "own"', "", "missing_key"),
        ('id = "own"', "id = 5", "bad_value"),
        ('name = "考核办法（虚构）"', "nmae = 1", "unknown_key"),
        ('area = "500000"', 'area = "599999"', "unknown_region"),
        ('first = "2024-01"', 'first = "2024"', "bad_value"),
        ("full = 60", "full = 0", "bad_number"),
        ("full = 60", "full = 0.001", "bad_number"),
        ("full = 60", "full = nan", "bad_number"),
        ("full = 60", "full = true", "bad_number"),
        ("late = 2.5", "latte = 2.5", "unknown_key"),
        ("late = 2.5", "", "bad_item"),
        ("progress = true", "progress = 1", "bad_value"),
        ("progress = true", "progress = true\nlate = 1", "bad_item"),
        ('id = "progress"', 'id = "timely"', "duplicate_item"),
        ('region = "500107"', 'region = "nowhere"', "unknown_region"),
        ('last = "2024-06"', "", "missing_key"),
        ("[[scheme.exempt]]", "[scheme.exempt]", "bad_value"),
        ('reason = "抗洪救灾（虚构）"', OWN, "duplicate_scheme"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(write: Write, before: str, after: str, code: str) -> None:
    assert before in OWN
    found = faults(write({"appraisal.toml": OWN.replace(before, after, 1)}))
    assert (code, "site/appraisal.toml") in {(each.code, each.file) for each in found}


def test_a_scheme_without_items_is_refused(write: Write) -> None:
    found = faults(write({"appraisal.toml": OWN[: OWN.index("[[scheme.item]]")]}))
    assert [each.code for each in found] == ["missing_key"]
