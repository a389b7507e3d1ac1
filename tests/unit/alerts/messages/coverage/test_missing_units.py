from __future__ import annotations

import pytest

from services.alerts.messages.coverage.missing_units import counted, ends
from services.alerts.messages.subject import MessageSubject
from shared.catalogue import Catalogue
from shared.events import Assessment, EstimatedUnit, MissingRange, ProgressAssessed
from tests.builders import an_assessment

LONGSHAN = "433130"


def said(catalogue: Catalogue, *estimated: EstimatedUnit, more: int = 0) -> str:
    assessment = an_assessment(
        expected_units=8,
        reported_units=7,
        reported_weight=9_860,
        estimated=estimated,
        more_estimated=more,
        missing_range=MissingRange(1, 2, "orange", "orange"),
        contributions=(),
    )
    plan = next(each for each in catalogue.plans.values() if each.region == "433100")
    row = plan.targets[0]
    told = ProgressAssessed(
        plan=plan.id,
        row=row.row,
        indicator=row.indicator,
        region=plan.region,
        period="2025-03",
        binding=True,
        assessment=assessment,
    )
    return counted(assessment, MessageSubject.of(catalogue, told, "2025-03", assessment))


def test_who_is_missing_is_told_with_the_weight_of_the_others_and_how_it_counts(catalogue: Catalogue) -> None:
    text = said(catalogue, EstimatedUnit(LONGSHAN, "2025-03", "share", "2024-03"))
    assert text == "8个单位中7个已报（占98.60%），龙山县按上年同月占比估算；其最好最坏情形均为橙。"


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (EstimatedUnit(LONGSHAN, "2025-03", "last", "2025-02"), "龙山县按2025年2月末数计；"),
        (EstimatedUnit(LONGSHAN, "2025-03", "share", "2024-10"), "龙山县按2024年10月占比估算；"),
        (EstimatedUnit(LONGSHAN, "2025-01", "share", "2024-01"), "龙山县2025年1月按上年同月占比估算；"),
    ],
)
def test_how_a_unit_counts_is_said_in_words(catalogue: Catalogue, estimate: EstimatedUnit, words: str) -> None:
    assert words in said(catalogue, estimate)


def test_three_are_named_and_the_others_counted(catalogue: Catalogue) -> None:
    months = [EstimatedUnit(LONGSHAN, f"2025-0{month}", "last", "2024-12") for month in (3, 2, 1)]
    assert "，另有2处照此估算；" in said(catalogue, *months, months[0], more=1)


def test_nothing_is_said_where_all_have_reported(catalogue: Catalogue) -> None:
    assert said(catalogue) == ""


def test_between_which_levels_it_lies_is_said() -> None:
    def of(spread: MissingRange | None) -> Assessment:
        return an_assessment(missing_range=spread)

    assert ends(of(MissingRange(1, 2, "red", "yellow"))) == "其最好情形为黄，最坏情形为红"
    assert ends(of(None)) == "其多少无从估算"
