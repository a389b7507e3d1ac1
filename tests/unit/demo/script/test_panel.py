"""What the invented enterprises report: taken as it is, labelled, and with one lay-off that is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from services.aggregator.panel.losses import grounds
from services.demo.invented.folder import INVENTED
from services.demo.script.panel import LAID_OFF, panel_history, panel_january
from services.intake.panel.bodies import PanelReportBody
from services.intake.panel.checking import panel_events
from shared.catalogue import CatalogueSources, load_from
from shared.catalogue.model.panel import LossLimit
from shared.events import PanelReported

CATALOGUE = load_from(CatalogueSources(site=INVENTED))
MEMBERS = CATALOGUE.panel.members


def taken() -> tuple[PanelReported, ...]:
    bodies = [msgspec.convert(each, PanelReportBody) for each in (*panel_history(MEMBERS), *panel_january(MEMBERS))]
    return panel_events(bodies, CATALOGUE, {}, date(2026, 2, 5), lambda _: True)


def test_every_name_says_that_it_is_invented_and_two_districts_have_a_sample() -> None:
    assert all(each.name.endswith("（虚构）") for each in MEMBERS)
    assert CATALOGUE.panel.regions == ("500107", "500106")


def test_all_of_it_is_taken_and_simulated() -> None:
    events = taken()
    assert len(events) > 200
    assert all(each.simulated for each in events)
    assert {each.period for each in events if each.late} and not any(
        each.late for each in events if each.period == "2026-01"
    )


def test_one_loss_is_told_and_no_other() -> None:
    told = [each for each in taken() if grounds(each, CATALOGUE.panel.limit(each.size))]
    assert [(each.enterprise, each.period) for each in told] == [(LAID_OFF[0], str(LAID_OFF[1]))]
    assert CATALOGUE.panel.limit(told[0].size) == LossLimit(Decimal(10), 20)


def test_some_have_not_reported_january_yet() -> None:
    reported = {each["enterprise"] for each in panel_january(MEMBERS)}
    assert 0 < len(reported) < len(MEMBERS)
