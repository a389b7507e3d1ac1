"""Who sees what of an alert. A county's own plan is judged on its own figures: they show once they are accepted."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from services.alerts.episodes.known_months import KnownMonth
from services.alerts.messages.wording import AlertFigure
from services.alerts.reading.message_views import message_view
from services.alerts.reading.shown import AlertCoverage, AlertHistory, AlertMessage
from services.alerts.reading.views import alert_views, episode_views
from services.alerts.reading.visibility import Discretion, outside
from shared.catalogue import Catalogue, load_catalogue
from shared.events import AlertExpired
from shared.security.access import Access
from shared.security.keys import Principal, Role
from tests.builders import an_assessment
from tests.unit.alerts.reading.rows import EPISODE, MESSAGE, a_raise, past, queued

UNIT, CITY = "500107", "500000"
FIGURES = {name: AlertFigure(9_000, "90%") for name in ("actual", "progress", "accepted_progress")}
OTHER = AlertFigure(8_000, "80%")


@pytest.fixture(scope="module")
def access() -> Access:
    catalogue: Catalogue = load_catalogue()
    return Access(catalogue)


def an_alert(region: str = UNIT, accepted: int = 1, **figures: AlertFigure) -> AlertHistory:
    history = past(a_raise(), queued(MESSAGE))
    (view,) = episode_views([EPISODE._replace(region=region)], [MESSAGE], history, load_catalogue())
    (step,) = view.events
    shown = FIGURES | figures
    counts = AlertCoverage(expected=1, reported=1, accepted=accepted)
    told_step = replace(step, figures=shown, coverage=counts, old_actual=AlertFigure(1, "1"), told=[("理由", "查")])
    return replace(
        view,
        figures=shown,
        coverage=counts,
        events=[told_step],
        advice=[told_step],
    )


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
        shown = Discretion(access, viewer).history(waiting)
        assert (shown.hidden, bool(shown.figures)) == (not sees, sees)
    alert = Discretion(access, viewer).history(an_alert(accepted_progress=OTHER))
    for step in (*alert.events, *alert.advice):
        assert (step.hidden, bool(step.figures), step.old_actual is not None) == (not sees, sees, sees)


def test_figures_that_are_all_accepted_show_to_everybody(access: Access) -> None:
    nobody = Discretion(access, None)
    for alert in (an_alert(), an_alert(CITY)):
        shown = nobody.history(alert)
        assert not shown.hidden
        assert shown.figures == alert.figures
        assert shown.events[0].figures == alert.figures


def test_a_sum_that_was_judged_before_all_of_it_was_accepted_shows_to_those_who_may_read_its_units(
    access: Access,
) -> None:
    """At the moment of a decision it may differ by one report from the sum that everybody saw."""
    for alert in (an_alert(CITY, accepted=0), an_alert(CITY, accepted_progress=OTHER)):
        shown = Discretion(access, None).history(alert)
        assert shown.hidden and not shown.figures and not shown.events[0].figures
        seen = Discretion(access, Principal("r", Role.REVIEWER, CITY)).history(alert)
        assert not seen.hidden and seen.figures == alert.figures == seen.events[0].figures


def test_what_a_correction_took_the_place_of_shows_to_those_who_may_read_the_units_though_all_is_accepted_by_now(
    access: Access,
) -> None:
    """It may be the very report that was returned: nobody ever accepted it."""
    alert = an_alert(CITY)
    assert alert.events[0].old_actual is not None
    step = Discretion(access, None).history(alert).events[0]
    assert step.figures and step.old_actual is None
    assert Discretion(access, Principal("r", Role.REVIEWER, CITY)).history(alert).events[0].old_actual is not None


@pytest.mark.parametrize("progress", [None, 9_000])
def test_a_month_is_drawn_for_everybody_where_its_figures_show_and_nowhere_else(
    access: Access, progress: int | None
) -> None:
    judged = an_assessment(expected_units=1, reported_units=1, accepted_units=1, progress=progress)
    judged = replace(judged, accepted_progress=progress)
    drawn = Discretion(access, None).months({"2023-01": KnownMonth("normal", 1, 1, judged)}, CITY)["2023-01"].judged
    figures = {"actual": AlertFigure(1, "1")}
    if progress is not None:
        figures |= {name: AlertFigure(progress, "90%") for name in ("progress", "accepted_progress")}
    listed = replace(an_alert(CITY), figures=figures)
    assert (drawn is None) == Discretion(access, None).history(listed).hidden == (progress is None)


@pytest.mark.parametrize("accepted_actual", [None, 6_570_000, 6_560_000])
@pytest.mark.parametrize("rule", ["final", "floor", "ceiling"])
def test_a_figure_without_progress_shows_to_everybody_where_the_accepted_figures_give_the_same(
    access: Access, rule: str, accepted_actual: int | None
) -> None:
    """A bound, and what a plan's last month makes of a target, have none."""
    judged = an_assessment(rule=rule, actual=6_570_000, progress=None, accepted_progress=None)
    judged = replace(judged, accepted_actual=accepted_actual)
    row = EPISODE._replace(assessment=msgspec.json.encode(judged))
    expired = AlertExpired(alert="CQ-08", episode=1, period="2025-12", reason="not_completed", assessment=judged)
    (alert,) = episode_views([row], [], past(replace(a_raise(), assessment=judged), expired), load_catalogue())
    shown, seen = Discretion(access, None).history(alert), accepted_actual == judged.actual
    assert (bool(shown.figures), shown.hidden) == (seen, not seen)
    assert [(bool(each.figures), each.hidden) for each in shown.events] == [(seen, not seen)] * 2
    drawn = Discretion(access, None).months({"2025-12": KnownMonth("red", 1, 1, judged)}, CITY)["2025-12"].judged
    assert drawn == (judged if seen else None)


def test_a_month_that_was_judged_before_all_of_it_was_accepted_is_drawn_for_those_who_may_read_its_units(
    access: Access,
) -> None:
    whole = an_assessment(expected_units=2, reported_units=2, accepted_units=2, progress=9_000, accepted_progress=9_000)
    part = replace(whole, accepted_units=1)
    history = {period: KnownMonth("normal", 1, 1, each) for period, each in (("2023-01", whole), ("2023-02", part))}
    shown = Discretion(access, None).months(history, CITY)
    assert [shown[period].judged for period in sorted(shown)] == [whole, None]
    assert Discretion(access, Principal("a", Role.AUDITOR, "")).months(history, CITY) == history


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
    shown = Discretion(access, viewer).history(an_alert())
    for messages in (shown.messages, shown.events[0].messages, shown.advice[0].messages):
        assert [("recipient" in told(each), each.state_name) for each in messages] == [(reads, "待发送")]
    assert [bool(each.actor and each.told) for each in (*shown.events, *shown.advice)] == [reads] * 2


@pytest.mark.parametrize(
    ("viewer", "reads"),
    [(None, False), (Principal("r", Role.REPORTER, UNIT), False), (Principal("r", Role.REVIEWER, CITY), True)],
)
def test_a_drafted_letter_shows_to_those_who_may_read_messages(
    access: Access, viewer: Principal | None, reads: bool
) -> None:
    alert = an_alert()
    (step,) = alert.events
    drafted = replace(
        step, type="AlertEscalated", heading="约谈建议草拟", letter="interview", figures={}, coverage=None
    )
    handling = replace(alert.handling, escalated="interview_draft", escalated_name="约谈建议草拟")
    shown = Discretion(access, viewer).history(replace(alert, handling=handling, events=[step, drafted]))
    assert [each.letter for each in shown.events] == ["", "interview"][: 1 + reads]
    assert (shown.handling.escalated, shown.handling.escalated_name) == (
        ("interview_draft", "约谈建议草拟") if reads else ("", "")
    )
    urged = replace(handling, escalated="urged", escalated_name="催办")
    assert Discretion(access, viewer).history(replace(alert, handling=urged)).handling == urged
    assert outside(handling).escalated_name == ""


def told(message: AlertMessage) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(message)
    return found


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [(None, False), (Principal("r", Role.REPORTER, UNIT), True), (Principal("r", Role.REVIEWER, CITY), True)],
)
def test_a_listed_episode_shows_as_its_history_does(access: Access, viewer: Principal | None, seen: bool) -> None:
    (listed,) = alert_views([EPISODE._replace(region=UNIT)], [MESSAGE], load_catalogue())
    waiting = replace(listed, figures=FIGURES, coverage=AlertCoverage(expected=1, reported=1, accepted=0))
    shown = Discretion(access, viewer).episode(waiting)
    assert (shown.hidden, bool(shown.figures)) == (not seen, seen)
    reviewer = viewer is not None and viewer.role is Role.REVIEWER
    assert ["recipient" in told(each) for each in shown.messages] == [reviewer]


def test_of_a_message_everybody_may_know_that_and_when_it_was_delivered() -> None:
    delivered = message_view(MESSAGE._replace(state="delivered", finished_at=3_000_000))
    assert told(delivered.delivery()) == {
        "episode": 1,
        "sequence": 3,
        "channel": "mail",
        "state": "delivered",
        "state_name": "已送达",
        "queued_at": "1970-01-01T00:00:01Z",
        "delivered_at": "1970-01-01T00:00:03Z",
    }
