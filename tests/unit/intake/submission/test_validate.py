from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.submission.parse import parse_submission
from services.intake.submission.period import period_faults
from services.intake.submission.validate import Validated, asked_for, validate
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue, load_catalogue
from shared.events import ReportLine
from shared.periods import Month
from tests.unit.intake.support import CITY, JIULONGPO, NOW, UNIT, line, ratio, report

SHIZHU = "500240"
TRAINING, MIGRANT = "subsidised_training", "migrant_worker_training"
PROFESSIONAL, SENIOR = "professional_personnel", "senior_title_personnel"


@pytest.fixture(scope="module")
def rulebook(catalogue: Catalogue) -> Rulebook:
    return Rulebook(catalogue)


def judged(rulebook: Rulebook, body: dict[str, Any], history: UnitHistory | None = None) -> Validated:
    parsed = parse_submission(json.dumps(body, default=str).encode())
    assert parsed.submission is not None
    return validate(parsed.submission, rulebook, history or UnitHistory(0), NOW, parsed.broken)


def faults(rulebook: Rulebook, body: dict[str, Any], history: UnitHistory | None = None) -> list[tuple[str, str]]:
    return [(fault.code, fault.pointer) for fault in judged(rulebook, body, history).faults]


@pytest.mark.parametrize(
    ("given_line", "expected"),
    [
        (line(value=1200), ReportLine("urban_new_employment", 1200)),
        (line(value=0), ReportLine("urban_new_employment", 0)),
        (line(value="0.1234", unit="万人"), ReportLine("urban_new_employment", 1234)),
        (line(value="1,234", unit="人"), ReportLine("urban_new_employment", 1234)),
        (line(value=3, basis="本年累计"), ReportLine("urban_new_employment", 3, None, "year_to_date")),
        (line(value=3, basis="year_to_date"), ReportLine("urban_new_employment", 3, None, "year_to_date")),
        (line(value=3, basis="本月"), ReportLine("urban_new_employment", 3)),
        (line("城镇新增就业人数", 3), ReportLine("urban_new_employment", 3)),
        (line("城镇新增就业", 3), ReportLine("urban_new_employment", 3)),
        (ratio(97, 100), ReportLine("mediation_success_rate", 97, 100)),
        (ratio(0, 0), ReportLine("mediation_success_rate", 0, 0)),
        (ratio(5, 5, unit="件", basis="year_to_date"), ReportLine("mediation_success_rate", 5, 5, "year_to_date")),
        (
            {"indicator": "registered_unemployment_rate", "numerator": "0.1", "denominator": "2", "unit": "万人"},
            ReportLine("registered_unemployment_rate", 1000, 20000),
        ),
    ],
)
def test_a_line_is_read_in_base_units(rulebook: Rulebook, given_line: dict[str, Any], expected: ReportLine) -> None:
    result = judged(rulebook, report(lines=[given_line]))
    assert result.faults == []
    assert result.lines == (expected,)


def test_a_surveyed_rate_is_read_in_basis_points(rulebook: Rulebook) -> None:
    body = report(CITY, lines=[line("surveyed_unemployment_rate", "5.45", unit="%")])
    assert judged(rulebook, body).lines == (ReportLine("surveyed_unemployment_rate", 545),)


@settings(deadline=None)
@given(amount=st.integers(0, 10**15))
def test_ten_thousands_are_exact(amount: int) -> None:
    in_ten_thousands = Decimal(amount).scaleb(-4)
    raw = json.dumps(report(lines=[line(value=0, unit="万人")])).replace(": 0,", f": {in_ten_thousands:f},")
    parsed = parse_submission(raw.encode())
    assert parsed.submission is not None
    result = validate(parsed.submission, _shared_rulebook(), UnitHistory(0), NOW)
    assert result.faults == []
    assert result.lines[0].value == amount


@cache
def _shared_rulebook() -> Rulebook:
    """One for all examples of a property: it does not change."""
    return Rulebook(load_catalogue())


@pytest.mark.parametrize(
    ("given_line", "code", "field"),
    [
        (line("no_such_thing"), "unknown-indicator", "indicator"),
        (line("surveyed_unemployment_rate", 5), "indicator-not-owed", "indicator"),
        (line("professional_personnel", 5, unit="亿元"), "wrong-unit", "unit"),
        (line(unit="%"), "wrong-unit", "unit"),
        (line(unit="光年"), "wrong-unit", "unit"),
        (ratio(unit="人"), "wrong-unit", "unit"),
        (line(value="一千二百"), "not-a-number", "value"),
        (line(value="NaN"), "not-a-number", "value"),
        (line(value="Infinity"), "not-a-number", "value"),
        (line(value=True), "not-a-number", "value"),
        (line(value=[1]), "not-a-number", "value"),
        (line(value={"a": 1}), "not-a-number", "value"),
        (line(value=-1), "negative", "value"),
        (line(value="-0.5", unit="万人"), "negative", "value"),
        (line(value=0.5), "not-whole", "value"),
        (line(value="0.00001", unit="万人"), "not-whole", "value"),
        (line(value="1.0000000000000000000000000000000001", unit="万人"), "not-whole", "value"),
        (line(value=1e-300), "not-whole", "value"),
        (line(value=10**15 + 1), "too-large", "value"),
        (line(value=1e30), "too-large", "value"),
        (line(value="1e30"), "exponent", "value"),
        (line(value="1790①"), "note-mark", "value"),
        (line(value="1,79", unit="万人"), "misplaced-comma", "value"),
        (line(value="1.79万"), "other-unit", "value"),
        (line(value=None), "missing-value", "value"),
        (line(basis="季度"), "unknown-basis", "basis"),
        (line("professional_personnel", 5, basis="year_to_date"), "basis-not-allowed", "basis"),
        (line(numerator=3), "not-a-ratio", "numerator"),
        (line(denominator=3), "not-a-ratio", "denominator"),
        (ratio(value=97), "ratio-needs-parts", "value"),
        (ratio(None, 3), "missing-numerator", "numerator"),
        (ratio(3, None), "missing-denominator", "denominator"),
        (ratio(101, 100), "numerator-exceeds", "numerator"),
        (ratio(1, 0), "denominator-zero", "numerator"),
        (ratio("x", 100), "not-a-number", "numerator"),
        (ratio(1, -100), "negative", "denominator"),
    ],
)
def test_a_wrong_line_is_told_with_its_place(
    rulebook: Rulebook, given_line: dict[str, Any], code: str, field: str
) -> None:
    assert faults(rulebook, report(lines=[given_line])) == [(code, f"/lines/0/{field}")]


@pytest.mark.parametrize(("value", "code"), [(100.01, "too-large"), ("5.455", "not-whole"), (-1, "negative")])
def test_a_surveyed_rate_lies_between_nought_and_a_hundred(rulebook: Rulebook, value: object, code: str) -> None:
    body = report(CITY, lines=[line("surveyed_unemployment_rate", value, unit="%")])
    assert faults(rulebook, body) == [(code, "/lines/0/value")]


def test_a_stock_cannot_be_a_year_to_date_whatever_it_is_called(rulebook: Rulebook) -> None:
    body = report(CITY, lines=[line("surveyed_unemployment_rate", 5, basis="本年累计")])
    assert faults(rulebook, body) == [("basis-not-allowed", "/lines/0/basis")]
    stock_rate = ratio(1, 2, basis="本年累计") | {"indicator": "registered_unemployment_rate"}
    assert faults(rulebook, report(lines=[stock_rate])) == [("basis-not-allowed", "/lines/0/basis")]


def test_an_indicator_twice_is_a_fault_however_it_is_written(rulebook: Rulebook) -> None:
    body = report(lines=[line(), line("城镇新增就业人数", "x")])
    assert faults(rulebook, body) == [("duplicate-indicator", "/lines/1/indicator")]


def test_every_fault_is_told_at_once(rulebook: Rulebook) -> None:
    lines = [line("x"), line(value="y", unit="光年"), ratio(3, 2), line(extra=1)]
    assert set(faults(rulebook, report(period="2030-01", lines=lines))) == {
        ("future-month", "/period"),
        ("unknown-indicator", "/lines/0/indicator"),
        ("wrong-unit", "/lines/1/unit"),
        ("not-a-number", "/lines/1/value"),
        ("numerator-exceeds", "/lines/2/numerator"),
    }


def test_a_part_may_not_exceed_its_whole(rulebook: Rulebook) -> None:
    body = report(lines=[line(MIGRANT, 11), line(TRAINING, 10)])
    assert faults(rulebook, body) == [("part-exceeds-whole", "/lines/0/value")]
    assert faults(rulebook, report(lines=[line(TRAINING, 10), line(MIGRANT, 10)])) == []
    assert faults(rulebook, report(lines=[line(MIGRANT, 11)])) == []


def test_a_part_of_another_basis_is_not_compared(rulebook: Rulebook) -> None:
    assert faults(rulebook, report(lines=[line(MIGRANT, 11, basis="year_to_date"), line(TRAINING, 10)])) == []


def test_a_pair_that_a_published_plan_contradicts_is_not_held_against_its_unit(rulebook: Rulebook) -> None:
    lines = [line(SENIOR, 11), line(PROFESSIONAL, 10)]
    assert faults(rulebook, report(lines=lines)) == [("part-exceeds-whole", "/lines/0/value")]
    assert faults(rulebook, report(SHIZHU, lines=lines)) == []


@pytest.mark.parametrize(
    ("region", "period", "expected"),
    [
        ("999999", "2023-03", [("unknown-region", "/region")]),
        ("510100", "2023-03", [("region-reports-nothing", "/region")]),
        ("500000-zc", "2023-03", [("region-reports-nothing", "/region")]),
        (UNIT, "2023-3", [("bad-period", "/period")]),
        (UNIT, "2023-13", [("bad-period", "/period")]),
        (UNIT, "二〇二三年三月", [("bad-period", "/period")]),
        (UNIT, "2023-04", [("future-month", "/period")]),
        (UNIT, "2020-12", [("before-first-plan", "/period")]),
        (UNIT, "2021-01", []),
        ("999999", "x", [("unknown-region", "/region"), ("bad-period", "/period")]),
    ],
)
def test_unit_and_month_must_be_right(
    rulebook: Rulebook, region: str, period: str, expected: list[tuple[str, str]]
) -> None:
    assert faults(rulebook, report(region, period)) == expected


def test_a_month_ends_at_midnight_in_china() -> None:
    before = datetime(2023, 3, 31, 15, 59, tzinfo=UTC)
    assert [each.code for each in period_faults("2023-03", before)] == ["future-month"]
    assert period_faults("2023-03", datetime(2023, 3, 31, 16, 0, tzinfo=UTC)) == []


def test_a_unit_that_did_not_exist_cannot_report(catalogue: Catalogue) -> None:
    regions = [
        replace(region, valid_from=Month(2022, 1), valid_to=Month(2022, 12)) if code == UNIT else region
        for code, region in catalogue.regions.items()
    ]
    dated = Rulebook(
        Catalogue(regions, catalogue.groups, catalogue.indicators.values(), catalogue.plans.values(), (), {})
    )
    assert faults(dated, report(period="2022-12")) == []
    assert faults(dated, report(period="2023-01")) == [("region-not-valid", "/region")]
    assert faults(dated, report(period="2021-12")) == [("region-not-valid", "/region")]


def test_a_report_holds_at_least_one_line(rulebook: Rulebook) -> None:
    assert faults(rulebook, report(lines=[])) == [("no-lines", "/lines")]


def test_a_report_does_not_hold_more_lines_than_anybody_owes(rulebook: Rulebook) -> None:
    assert faults(rulebook, report(lines=[line(f"x{index}") for index in range(501)])) == [("too-many-lines", "/lines")]


def test_what_is_owed_and_missing_is_a_finding(rulebook: Rulebook, catalogue: Catalogue) -> None:
    result = judged(rulebook, report())
    assert {each.indicator for each in result.findings} == set(catalogue.owed(UNIT)) - {"urban_new_employment"}
    assert "未报：专业技术人才总量" in [each.message for each in result.findings]


def test_a_county_plans_unit_owes_both_plans_figures(rulebook: Rulebook) -> None:
    assert rulebook.areas(JIULONGPO) == (JIULONGPO, CITY)
    assert faults(rulebook, report(JIULONGPO, lines=[line("surveyed_unemployment_rate", 5)])) == []


def test_a_slip_of_ten_thousand_is_told_with_the_median(rulebook: Rulebook) -> None:
    history = UnitHistory(Month(2022, 1).ordinal)
    for month in range(1, 13):
        history.put(Month(2022, month).ordinal, (ReportLine("urban_new_employment", 1000 + month),))
    assert faults(rulebook, report(lines=[line(value=1200)]), history) == []
    result = judged(rulebook, report(lines=[line(value=1200, unit="万人")]), history)
    assert [(each.code, each.pointer) for each in result.faults] == [("ten-thousand-slip", "/lines/0/value")]
    assert "1007人" in result.faults[0].message
    assert faults(rulebook, report(lines=[line(value=1200, unit="万人", basis="本年累计")]), history) == []


@settings(deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"indicator": st.sampled_from(["urban_new_employment", "mediation_success_rate", SENIOR, "x"])},
            optional={
                name: st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just([])
                for name in ("value", "numerator", "denominator")
            }
            | {
                "unit": st.sampled_from([None, "人", "万人", "件", "%"]),
                "basis": st.sampled_from(["month", "本年累计"]),
            },
        ),
        max_size=5,
    )
)
def test_whatever_is_posted_is_either_told_or_exact(lines: list[dict[str, Any]]) -> None:
    raw = json.dumps(report(lines=lines)).encode()
    if b"NaN" in raw or b"Infinity" in raw:
        return
    parsed = parse_submission(raw)
    assert parsed.submission is not None
    result = validate(parsed.submission, _shared_rulebook(), UnitHistory(0), NOW)
    assert result.faults or len(result.lines) == len(lines)
    assert all(type(each.value) is int and each.value >= 0 for each in result.lines)


def test_a_note_given_as_the_explanation_of_the_whole_is_only_a_note_where_nothing_is_asked_of_it(
    rulebook: Rulebook,
) -> None:
    said: dict[str, Any] = {
        "note": "初步数",
        "explanations": [{"indicator": "", "text": "初步数"}, {"indicator": TRAINING, "text": "已核对"}],
    }
    history = UnitHistory(0)
    first = judged(rulebook, report(**said), history)
    assert [each.indicator for each in asked_for(first.explanations, "初步数", first.review)] == [TRAINING]
    history.put(Month(2023, 3).ordinal, (*first.lines, ReportLine(TRAINING, 5)))
    asked = judged(rulebook, report(**said), history)
    assert [each.rule for each in asked.review if not each.indicator] == ["left-out"]
    assert [each.indicator for each in asked_for(asked.explanations, "初步数", asked.review)] == ["", TRAINING]
