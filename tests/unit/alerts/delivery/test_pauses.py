"""What goes to robots keeps to real time, whatever clock the service goes by."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from services.alerts.channels.dingtalk import DingtalkRobot
from services.alerts.channels.feishu import FeishuRobot
from services.alerts.channels.port import Hold
from services.alerts.channels.robot_channel import RobotChannel
from services.alerts.channels.robots import Robot, RobotBook
from services.alerts.channels.wecom import WecomRobot
from services.alerts.delivery.deliver import Delivery
from services.alerts.delivery.pauses import Pauses
from services.alerts.messages.routing import Means
from shared.events import AlertRaised, NotificationDelivered, NotificationFailed
from shared.periods import SystemClock
from shared.working_time import WorkingTime
from tests.unit.alerts.robot_server import KEY, SECRET, RobotServer, a_robot_server
from tests.unit.alerts.setting import Setting, an_assessed
from tests.unit.alerts.test_routed import Line

ROBOTS: dict[str, Callable[[], Robot]] = {"wecom": WecomRobot, "dingtalk": DingtalkRobot, "feishu": FeishuRobot}
BURST = 18
TITLE = re.compile(r"预警 (\S+) 第1期 第1号")


class RealTime:
    """Seconds that pass when a test says so, while the service's own clock stands."""

    def __init__(self) -> None:
        self.seconds = time.time()

    def __call__(self) -> float:
        return self.seconds


@contextmanager
def over_robot(
    setting: Setting, kind: str, folder: Path, now: Callable[[], float], **options: object
) -> Iterator[tuple[RobotServer, Delivery]]:
    """Deliveries over this robot and an outbox, in real time ``now``."""
    book = folder / "robots.toml"
    book.write_text(f'[{kind}-cq-injury]\nkey = "{KEY}"\nsecret = "{SECRET}"\n', "utf-8")
    with a_robot_server(kind, now=now, **options) as server, httpx.Client(timeout=5, trust_env=False) as client:
        channel = RobotChannel(ROBOTS[kind](), server.url, RobotBook(book), client, SystemClock(), elapsed=now)
        delivery = Delivery(
            setting.database,
            setting.streams,
            {kind: channel, "mail": Line(setting, "mail")},
            metrics=setting.metrics,
            clock=setting.clock,
            draw=lambda: 500,
            hours=WorkingTime(),
            pauses=Pauses(now),
        )
        setting.means = Means("mail", lambda: (f"{kind}-cq-injury",))
        setting.consumer = setting.a_consumer()
        yield server, delivery


def burst(setting: Setting) -> list[str]:
    """As many regions turn red at once; the alerts' numbers."""
    regions = [*map(str, range(500101, 500121)), "500151"][:BURST]
    setting.assess(*(an_assessed(region=region, data_version=place) for place, region in enumerate(regions, 1)))
    return [event.alert for event in setting.events() if isinstance(event, AlertRaised)]


def in_group(server: RobotServer) -> list[str]:
    return [TITLE.findall(json.dumps(each.body, ensure_ascii=False))[0] for each in server.taken]


def let_go(delivery: Delivery, clock: RealTime, most_seconds: float) -> None:
    """Let real time pass until nothing is left to try; the service's own clock stands."""
    until = clock.seconds + most_seconds
    while delivery.to_try() and clock.seconds < until:
        if delivery.step() == 0:
            clock.seconds += (delivery.pauses.seconds() or 0.0) + 0.001


@pytest.mark.parametrize(("kind", "seconds"), [("wecom", 61.0), ("dingtalk", 61.0), ("feishu", 5.0)])
def test_eighteen_alerts_at_once_all_arrive_once_and_in_order_while_the_own_clock_stands(
    setting: Setting, tmp_path: Path, kind: str, seconds: float
) -> None:
    now = RealTime()
    with over_robot(setting, kind, tmp_path, now) as (server, delivery):
        numbers, began = burst(setting), now.seconds
        let_go(delivery, now, seconds)
        assert in_group(server) == numbers
        assert now.seconds - began <= seconds
    assert server.over == 0
    assert len([each for each in setting.events() if isinstance(each, NotificationDelivered)]) == 2 * BURST
    assert not [each for each in setting.events() if isinstance(each, NotificationFailed)]


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("kind", sorted(ROBOTS))
def test_where_others_use_the_robot_too_a_burst_waits_for_its_service_and_nothing_is_given_up(
    setting: Setting, tmp_path: Path, kind: str, status: int
) -> None:
    now = RealTime()
    options = {"most_a_minute": 7, "over_limit_status": status, "ban_seconds": 600.0}
    with over_robot(setting, kind, tmp_path, now, **options) as (server, delivery):
        numbers = burst(setting)
        for _ in range(100):
            delivery.step()
            now.seconds += 30.0
        assert in_group(server) == numbers
        assert 0 < server.over <= 4  # it is left alone, not asked for each of them
    assert not [each for each in setting.events() if isinstance(each, NotificationFailed)]


def test_what_a_service_does_not_take_is_left_to_later_and_what_only_waits_for_its_turn_is_not(
    setting: Setting, tmp_path: Path
) -> None:
    now = RealTime()
    with over_robot(setting, "wecom", tmp_path, now) as (server, delivery):
        burst(setting)
        delivery.step()
        assert delivery.to_try() == BURST - len(server.taken)  # the pace
        server.misbehave.append(45_009)
        now.seconds += 61.0
        delivery.step()
        assert delivery.to_try() == 0


def test_a_robot_that_waits_holds_up_no_other_recipient(setting: Setting, tmp_path: Path) -> None:
    now = RealTime()
    with over_robot(setting, "wecom", tmp_path, now) as (_, delivery):
        burst(setting)
        delivery.step()
        delivered = [each.notification for each in setting.events() if isinstance(each, NotificationDelivered)]
    assert len([each for each in delivered if "-mail-" in each]) == BURST


def test_a_pause_ends_by_itself() -> None:
    now = RealTime()
    pauses = Pauses(now)
    pauses.keep(("wecom", "a"), Hold(2.5))
    pauses.keep(("feishu", "b"), Hold(60.0, "9499"))
    assert pauses.paused() == {("wecom", "a"), ("feishu", "b")}
    assert pauses.refused() == {("feishu", "b")}
    assert pauses.seconds() == pytest.approx(2.5, abs=0.01)
    now.seconds += 2.6
    assert pauses.paused() == {("feishu", "b")}
    now.seconds += 60.0
    assert pauses.seconds() == 0.0
    assert pauses.paused() == frozenset()
    assert pauses.seconds() is None
