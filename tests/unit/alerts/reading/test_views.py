from __future__ import annotations

import msgspec
import pytest

from services.alerts.messages.wording import AlertFigure
from services.alerts.reading.views import alert_views, episode_views
from shared.catalogue.catalogue import Catalogue
from shared.events import AlertAcknowledged, AlertAdvised, AlertFrozen
from tests.builders import an_assessment
from tests.unit.alerts.reading.rows import EPISODE, MESSAGE, a_raise, past, queued

ADVICE = AlertAdvised(
    alert=EPISODE.number,
    plan=EPISODE.plan,
    row=EPISODE.row,
    indicator=EPISODE.indicator,
    region=EPISODE.region,
    period="2025-01",
    reason="likely_missed",
    assessment=an_assessment(level="blue"),
)


@pytest.fixture
def without_plans(catalogue: Catalogue) -> Catalogue:
    """The regions and indicators of today, after every plan was taken away."""
    return Catalogue(catalogue.regions.values(), catalogue.groups, catalogue.indicators.values(), [], [], {})


def test_an_episode_is_shown_by_the_names_of_its_plan_its_target_and_its_region(catalogue: Catalogue) -> None:
    (view,) = alert_views([EPISODE], [], catalogue)
    assert (view.plan_name, view.name, view.region_name) == ("重庆“十四五”", "工伤保险参保人数", "重庆市")
    assert view.department == "重庆市人力社保局工伤保险处"
    assert (view.state_name, view.level_name) == ("预警中", "红")
    assert view.figures["gap"] == AlertFigure(900_000, "90.00 万人")
    assert (view.coverage.expected, view.coverage.reported, view.coverage.accepted) == (38, 38, 38)
    assert view.raised_at.isoformat() == "2025-04-09T01:00:00+00:00"
    assert (view.changed_at - view.raised_at).total_seconds() == 1


def test_what_the_catalogue_no_longer_knows_is_shown_by_its_code_without_figures(without_plans: Catalogue) -> None:
    (view,) = alert_views([EPISODE._replace(region="999999")], [], without_plans)
    assert (view.plan_name, view.name) == ("chongqing-2021-2025", "work_injury_insurance_insured")
    assert view.region_name == "999999"
    assert view.figures == {}
    assert b"department" not in msgspec.json.encode(view)


def test_each_episode_is_shown_with_its_own_messages(catalogue: Catalogue) -> None:
    second = EPISODE._replace(episode=2)
    other = MESSAGE._replace(notification="CQ-08-e2.4-mail-0a", episode=2, sequence=4)
    views = alert_views([second, EPISODE, EPISODE._replace(number="CQ-07")], [MESSAGE, other], catalogue)
    assert [[message.sequence for message in view.messages] for view in views] == [[4], [3], []]


def test_an_alerts_episodes_begin_with_the_newest_each_with_its_own_steps(catalogue: Catalogue) -> None:
    rows = [EPISODE, EPISODE._replace(episode=2, after=1)]
    history = past(a_raise("2025-01"), a_raise("2025-03", "orange", episode=2))
    newest, first = episode_views(rows, [], history, catalogue)
    assert (newest.episode, newest.after, first.episode, first.after) == (2, 1, 1, None)
    assert [(step.period, step.level) for step in newest.events] == [("2025-03", "orange")]
    assert [(step.period, step.level) for step in first.events] == [("2025-01", "red")]


def test_each_episode_is_summed_up_as_far_as_it_went(catalogue: Catalogue) -> None:
    signed = AlertAcknowledged(alert="CQ-08", episode=1, signer="李某")
    rows = [EPISODE, EPISODE._replace(episode=2, after=1)]
    history = past(a_raise("2025-01", "orange"), signed, a_raise("2025-04", episode=2))
    newest, first = episode_views(rows, [], history, catalogue)
    assert "2025年1月数据首次预警（橙），最重为橙，历时 4 个月；签收 1 次。" in first.course
    assert "2025年4月数据首次预警（红），最重为红；无人签收、反馈。" in newest.course


def test_the_figures_of_a_frozen_episode_are_of_the_month_before_the_freeze(catalogue: Catalogue) -> None:
    frozen = AlertFrozen(alert="CQ-08", episode=1, period="2025-04", reason="coverage_short")
    (view,) = episode_views([EPISODE._replace(state="frozen")], [], past(a_raise("2025-03"), frozen), catalogue)
    assert (view.period, view.figures_period) == ("2025-04", "2025-03")


def test_without_figures_the_month_is_the_episodes_own(without_plans: Catalogue) -> None:
    (view,) = episode_views([EPISODE], [], past(a_raise("2025-03")), without_plans)
    assert view.figures_period == EPISODE.period == "2025-04"


def test_the_advice_before_an_episode_stands_beside_its_steps(catalogue: Catalogue) -> None:
    advised = MESSAGE._replace(notification="CQ-08-e0.1-mail-0a", episode=0, sequence=1)
    history = past(ADVICE, queued(advised), a_raise(), queued(MESSAGE))
    (view,) = episode_views([EPISODE], [advised, MESSAGE], history, catalogue)
    assert [(step.heading, [message.sequence for message in step.messages]) for step in view.advice] == [("提示", [1])]
    assert [(step.heading, [message.sequence for message in step.messages]) for step in view.events] == [
        ("发出预警", [3])
    ]
    assert [message.sequence for message in view.messages] == [3]
