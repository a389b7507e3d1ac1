"""The group robots against services that behave as the real ones do."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.channels import dingtalk, feishu
from services.alerts.channels.dingtalk import DingtalkRobot
from services.alerts.channels.feishu import FeishuRobot
from services.alerts.channels.markdown import escaped, fitted, json_size, utf8_size
from services.alerts.channels.pace import Window
from services.alerts.channels.port import Delivered, Hold, Outgoing, RefusedByChannel, Retry
from services.alerts.channels.robot_channel import RobotChannel
from services.alerts.channels.robots import Robot, RobotAccount, RobotBook, UnknownRobot
from services.alerts.channels.wecom import WecomRobot
from shared.periods import SystemClock
from tests.contract.test_channel import an_outgoing
from tests.unit.alerts.robot_server import KEY, SECRET, RobotServer, a_robot_server

ROBOTS: dict[str, Callable[[], Robot]] = {"wecom": WecomRobot, "dingtalk": DingtalkRobot, "feishu": FeishuRobot}
ACCOUNT = RobotAccount(KEY, SECRET)
NOW = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
"""1,700,000,000 seconds after 1970."""


def a_long_outgoing(text: str = "缺口主要在：渝北区 12.34 万人（占 13%）、", times: int = 2_000) -> Outgoing:
    outgoing = an_outgoing(recipient="group")
    message = msgspec.structs.replace(outgoing.message, paragraphs=("**截至2025年3月末 657.00 万人**", text * times))
    return Outgoing(outgoing.notification, outgoing.channel, outgoing.recipient, outgoing.queued_at, message)


def a_book(folder: Path, text: str | None = None) -> RobotBook:
    path = folder / "robots.toml"
    path.write_text(text if text is not None else f'[group]\nkey = "{KEY}"\nsecret = "{SECRET}"\n', "utf-8")
    return RobotBook(path)


@contextmanager
def a_channel(kind: str, folder: Path, url: str, elapsed: Callable[[], float] = lambda: 0.0) -> Iterator[RobotChannel]:
    client = httpx.Client(timeout=0.5, trust_env=False)
    channel = RobotChannel(ROBOTS[kind](), url, a_book(folder), client, SystemClock(), elapsed=elapsed)
    try:
        yield channel
    finally:
        channel.close()


@pytest.fixture(params=sorted(ROBOTS))
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[RobotServer, RobotChannel]]:
    with ExitStack() as stack:
        server = stack.enter_context(a_robot_server(request.param))
        yield server, stack.enter_context(a_channel(request.param, tmp_path, server.url))


def test_dingtalk_signs_as_its_documentation_says() -> None:
    assert dingtalk.sign("SECtest", 1_700_000_000_000) == "aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g="


def test_feishu_signs_as_its_documentation_says() -> None:
    assert feishu.sign("SECtest", 1_700_000_000) == "G7XpBpG8NgG02fJOAhX6FRAObIljmFoxVReo8I62pEk="


def test_a_message_stands_in_the_group_with_its_number_and_link(served: tuple[RobotServer, RobotChannel]) -> None:
    server, channel = served
    assert isinstance(channel.send(an_outgoing(recipient="group")), Delivered)
    text = json.dumps(server.taken[0].body, ensure_ascii=False)
    assert "预警 CQ-08 第1期 第1号" in text
    assert "657.00 万人" in text
    assert "https://xushi.example/alerts/CQ-08" in text


def test_a_long_message_is_shortened_to_what_the_service_takes(served: tuple[RobotServer, RobotChannel]) -> None:
    server, channel = served
    assert isinstance(channel.send(a_long_outgoing()), Delivered)
    text = json.dumps(server.taken[0].body, ensure_ascii=False)
    assert "全文见链接" in text
    assert "https://xushi.example/alerts/CQ-08" in text


@pytest.mark.parametrize("kind", sorted(ROBOTS))
@pytest.mark.parametrize("text", ["缺口", 'a"\\b\n', "\x01", "😀"])
def test_whatever_a_message_holds_it_keeps_to_the_limit_and_fills_it(kind: str, text: str) -> None:
    call = ROBOTS[kind]().call(ACCOUNT, a_long_outgoing(text, 30_000), NOW)
    body = json.loads(call.body)
    limits = {"wecom": 4_096, "dingtalk": 20_000, "feishu": 20 * 1_024}
    size = len(body["markdown"]["content"].encode()) if kind == "wecom" else len(call.body)
    assert limits[kind] * 7 // 10 < size <= limits[kind]


def test_success_is_only_what_the_body_says(served: tuple[RobotServer, RobotChannel]) -> None:
    server, channel = served
    server.misbehave += [-1, "error", "broken", "list", "busy"]
    outcomes = [channel.send(an_outgoing(each, "group")) for each in range(5, 7)]
    assert all(isinstance(each, Retry) for each in outcomes)
    assert not server.taken


@pytest.mark.parametrize(
    ("kind", "code", "wait"),
    [
        ("wecom", -1, 60),
        ("wecom", 77_777, 600),
        ("dingtalk", -1, 60),
        ("feishu", 77_777, 600),
    ],
)
def test_what_may_pass_is_tried_again_after_a_while(kind: str, code: int, wait: int) -> None:
    outcome = ROBOTS[kind]().judge({"errcode": code, "code": code, "errmsg": "later\nplease", "msg": "later"})
    assert isinstance(outcome, Retry)
    assert outcome.after_seconds == wait
    assert str(code) in outcome.reason
    assert "\n" not in outcome.reason


@pytest.mark.parametrize(
    ("kind", "code", "text", "seconds"),
    [
        ("wecom", 45_009, "", 60),
        ("wecom", 45_009, "api freq out of limit", 60),
        ("dingtalk", 130_101, "", 600),
        ("dingtalk", 410_100, "发送速度太快而限流", 600),
        ("dingtalk", 310_000, "send too fast, exceed 20 times per minute", 600),
        ("feishu", 11_232, "", 60),
        ("feishu", 9_499, "too many request", 60),
        ("feishu", 99_991_400, "request trigger frequency limit", 60),
    ],
)
def test_over_its_limit_a_service_is_left_alone_and_the_message_stays_due(
    kind: str, code: int, text: str, seconds: int
) -> None:
    outcome = ROBOTS[kind]().judge({"errcode": code, "code": code, "errmsg": text, "msg": text})
    assert isinstance(outcome, Hold)
    assert outcome.seconds == seconds
    assert str(code) in outcome.reason


@pytest.mark.parametrize("status", [200, 400, 403, 429, 500])
@pytest.mark.parametrize("kind", sorted(ROBOTS))
def test_over_the_limit_is_no_refusal_whatever_the_status(kind: str, status: int, tmp_path: Path) -> None:
    clock = [1_000.0]
    settings = {"most_a_minute": 1, "over_limit_status": status, "ban_seconds": 60.0}
    with a_robot_server(kind, **settings) as server, a_channel(kind, tmp_path, server.url, lambda: clock[0]) as channel:
        outcomes = [channel.send(an_outgoing(sequence, "group")) for sequence in (1, 2, 3)]
    assert isinstance(outcomes[0], Delivered)
    assert isinstance(outcomes[1], Hold)
    assert outcomes[1].reason
    assert isinstance(outcomes[2], Hold)
    assert (server.over, len(server.taken)) == (1, 1)  # the third was not even sent


def test_any_service_that_answers_429_is_left_alone(served: tuple[RobotServer, RobotChannel]) -> None:
    server, channel = served
    server.misbehave.append("too many")
    assert channel.send(an_outgoing(recipient="group")) == Hold(9, "HTTP 429")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("wecom", 40_058),
        ("wecom", 93_000),
        ("dingtalk", 310_000),
        ("dingtalk", 400_402),
        ("dingtalk", 460_101),
        ("feishu", 19_021),
        ("feishu", 19_022),
        ("feishu", 19_024),
        ("feishu", 9_499),
    ],
)
def test_signature_key_and_size_errors_are_final(kind: str, code: int) -> None:
    assert isinstance(ROBOTS[kind]().judge({"errcode": code, "code": code}), RefusedByChannel)


def test_a_wrong_secret_is_refused_by_the_service(tmp_path: Path) -> None:
    for kind in ("dingtalk", "feishu"):
        with a_robot_server(kind) as server, a_channel(kind, tmp_path, server.url) as channel:
            a_book(tmp_path, f'[group]\nkey = "{KEY}"\nsecret = "SECother"\n')
            assert isinstance(channel.send(an_outgoing(recipient="group")), RefusedByChannel)
            assert not server.taken


def test_a_service_that_asks_for_time_gets_it(served: tuple[RobotServer, RobotChannel]) -> None:
    server, channel = served
    server.misbehave.append("busy")
    assert channel.send(an_outgoing(recipient="group")) == Retry("HTTP 503", 77)


def test_a_service_that_forbids_is_not_asked_again(served: tuple[RobotServer, RobotChannel]) -> None:
    server, channel = served
    server.misbehave.append("forbidden")
    assert channel.send(an_outgoing(recipient="group")) == RefusedByChannel("HTTP 403")


@pytest.mark.parametrize("trick", ["slow", "drop"])
def test_a_lost_answer_is_tried_again_and_says_that_the_message_may_be_there(
    served: tuple[RobotServer, RobotChannel], trick: str
) -> None:
    server, channel = served
    server.misbehave.append(trick)
    outcome = channel.send(an_outgoing(recipient="group"))
    assert isinstance(outcome, Retry)
    assert "可能已送达" in outcome.reason


def test_no_outcome_holds_a_key_a_secret_or_an_address(tmp_path: Path) -> None:
    for kind in ROBOTS:
        with a_channel(kind, tmp_path, "http://127.0.0.1:9") as channel:
            outcome = channel.send(an_outgoing(recipient="group"))
            assert isinstance(outcome, Retry)
            assert not any(each in repr(outcome) for each in (KEY, SECRET, "127.0.0.1"))
    assert KEY not in repr(ACCOUNT)


@pytest.mark.parametrize(
    ("kind", "step", "least"), [("wecom", 1.0, 2 + 3 * 18), ("dingtalk", 1.0, 2 + 3 * 18), ("feishu", 0.0625, 44)]
)
def test_one_robot_gets_no_more_than_its_second_and_minute_allow(
    kind: str, step: float, least: int, tmp_path: Path
) -> None:
    clock = [time.time()]
    with (
        a_robot_server(kind, now=lambda: clock[0]) as server,
        a_channel(kind, tmp_path, server.url, lambda: clock[0]) as channel,
    ):
        clock[0] += 61.0  # what another process may have sent before is past
        outcomes = []
        for sequence in range(1, 200):
            outcomes.append(channel.send(an_outgoing(sequence, "group")))
            clock[0] += step
    assert {type(each) for each in outcomes} == {Delivered, Hold}
    assert server.over == 0
    assert len(server.taken) >= least


def test_after_a_restart_a_robot_is_not_sent_two_minutes_worth_at_once() -> None:
    window = Window(18, 60.0, began=0.0)
    sent = 0
    while window.wait(1.0) == 0:
        window.take(1.0)
        sent += 1
    assert sent == 2
    assert window.wait(1.0) == 59.0


@given(st.lists(st.floats(0, 500), max_size=200))
def test_no_minute_holds_more_than_the_window_allows(moments: list[float]) -> None:
    window, sent = Window(5, 60.0, began=0.0, spare=2), [0.0] * 3
    for now in sorted(moments):
        if window.wait(now) == 0:
            window.take(now)
            sent.append(now)
    assert all(sum(start <= each < start + 60 for each in sent) <= 5 for start in sent)


def test_a_robot_that_nobody_has_set_up_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownRobot, match="机器人文件中没有“other”"):
        a_book(tmp_path).account("other")
    with pytest.raises(UnknownRobot, match="读不到机器人文件"):
        RobotBook(tmp_path / "none.toml").account("group")


@pytest.mark.parametrize("text", ["[group]\nkey = 3", "key", '[group]\nsecret = "SECtest"'])
def test_a_broken_file_of_robots_is_told_without_quoting_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnknownRobot) as caught:
        a_book(tmp_path, text).account("group")
    assert "SECtest" not in str(caught.value)
    assert "格式有误" in str(caught.value)


def test_what_people_wrote_becomes_neither_a_mention_nor_a_link() -> None:
    assert escaped("<@all> [点此](http://evil) **重** `x`") == "＜@all＞ ［点此］(http://evil) **重** ｀x｀"


@given(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=12), st.integers(30, 900))
def test_what_is_fitted_keeps_its_limit_and_the_beginning(paragraphs: list[str], limit: int) -> None:
    for size in (utf8_size, json_size):
        text = fitted(paragraphs, limit, size)
        assert size(text) <= limit
        whole = "\n\n".join(paragraphs)
        assert (text == whole) == (size(whole) <= limit)
        assert text == whole or text.endswith("…（全文见链接）")
        assert text.startswith(paragraphs[0]) or size(paragraphs[0]) > limit - 110


def test_emphasis_is_closed_where_a_paragraph_is_cut() -> None:
    text = fitted(["前" * 10 + "，**" + "重" * 200 + "**"], 200, utf8_size)
    assert text.count("**") % 2 == 0
