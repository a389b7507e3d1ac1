from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.messages.routing import Addressed, ChannelWay, Kind, Means, Routing, Routings, ways
from shared.catalogue.model import Department
from shared.events import Level
from shared.periods import CHINA
from shared.working_time import WorkingTime

DEPARTMENT = Department(
    id="d",
    name="工伤保险处",
    region="500000",
    mail=("injury@cq.example",),
    indicators=(),
    leader_mail=("leader@cq.example",),
    im={"feishu": "f", "wecom": "w", "dingtalk": "d"},
)
EVERY_KIND: tuple[Kind, ...] = get_args(Kind)
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=1_825)).map(
    lambda since: datetime(2021, 1, 1, tzinfo=UTC) + since
)


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA).astimezone(UTC)


THURSDAY = china("2025-04-17T10:30")
EVENING = china("2025-04-18T19:00")  # a Friday
MONDAY = china("2025-04-21T09:00")


def taken(
    kind: Kind, level: Level = "red", robots: str = "wdf", now: datetime = THURSDAY, robot: str = ""
) -> dict[str, ChannelWay]:
    found = ways(Routing(), Addressed(kind, level, robot), DEPARTMENT, Means("mail", lambda: set(robots)), now)
    return {way.recipient: way for way in found}


def test_what_is_urgent_goes_by_mail_and_over_the_first_robot() -> None:
    found = taken("raised")
    assert [(way.channel, way.at) for way in found.values()] == [("mail", THURSDAY), ("wecom", THURSDAY)]
    assert found["w"].fallbacks == (("dingtalk", "d"), ("feishu", "f"))
    assert found["w"].fallback_at == THURSDAY + timedelta(hours=2)


@pytest.mark.parametrize(("robots", "channel"), [("df", "dingtalk"), ("f", "feishu")])
def test_only_a_robot_that_is_set_up_is_used(robots: str, channel: str) -> None:
    assert [way.channel for way in taken("raised", robots=robots).values()] == ["mail", channel]


def test_the_last_robot_has_nobody_to_fall_back_on() -> None:
    assert taken("raised", robots="f")["f"].fallback_at is None
    assert list(taken("raised", robots="")) == ["injury@cq.example"]


@pytest.mark.parametrize(("level", "told"), [("yellow", False), ("orange", True), ("red", True)])
def test_below_orange_no_robot_speaks(level: Level, told: bool) -> None:
    assert ("w" in taken("raised", level)) is told


@pytest.mark.parametrize("kind", ["improved", "thawed", "frozen", "advised"])
def test_what_is_not_urgent_is_gathered_for_the_next_morning(kind: Kind) -> None:
    [way] = taken(kind, now=EVENING).values()
    assert (way.channel, way.at) == ("mail", MONDAY)
    assert way.digest.startswith("digest-2025-04-21-mail-")


def test_a_close_goes_to_the_group_that_was_told() -> None:
    assert "w" not in taken("closed")
    assert [way.channel for way in taken("closed", robot="dingtalk").values()] == ["mail", "dingtalk"]
    assert taken("closed", robot="wecom")["injury@cq.example"].digest == ""


def test_an_episode_stays_in_the_group_where_it_was_told_last() -> None:
    way = taken("worsened", robot="dingtalk")["d"]
    assert way.fallbacks == (("wecom", "w"), ("feishu", "f"))


def test_the_leader_is_in_copy_where_it_is_the_leaders_step_and_a_draft_goes_to_nobody() -> None:
    assert "leader@cq.example" in taken("leader")
    assert "leader@cq.example" not in taken("urged")
    assert taken("draft") == {}


@pytest.mark.parametrize("level", ["orange", "red"])
@pytest.mark.parametrize("kind", ["raised", "worsened", "urged", "leader", "returned", "closed"])
def test_what_is_decided_in_the_evening_goes_when_the_next_working_day_begins(kind: Kind, level: Level) -> None:
    found = taken(kind, level, now=EVENING, robot="wecom")
    assert {way.at for way in found.values()} == {MONDAY}
    assert found["w"].fallback_at == MONDAY + timedelta(hours=2)


def test_a_red_raise_leaves_at_once_in_working_time() -> None:
    assert {way.at for way in taken("raised", "red").values()} == {THURSDAY}


def test_a_plan_may_name_what_goes_over_im_at_any_hour() -> None:
    means = Means("mail", lambda: {"w"})
    at_once = Routing(any_hour_from="red")

    def ways_of(kind: Kind, level: Level) -> dict[str, datetime]:
        found = ways(at_once, Addressed(kind, level, "wecom"), DEPARTMENT, means, EVENING)
        return {way.recipient: way.at for way in found}

    assert ways_of("raised", "red") == {"injury@cq.example": MONDAY, "w": EVENING}
    assert ways_of("raised", "orange")["w"] == MONDAY
    assert ways_of("closed", "red")["w"] == MONDAY


@given(st.sampled_from(EVERY_KIND), st.sampled_from(["yellow", "orange", "red"]), INSTANTS)
def test_everything_told_reaches_the_department_by_mail_once(kind: Kind, level: Level, now: datetime) -> None:
    found = ways(Routing(), Addressed(kind, level, "wecom"), DEPARTMENT, Means("mail", lambda: set("wdf")), now)
    assert len({(way.channel, way.recipient) for way in found}) == len(found)
    assert [way.recipient for way in found].count("injury@cq.example") == (kind != "draft")
    assert all(way.at >= now for way in found)
    assert all(WorkingTime().holds(way.at) for way in found)


def test_a_plan_may_have_a_routing_of_its_own() -> None:
    quiet = Routing(im_from={})
    routings = Routings(overrides={"a": quiet})
    assert routings.of("a") is quiet
    assert routings.of("b") is routings.default
