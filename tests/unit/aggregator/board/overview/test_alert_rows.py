"""The open alerts as the board lists them."""

from __future__ import annotations

from services.aggregator.board.overview.alert_rows import ListedAlert, alert_rows
from shared.catalogue import Catalogue
from shared.events import Level
from shared.periods import Month

CHONGQING = "chongqing-2021-2025"
APRIL = Month(2023, 4)


def _alert(number: str, level: Level = "red", since: Month = APRIL, plan: str = CHONGQING) -> ListedAlert:
    return ListedAlert(number, 1, plan, 8, "500000", level, False, since, Month(2025, 3), -900_000, 123)


def _numbers(catalogue: Catalogue, *alerts: ListedAlert) -> list[str]:
    return [row.number for row in alert_rows(alerts, catalogue.plans, catalogue.regions)]


def test_the_most_urgent_stand_first_then_the_oldest(catalogue: Catalogue) -> None:
    listed = _numbers(catalogue, _alert("C", "yellow", Month(2021, 1)), _alert("B"), _alert("A", since=Month(2024, 1)))
    assert listed == ["B", "A", "C"]


def test_an_alert_is_written_with_its_place_age_and_difference(catalogue: Catalogue) -> None:
    (row,) = alert_rows([_alert("CQ-08")], catalogue.plans, catalogue.regions)
    assert (row.region, row.name, row.since, row.age) == ("重庆市", "工伤保险参保人数", "2023-04", "24 个月")
    assert (row.difference, row.months) == ("−90.00 万人", "12.3")


def test_an_alert_of_a_plan_that_was_taken_away_is_still_listed(catalogue: Catalogue) -> None:
    (row,) = alert_rows([_alert("X-08", plan="gone")], catalogue.plans, catalogue.regions)
    assert (row.plan_name, row.name, row.difference) == ("gone", "第8行", "–")
