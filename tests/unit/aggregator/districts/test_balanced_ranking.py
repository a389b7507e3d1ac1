"""A ranking's amounts add up as printed."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.districts.balanced_ranking import balanced_table
from services.aggregator.wording.formats import measure_text
from shared.catalogue.model import Kind
from shared.events.bulletin_content import RankedRow, RankingTable, Written
from tests.unit.aggregator.target_builders import an_indicator

STOCK = an_indicator()


def a_table(*amounts: int | None) -> RankingTable:
    rows = tuple(
        RankedRow(
            region=str(place),
            name=f"{place}区",
            actual=None if amount is None else Written(amount, measure_text(amount, STOCK.unit)),
        )
        for place, amount in enumerate(amounts)
    )
    return RankingTable(indicator=STOCK.id, name="", unit=STOCK.unit.symbol, basis="growth", explained="", rows=rows)


def test_one_amount_is_moved_by_a_unit_of_the_last_place_and_marked_and_keeps_its_figure() -> None:
    assert (STOCK.unit.scale, STOCK.unit.decimals) == (10_000, 2)
    found = balanced_table(a_table(10_049, 10_049, 10_049), STOCK)
    assert [(row.actual.text, row.actual.value, row.adjusted) for row in found.rows if row.actual] == [
        ("1.01", 10_049, True),
        ("1.00", 10_049, False),
        ("1.00", 10_049, False),
    ]
    assert found.total == Written(30_147, "3.01")


@given(st.lists(st.integers(0, 10**8), min_size=1, max_size=40))
def test_the_column_adds_up_as_it_is_printed(amounts: list[int]) -> None:
    found = balanced_table(a_table(*amounts), STOCK)
    printed = [Decimal(row.actual.text.replace(",", "")) for row in found.rows if row.actual]
    assert found.total is not None and sum(printed) == Decimal(found.total.text.replace(",", ""))


def test_while_one_has_no_figure_and_of_rates_there_is_no_total() -> None:
    holed = a_table(10_049, None)
    assert balanced_table(holed, STOCK) == holed
    assert balanced_table(a_table(1, 2), an_indicator(Kind.RATIO)).total is None
