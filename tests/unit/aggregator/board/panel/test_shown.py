"""What a viewer is given of an area's sample: its district every line, others whole groups and nothing of too few."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from services.aggregator.board.panel.shown import AreaReports, PanelQuestion, ShownPanel, asked_periods, districts_of
from services.aggregator.board.panel.view import panel_page
from services.aggregator.panel.withholding import OTHERS, RecordedPanel
from shared.catalogue import Catalogue
from shared.catalogue.model import Panel, PanelMember, Region
from shared.events import PanelFrequency
from shared.periods import Month
from tests.enterprises.reports import a_member, a_panel_report

JLP, SPB, CITY = "500107", "500106", "500000"
REGIONS = (
    Region(CITY, "重庆市", "province", ""),
    Region(JLP, "九龙坡区", "county", CITY),
    Region(SPB, "沙坪坝区", "county", CITY),
)
FEBRUARY = Month(2026, 2)
LONG_AFTER = 1_900_000_000_000_000


def the_catalogue(members: Iterable[PanelMember]) -> Catalogue:
    return Catalogue(REGIONS, {}, (), (), (), {}, panel=Panel(members))


def reports_of(members: Iterable[PanelMember], heads: Iterable[int] = ()) -> list[RecordedPanel]:
    """January and February of each, with five who leave."""
    found = []
    sizes = dict(enumerate(heads))
    for number, member in enumerate(members):
        start = sizes.get(number, 1_000 + 17 * number)
        for at, period in enumerate(("2026-01", "2026-02")):
            event = a_panel_report(
                member.enterprise,
                period,
                region=member.region,
                industry=member.industry,
                start=start - 5 * at,
                hired=0,
                left=5,
            )
            found.append(RecordedPanel(2 * number + at + 1, 1, event))
    return found


def look(
    members: list[PanelMember], region: str, *, own: bool, reports: list[RecordedPanel] | None = None
) -> ShownPanel:
    given = reports_of(members) if reports is None else reports
    asked = PanelQuestion(region, FEBRUARY, PanelFrequency.MONTH, LONG_AFTER, own)
    return AreaReports(the_catalogue(members), given).shown(asked)


def a_sample(*parts: tuple[str, str]) -> list[PanelMember]:
    """By region and industry."""
    return [
        a_member(f"E-{number}", region=region, industry=industry) for number, (region, industry) in enumerate(parts)
    ]


def test_a_district_sees_every_industry_and_others_see_those_of_three() -> None:
    members = a_sample(*[(JLP, "C")] * 4, (JLP, "F"), (JLP, "H"), (JLP, "H"))
    own, others = look(members, JLP, own=True), look(members, JLP, own=False)
    assert [(each.key, each.found.enterprises) for each in own.industries] == [("C", 4), ("F", 1), ("H", 2)]
    assert [(each.key, each.found.enterprises) for each in others.industries] == [("C", 4), (OTHERS, 3)]
    assert own.total.found == others.total.found


def test_a_district_of_two_is_left_out_of_the_city_and_said_to_be() -> None:
    members = a_sample(*[(JLP, "C")] * 3, (SPB, "C"), (SPB, "C"))
    city = look(members, CITY, own=False)
    assert [(each.key, each.found.enterprises, each.withheld) for each in city.districts] == [
        (JLP, 3, False),
        (SPB, 0, True),
    ]
    assert (city.total.sample, city.total.found.enterprises) == (5, 3)
    page = panel_page([city], the_catalogue(members))
    assert page.districts[1].note == "不足三家，或当日刚报来，尚未公布"
    assert page.total.end.startswith("约")


def test_losses_show_to_the_district_only() -> None:
    members = a_sample(*[(JLP, "C")] * 3)
    reports = reports_of(members)
    lost = a_panel_report("E-0", "2026-02", start=1_000, hired=0, left=300, revision=2)
    reports.append(RecordedPanel(99, 2, lost))
    assert [each.enterprise for each in look(members, JLP, own=True, reports=reports).losses] == ["E-0"]
    assert look(members, JLP, own=False, reports=reports).losses == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from((JLP, SPB)), st.sampled_from("CFH")), max_size=9))
def test_no_sum_or_difference_of_sums_that_others_see_is_about_fewer_than_three(parts: list[tuple[str, str]]) -> None:
    """Enterprise n has 2**n heads more than the others, so a sum says whose it is: of the table's sums each alone, and
    each less another that it holds whole, is of nobody or of three at least."""
    members = a_sample(*parts)
    heads = [10_000 + 2**number for number in range(len(members))]
    city = look(members, CITY, own=False, reports=reports_of(members, heads))
    sums = [each.found for each in (city.total, *city.districts, *city.industries)]
    whose = {_whose(each.base, each.enterprises) for each in sums}
    for one in whose:
        assert not one or len(one) >= 3
        for other in whose:
            assert not other < one or len(one - other) >= 3


def _whose(base: int, count: int) -> frozenset[int]:
    """Who makes up a base of so many enterprises: January ended five lower."""
    rest = base - count * (10_000 - 5)
    return frozenset(number for number in range(16) if rest >> number & 1)


def test_the_periods_that_are_read_reach_back_to_the_pair_of_the_first() -> None:
    assert asked_periods(FEBRUARY, PanelFrequency.MONTH) == [Month(2026, 1), FEBRUARY]
    quarter = asked_periods(Month(2026, 6), PanelFrequency.QUARTER)
    assert (quarter[0], quarter[-1], len(quarter)) == (Month(2026, 1), Month(2026, 6), 6)
    assert asked_periods(FEBRUARY, PanelFrequency.MONTH, back=11)[0] == Month(2025, 2)


def test_an_area_holds_the_districts_below_it_that_have_a_sample() -> None:
    catalogue = the_catalogue(a_sample((JLP, "C"), (SPB, "C"), ("510104", "C")))
    assert districts_of(catalogue, CITY) == (JLP, SPB)
    assert districts_of(catalogue, JLP) == (JLP,)
