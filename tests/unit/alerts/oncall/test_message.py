"""What whoever runs the system reads."""

from __future__ import annotations

from datetime import timedelta

from services.alerts.oncall.message import compose
from tests.unit.alerts.oncall import posted

URL = "https://xushi.example/"
HOUR = timedelta(hours=1)


def test_it_says_what_is_wrong_where_since_when_and_what_to_do() -> None:
    message = compose(posted.notice(posted.alert()), URL, posted.BEGAN)
    assert message.title == message.subject == "【告警·紧急】intake 的实例 10.0.0.1:8600 已停止应答"
    assert message.text == (
        "【告警·紧急】intake 的实例 10.0.0.1:8600 已停止应答\n\n"
        "intake 的实例 10.0.0.1:8600 已停止应答\n自 2026-03-02 09:30 起。\n\n"
        "怎么办：请查看该容器的日志。\n\n"
        "详细办法见运行手册“看板与告警”中的 XushiInstanceDown 一条。\n\n"
        "打开运行页：https://xushi.example/ops\n"
    )
    assert message.facts["level"] == "red"


def test_an_end_says_how_long_it_lasted() -> None:
    message = compose(posted.notice(posted.alert(lasted=26 * HOUR + timedelta(minutes=4))), URL, posted.BEGAN)
    assert message.title.startswith("【已恢复】")
    assert "2026-03-02 09:30 起，2026-03-03 11:34 止，历时 1 天 2 小时 4 分钟。" in message.text
    assert message.facts["level"] == "normal"


def test_what_still_fires_leads_what_has_ended() -> None:
    warned = posted.alert("a", severity="warning")
    message = compose(posted.notice(posted.alert("b", lasted=HOUR), warned), URL, posted.BEGAN)
    assert message.title == "【告警】intake 的实例 a 已停止应答"
    assert message.text.index("intake 的实例 a ") < message.text.index("已恢复：intake 的实例 b")


def test_many_places_are_one_message_that_says_how_many_it_leaves_out() -> None:
    alerts = [posted.alert(f"10.0.0.{number}", after=timedelta(seconds=number)) for number in range(25)]
    message = compose(posted.notice(*alerts, left_out=3), URL, posted.BEGAN)
    assert message.title == "【告警·紧急】intake 的实例 10.0.0.0 已停止应答，另有 27 处"
    assert "另有 8 处没有列出" in message.text
    assert message.text.count("怎么办：") == 20


def test_the_instance_is_named_where_the_rule_does_not() -> None:
    alert = posted.alert() | {"annotations": {"summary": "磁盘将满"}}
    assert "自 2026-03-02 09:30 起。实例 10.0.0.1:8600。" in compose(posted.notice(alert), URL, posted.BEGAN).text


def test_all_of_one_trouble_is_one_thread_of_mails_with_a_number_each() -> None:
    moments = [timedelta(0), timedelta(seconds=40), 4 * HOUR]
    told = [compose(posted.notice(posted.alert()), URL, posted.BEGAN + each) for each in moments]
    ended = compose(posted.notice(posted.alert(lasted=5 * HOUR)), URL, posted.BEGAN + 5 * HOUR)
    assert len({(each.alert, each.episode) for each in (*told, ended)}) == 1
    assert [each.sequence for each in (*told, ended)] == [1, 1, 241, 301]
