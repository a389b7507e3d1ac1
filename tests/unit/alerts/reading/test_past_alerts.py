from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from services.alerts.reading.past_alerts import PastAlerts
from shared.catalogue.known import OneCatalogue
from shared.web.problems import Problem
from tests.unit.alerts.pages.test_api import a_client
from tests.unit.alerts.setting import Setting, levels

JAN, FEB, MAR = "2025-01", "2025-02", "2025-03"


def lived(setting: Setting) -> list[tuple[str, dict[str, list[Any]]]]:
    """Raised, resolved, raised again, a day between each; after each step its instant and what was answered."""
    steps = (
        levels((JAN, "red")),
        levels((FEB, "normal"), version=10, accepted_progress=10_000, actual=7_480_000),
        levels((MAR, "red"), version=20),
    )
    found = []
    for step in steps:
        setting.assess(*step)
        setting.deliver()
        found.append((setting.clock.now().isoformat(), answers(setting)))
        setting.clock.advance(timedelta(days=1))
    return found


def answers(setting: Setting) -> dict[str, list[Any]]:
    number = setting.reading.alerts("all")[0].number
    return {
        "all": setting.reading.alerts("all"),
        "open": setting.reading.alerts("open"),
        "closed": setting.reading.alerts("closed"),
        "one": setting.reading.alert(number),
    }


@pytest.fixture
def past(setting: Setting) -> PastAlerts:
    return PastAlerts(setting.database, setting.store, OneCatalogue(setting.catalogue), setting.clock)


def unplanned(view: Any) -> Any:
    """As it is answered, without when a message that waited was meant to go: that is told as it is now."""
    view = msgspec.to_builtins(view)
    if isinstance(view, dict):
        kept = {name: each for name, each in view.items() if name not in ("wanted_at", "digest", "held")}
        return {name: unplanned(each) for name, each in kept.items()}
    return [unplanned(each) for each in view] if isinstance(view, list) else view


def test_alerts_are_answered_as_they_stood(setting: Setting, past: PastAlerts) -> None:
    for instant, known in lived(setting):
        point = past.point(instant)
        for state in ("all", "open", "closed"):
            found = past.alerts(point, state, None, None)
            assert unplanned(found) == unplanned(known[state])
        assert unplanned(past.alert(point, known["one"][0].number)) == unplanned(known["one"])


def test_a_message_that_was_delivered_later_still_waited(setting: Setting, past: PastAlerts) -> None:
    setting.assess(*levels((JAN, "red")))
    instant = setting.clock.now().isoformat()
    setting.clock.advance(timedelta(hours=1))
    setting.deliver()
    (alert,) = past.alerts(past.point(instant), "all", None, None)
    assert {message.state for message in alert.messages} == {"queued"}
    assert past.alerts(past.point(instant), "all", "no-such-plan", None) == []


def test_over_http_the_answer_names_its_instant(setting: Setting) -> None:
    (instant, known), *_ = lived(setting)
    client = a_client(setting)
    answer = client.get("/v1/alerts", params={"as_of": instant}).json()
    assert [each["number"] for each in answer["alerts"]] == [each.number for each in known["all"]]
    assert answer["as_of"]["instant"][:16] == instant[:16]
    one = client.get(f"/v1/alerts/{known['one'][0].number}", params={"as_of": instant}).json()
    assert (len(one["episodes"]), one["as_of"]["instant"][:16]) == (1, instant[:16])
    assert client.get("/v1/alerts/none", params={"as_of": instant}).status_code == 404


@pytest.mark.parametrize("text", ["3", "2999-01-01", "1999-01-01", "heute"])
def test_only_an_instant_of_the_past_can_be_asked_for(setting: Setting, past: PastAlerts, text: str) -> None:
    lived(setting)
    with pytest.raises(Problem) as refused:
        past.point(text)
    assert refused.value.status == 422
