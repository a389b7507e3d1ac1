"""Who sees what of an alert. A county's own plan is judged on its own figures: they show once they are accepted."""

from __future__ import annotations

from typing import Any

import pytest

from services.alerts.reading.visibility import Discretion
from shared.catalogue import Catalogue, load_catalogue
from shared.security.access import Access
from shared.security.keys import Principal, Role

UNIT, CITY = "500107", "500000"
FIGURES = {name: {"value": 9_000, "text": "90%"} for name in ("actual", "progress", "accepted_progress")}
MESSAGE = {
    "notification": "n1",
    "episode": 1,
    "sequence": 1,
    "channel": "mail",
    "state": "delivered",
    "state_name": "已送达",
    "queued_at": None,
    "delivered_at": None,
    "recipient": "somebody@example.org",
    "subject": "s",
    "title": "t",
}


@pytest.fixture(scope="module")
def access() -> Access:
    catalogue: Catalogue = load_catalogue()
    return Access(catalogue)


def an_alert(region: str = UNIT, accepted: int = 1, **figures: Any) -> dict[str, Any]:
    shown = FIGURES | figures
    entry = {"figures": shown, "old_actual": {"value": 1, "text": "1"}, "messages": [MESSAGE]}
    coverage = {"expected": 1, "reported": 1, "accepted": accepted}
    return {"region": region, "figures": shown, "coverage": coverage, "messages": [MESSAGE], "events": [entry]}


OTHER = {"value": 8_000, "text": "80%"}


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [
        (None, False),
        (Principal("r", Role.REPORTER, "500106"), False),
        (Principal("r", Role.REVIEWER, "510000"), False),
        (Principal("r", Role.REPORTER, UNIT), True),
        (Principal("r", Role.REVIEWER, CITY), True),
        (Principal("a", Role.AUDITOR, ""), True),
    ],
)
def test_a_units_figures_that_wait_show_to_those_who_may_read_it(
    access: Access, viewer: Principal | None, sees: bool
) -> None:
    for waiting in (an_alert(accepted=0), an_alert(accepted_progress=OTHER)):
        shown = Discretion(access, viewer).alert(waiting)
        assert (shown["hidden"], bool(shown["figures"])) == (not sees, sees)
    entry = Discretion(access, viewer).alert(an_alert(accepted_progress=OTHER))["events"][0]
    assert (entry["hidden"], bool(entry["figures"]), entry["old_actual"] is not None) == (not sees, sees, sees)


def test_accepted_figures_and_sums_show_to_everybody(access: Access) -> None:
    nobody = Discretion(access, None)
    for alert in (an_alert(), an_alert(CITY, accepted=0), an_alert(CITY, accepted_progress=OTHER)):
        shown = nobody.alert(alert)
        assert not shown["hidden"]
        assert shown["figures"] == alert["figures"]
        assert shown["events"][0]["figures"] == alert["figures"]


@pytest.mark.parametrize(
    ("viewer", "reads"),
    [
        (None, False),
        (Principal("r", Role.REPORTER, UNIT), False),
        (Principal("s", Role.SIGNER, UNIT), False),
        (Principal("r", Role.REVIEWER, "510000"), False),
        (Principal("r", Role.REVIEWER, CITY), True),
        (Principal("o", Role.OPS, ""), True),
        (Principal("a", Role.AUDITOR, "510000"), False),
    ],
)
def test_recipients_show_to_ops_auditors_and_reviewers_of_the_area(
    access: Access, viewer: Principal | None, reads: bool
) -> None:
    shown = Discretion(access, viewer).alert(an_alert())
    for messages in (shown["messages"], shown["events"][0]["messages"]):
        assert [("recipient" in each, each["state_name"]) for each in messages] == [(reads, "已送达")]
