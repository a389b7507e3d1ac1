from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace as changed

from services.alerts.channels.port import Outgoing
from services.alerts.delivery.digest import digest_of
from services.alerts.messages.rendering import SIMULATED
from tests.contract.test_channel import an_outgoing

NAME = "digest-2025-04-09-injury"


def an_item(sequence: int, title: str, *, simulated: bool = False, minutes: int = 0) -> Outgoing:
    outgoing = an_outgoing(sequence, channel="mail")
    message = changed(
        outgoing.message,
        title=title,
        link=f"https://xushi.example/alerts/{sequence}",
        facts={"level": "red", "simulated": simulated, "sequence": sequence},
        paragraphs=(*((SIMULATED,) if simulated else ()), "一 **重**", "二", "三"),
    )
    return replace(outgoing, message=message, queued_at=outgoing.queued_at + timedelta(minutes=minutes))


def test_a_digest_is_one_mail_to_the_same_recipient_queued_with_the_last_of_them() -> None:
    first, second = an_item(1, "甲"), an_item(2, "乙", minutes=5)
    digest = digest_of(NAME, [first, second])
    assert (digest.notification, digest.channel, digest.recipient) == (NAME, "mail", "injury@cq.example")
    assert digest.queued_at == second.queued_at
    assert digest_of(NAME, [second, first]).queued_at == second.queued_at


def test_it_is_of_the_day_that_it_names_though_all_in_it_was_decided_before() -> None:
    digest = digest_of("digest-2025-04-10-injury", [an_item(1, "甲"), an_item(2, "乙", minutes=5)])
    assert digest.queued_at == datetime(2025, 4, 10, 1, 0, tzinfo=UTC)
    assert digest.message.title.startswith("预警日报 2025年4月10日")


def test_it_names_its_day_and_how_many_it_holds() -> None:
    message = digest_of(NAME, [an_item(1, "甲"), an_item(2, "乙")]).message
    assert message.title == message.subject == "预警日报 2025年4月9日：2 条"
    assert message.paragraphs == ("甲", "乙")
    assert [each["sequence"] for each in message.facts["messages"]] == [1, 2]


def test_of_each_message_it_repeats_two_paragraphs_and_its_link() -> None:
    message = digest_of(NAME, [an_item(1, "甲"), an_item(2, "乙")]).message
    assert "1. 甲\n一 重\n二\n查看：https://xushi.example/alerts/1\n\n2. 乙\n" in message.text
    assert "三" not in message.text
    assert message.html.count("<li ") == 2
    assert "<strong>甲</strong>" in message.html


def test_one_simulated_message_makes_it_a_simulation_and_that_is_said_once() -> None:
    message = digest_of(NAME, [an_item(1, "甲"), an_item(2, "乙", simulated=True)]).message
    assert message.title.endswith("2 条（模拟数据）")
    assert message.text.count(SIMULATED) == message.html.count(f"{SIMULATED}</p>") == 1
    assert message.facts["simulated"] is True


def test_what_a_message_says_is_no_markup_of_the_mail() -> None:
    assert "<strong>甲&lt;b&gt;</strong>" in digest_of(NAME, [an_item(1, "甲<b>")]).message.html


def test_the_same_gathering_is_the_same_bytes() -> None:
    gathered = [an_item(1, "甲"), an_item(2, "乙")]
    assert digest_of(NAME, gathered) == digest_of(NAME, gathered)


def test_a_mail_of_nothing_but_advice_is_no_report_of_alerts() -> None:
    def advice(sequence: int) -> Outgoing:
        item = an_item(sequence, "【提示】甲")
        message = changed(item.message, facts=item.message.facts | {"event": "AlertAdvised"}, action="看指标轨迹")
        return replace(item, message=message)

    alone = digest_of(NAME, [advice(1), advice(2)]).message
    assert alone.title.startswith("提示日报")
    assert "预警" not in alone.text + alone.html
    assert digest_of(NAME, [advice(1), an_item(2, "乙")]).message.title.startswith("预警、提示日报")
