"""The matched sample as a series: chained over quarters, of what is shown to whoever may not see single enterprises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from services.aggregator.comparison.panel_series import index, shown_sums
from services.aggregator.comparison.quarters import Quarter, quarters
from services.aggregator.panel.withholding import RecordedPanel
from shared.catalogue import Catalogue
from shared.catalogue.model import Panel, PanelMember, Region
from shared.events import EnterpriseSize, PanelFrequency
from tests.enterprises.reports import a_panel_report

CITY, JLP, SPB = "500000", "500107", "500106"
REGIONS = (
    Region(CITY, "重庆市", "province", ""),
    Region(JLP, "九龙坡区", "county", CITY),
    Region(SPB, "沙坪坝区", "county", CITY),
)
SPAN = quarters(Quarter(2024, 1), Quarter(2024, 4))
BEFORE = Quarter(2023, 4)
DAY = 86_400_000_000
LONG_AFTER = 1_900_000_000_000_000
IN_TIME = 1
Heads = Mapping[str, list[int | None]]
"""By enterprise its head count at the end of each quarter, from the one before the span on."""


def district_of(enterprise: str) -> str:
    return SPB if enterprise.startswith("s") else JLP


def the_catalogue(enterprises: Iterable[str]) -> Catalogue:
    members = [
        PanelMember(
            enterprise=each,
            name=each,
            region=district_of(each),
            industry="C",
            size=EnterpriseSize.SMALL,
            frequency=PanelFrequency.QUARTER,
            first=BEFORE.months[0],
        )
        for each in enterprises
    ]
    return Catalogue(REGIONS, {}, (), (), (), {}, panel=Panel(members))


def reported(
    enterprise: str, quarter: Quarter, count: int, revision: int = 1, at: int = IN_TIME, *, position: int
) -> RecordedPanel:
    event = a_panel_report(
        enterprise,
        str(quarter.last),
        region=district_of(enterprise),
        size=EnterpriseSize.SMALL,
        frequency=PanelFrequency.QUARTER,
        revision=revision,
        start=count,
        hired=0,
        left=0,
        vacancies=0,
        simulated=False,
    )
    return RecordedPanel(position, at, event)


def sample(heads: Heads) -> list[RecordedPanel]:
    told = [
        (enterprise, quarter, count)
        for enterprise, counts in heads.items()
        for quarter, count in zip((BEFORE, *SPAN), counts, strict=True)
        if count is not None
    ]
    return [reported(*each, position=position) for position, each in enumerate(told, 1)]


def series(
    heads: Heads, region: str = JLP, later: Iterable[RecordedPanel] = (), now: int = LONG_AFTER
) -> dict[Quarter, Fraction]:
    return index(shown_sums(the_catalogue(heads), region, SPAN, [*sample(heads), *later], now))


SAME: Heads = {each: [100, 110, 110, 99, 99] for each in "abc"}


def test_the_index_is_chained_of_the_matched_changes() -> None:
    assert series(SAME) == {
        SPAN[0]: Fraction(1_100, 1_000),
        SPAN[1]: Fraction(1_100, 1_000),
        SPAN[2]: Fraction(990, 1_000),
        SPAN[3]: Fraction(990, 1_000),
    }


def test_who_is_in_one_quarter_only_moves_nothing() -> None:
    assert series({**SAME, "d": [None, None, 5_000, None, None]})[SPAN[1]] == Fraction(11, 10)


def test_fewer_than_three_enterprises_are_no_series_and_break_it() -> None:
    two: Heads = {each: SAME[each] for each in "ab"}
    assert series(two) == {}
    broken: Heads = {**two, "c": [100, None, 100, 100, 100]}
    assert list(series(broken)) == [SPAN[2], SPAN[3]]


def test_an_enterprise_cannot_be_had_by_taking_a_district_from_its_city() -> None:
    """One of 沙坪坝 beside three of 九龙坡: the city's index is that of 九龙坡 alone."""
    heads: Heads = {**SAME, "s": [1_000, 1_000, 400, 400, 400]}
    assert series(heads, CITY) == series(heads, JLP)
    assert series(heads, SPB) == {}


def test_one_correction_moves_nothing_and_three_do_when_their_day_is_over() -> None:
    """Else two points in the past, one before and one behind it, would tell what one enterprise has said."""
    corrected = [
        reported(each, SPAN[3], 49, revision=2, at=LONG_AFTER - DAY, position=number)
        for number, each in enumerate("abc", 100)
    ]
    assert series(SAME, later=corrected[:1]) == series(SAME)
    assert series(SAME, later=corrected, now=LONG_AFTER - DAY) == series(SAME)
    assert series(SAME, later=corrected)[SPAN[3]] == Fraction(490, 1_000)
