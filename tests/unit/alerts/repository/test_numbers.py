"""A number belongs to one alert for ever: on the whole way from an assessment to a mail's link, whatever is loaded."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from services.alerts.repository import numbers
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Plan
from shared.events import AlertRaised
from tests.unit.alerts.pages.test_api import a_client
from tests.unit.alerts.setting import Setting, an_assessed, levels

OURS = "chongqing-2021-2025"
THEIRS = "aaa-2021-2025"
"""An id that comes before ours, so that it would be the first to choose."""


@pytest.fixture
def second(catalogue: Catalogue) -> Plan:
    """Another area's plan that asks for the prefix that 重庆's has."""
    return dataclasses.replace(catalogue.plans[OURS], id=THEIRS, region="510000", name="另一份规划")


def loaded(setting: Setting, catalogue: Catalogue, plans: Iterable[Plan]) -> None:
    """The service begun again with these plans."""
    setting.catalogue = Catalogue(
        catalogue.regions.values(),
        catalogue.groups,
        catalogue.indicators.values(),
        plans,
        catalogue.departments,
        {},
    )
    setting.consumer = setting.a_consumer()


def raised(setting: Setting) -> dict[str, str]:
    """The number of each alert that was raised, by plan; the last one where there were several."""
    return {event.plan: event.alert for event in setting.events() if isinstance(event, AlertRaised)}


def links(setting: Setting) -> list[str]:
    """The links in all mails in the outbox."""
    texts = [json.loads(path.read_text("utf-8"))["text"] for path in sorted(setting.outbox.folder.glob("*.json"))]
    return [found for text in texts for found in re.findall(r"(/alerts/[\w-]+/answer\?token=[\w.-]+)", text)]


def test_a_plan_that_is_loaded_later_leaves_alert_number_and_link_as_they_were(
    setting: Setting, catalogue: Catalogue, second: Plan
) -> None:
    setting.assess(*levels(("2025-03", "red")))
    setting.deliver()
    (link,) = links(setting)
    before = a_client(setting, viewer=None).get(link).text

    loaded(setting, catalogue, [*catalogue.plans.values(), second])
    setting.assess(an_assessed("2025-03", "red", plan=THEIRS, region="510000", data_version=9))
    setting.assess(an_assessed("2025-04", "orange", data_version=10))

    assert raised(setting) == {OURS: "CQ-08", THEIRS: "CQ2-08"}
    after = a_client(setting, viewer=None).get(link)
    assert after.status_code == 200
    assert "重庆" in before
    assert "另一份规划" not in after.text


@pytest.mark.parametrize("first", [OURS, THEIRS])
def test_whichever_plan_had_an_alert_first_keeps_the_number_in_both_orders_of_loading(
    setting: Setting, catalogue: Catalogue, second: Plan, first: str
) -> None:
    own = catalogue.plans[OURS]
    for turn, plans in enumerate(([own], [second, own]) if first == OURS else ([second], [own, second])):
        loaded(setting, catalogue, plans)
        plan = plans[0]
        setting.assess(an_assessed("2025-03", "red", plan=plan.id, region=plan.region, data_version=1 + turn))
    assert raised(setting)[first] == "CQ-08"
    assert sorted(raised(setting).values()) == ["CQ-08", "CQ2-08"]


def test_an_alert_keeps_its_number_when_it_is_raised_again(
    setting: Setting, catalogue: Catalogue, second: Plan
) -> None:
    setting.assess(
        *levels(("2025-01", "red")), an_assessed("2025-02", "normal", data_version=5, accepted_progress=10_000)
    )
    loaded(setting, catalogue, [second, *catalogue.plans.values()])
    setting.assess(an_assessed("2025-03", "red", data_version=7))
    assert [event.alert for event in setting.events() if isinstance(event, AlertRaised)] == ["CQ-08", "CQ-08"]


def test_a_link_to_another_alert_opens_nothing_even_under_its_number(setting: Setting) -> None:
    """As when two plans had shared a number: the link says which of the two it is about."""
    setting.assess(*levels(("2025-03", "red")))
    setting.deliver()
    (link,) = links(setting)
    client = a_client(setting, viewer=None)
    assert client.get(link).status_code == 200
    with setting.database.write() as connection:
        connection.exec_driver_sql("UPDATE alert_numbers SET stream = 'alert-another-8-500000'")
    refused = client.get(link)
    assert refused.status_code == 403
    assert "链接无效" in refused.text


def test_each_number_is_kept_with_whose_it_is(setting: Setting, tmp_path: Path) -> None:
    setting.assess(
        *levels(("2025-03", "red")), an_assessed("2025-03", "red", row=5, indicator="unemployment_insurance_insured")
    )
    with setting.database.read() as connection:
        streams = [f"alert-{OURS}-{row}-500000" for row in (5, 8)]
        given = numbers.of_streams(connection, streams)
        assert [(each.number, each.row, each.prefix) for each in given.values()] == [
            ("CQ-05", 5, "CQ"),
            ("CQ-08", 8, "CQ"),
        ]
        assert numbers.prefixes(connection) == [(OURS, "CQ")]
