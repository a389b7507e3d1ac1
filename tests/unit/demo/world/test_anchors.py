from __future__ import annotations

from decimal import Decimal

from services.demo.world.anchors import Anchor, Fixes, read_anchors
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.published import PublishedFigure
from shared.periods import Month


def row(
    region: str, indicator: str, period: str, kind: str, value: str, unit: str = "万人", doubt: str = ""
) -> PublishedFigure:
    return PublishedFigure(region, indicator, Month.parse(period), kind, Decimal(value), unit, "", "", "", doubt)


def only(catalogue: Catalogue, *rows: PublishedFigure) -> Anchor:
    (anchor,) = read_anchors(rows, catalogue.indicators, catalogue.units_of_measure)
    return anchor


def test_a_published_stock_becomes_persons_under_its_canonical_indicator(catalogue: Catalogue) -> None:
    anchor = only(catalogue, row("500000", "专业技术人才数量", "2022-12", "stock", "218"))
    assert anchor == Anchor("500000", "professional_personnel", Month(2022, 12), Fixes.LEVEL, 2_180_000)


def test_the_endings_of_a_name_say_what_it_fixes(catalogue: Catalogue) -> None:
    overall = row("500000", "城镇新增就业人数(十四五以来五年累计)", "2025-09", "ytd", "348")
    mean = row("500000", "城镇调查失业率(累计均值)", "2022-12", "rate", "5.4", "%")
    assert only(catalogue, overall).fixes is Fixes.OVERALL
    assert only(catalogue, mean) == Anchor("500000", "surveyed_unemployment_rate", Month(2022, 12), Fixes.MEAN, 540)


def test_targets_and_shares_of_the_year_are_no_fixed_points(catalogue: Catalogue) -> None:
    rows = [
        row("500000", "城镇新增就业年度目标", "2021-12", "ytd", "60"),
        row("500000", "城镇新增就业完成年度目标比例", "2021-03", "ytd", "27.1", "%"),
        row("500000+510000", "城镇新增就业人数(年均)", "2025-03", "ytd", "170", "万人/年"),
    ]
    assert read_anchors(rows, catalogue.indicators, catalogue.units_of_measure) == ()


def test_a_joint_stock_less_one_area_is_the_other_area_and_says_it_is_derived(catalogue: Catalogue) -> None:
    rows = [
        row("500000+510000", "工伤保险参保人数", "2025-03", "stock", "2340"),
        row("500000", "工伤保险参保人数", "2025-03", "stock", "657"),
    ]
    derived = read_anchors(rows, catalogue.indicators, catalogue.units_of_measure)[-1]
    assert (derived.region, derived.value, derived.derived) == ("510000", 16_830_000, True)


def test_a_joint_stock_alone_fixes_nothing(catalogue: Catalogue) -> None:
    joint = row("500000+510000", "工伤保险参保人数", "2025-03", "stock", "2340")
    assert read_anchors([joint], catalogue.indicators, catalogue.units_of_measure) == ()


def test_a_figure_published_twice_is_one_point_and_a_doubt_is_kept(catalogue: Catalogue) -> None:
    twice = row("500000", "城镇新增就业人数", "2022-03", "ytd", "19.46", doubt="与相邻各季不符")
    anchor = only(catalogue, twice, twice)
    assert anchor.value == 194_600
    assert anchor.doubtful
