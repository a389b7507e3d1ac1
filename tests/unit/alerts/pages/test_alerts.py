from __future__ import annotations

import json
import re
from datetime import date, timedelta
from email import message_from_bytes, policy
from html import unescape
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from services.alerts.pages.alerts import AlertsRenderer
from services.alerts.tables import NOTIFICATIONS
from shared.work_calendar import LAST_ARRANGED_YEAR, WorkCalendar
from tests.builders import a_clock
from tests.unit.alerts.pages.test_api import a_client
from tests.unit.alerts.setting import Setting, an_assessed, levels


@pytest.fixture
def client(setting: Setting) -> TestClient:
    setting.assess(
        *levels(("2025-01", "red"), ("2025-02", "orange"), simulated=True),
        *levels(("2025-03", "normal"), version=10, accepted_progress=10_000, actual=7_480_000),
        *levels(("2025-04", "red"), version=20),
        *levels(("2025-05", "missing"), version=30),
    )
    setting.deliver()
    return a_client(setting)


def first_notification(client: TestClient) -> str:
    return str(client.get("/v1/alerts/CQ-08").json()["episodes"][1]["messages"][0]["notification"])


def test_the_list_shows_level_in_word_and_shape(client: TestClient) -> None:
    page = client.get("/alerts").text
    assert "重庆市 工伤保险参保人数" in page
    assert "■" in page
    assert ">红</span>" in page or "红</span>" in page
    assert "缺报冻结" in page


def test_the_list_can_show_what_is_closed(client: TestClient) -> None:
    page = client.get("/alerts?state=closed").text
    assert "已解除" in page
    assert "缺报冻结" not in page


def test_an_unknown_filter_shows_the_open_ones(client: TestClient) -> None:
    assert 'href="/alerts?state=open" aria-current="true"' in client.get("/alerts?state=<x>").text


def test_an_empty_list_says_so(setting: Setting) -> None:
    page = a_client(setting)
    assert "没有未结的预警" in page.get("/alerts").text
    assert "还没有消息" in page.get("/outbox").text


def test_the_timeline_tells_the_story_in_order(client: TestClient) -> None:
    page = client.get("/alerts/CQ-08").text
    first = page.split('id="e1"')[1]
    places = [first.index(word) for word in ("发出预警", "级别变化", "预警解除")]
    assert places == sorted(places)
    assert "缺报冻结" in page.split('id="e1"')[0]
    assert "657.00 万人" in page
    assert page.count("已送达") == 4  # the month that is missing may merely be late: nobody is told


def test_the_page_begins_with_where_it_stands_and_sums_each_episode_up(client: TestClient) -> None:
    page = unescape(re.sub(r"<[^>]+>", "", client.get("/alerts/CQ-08").text))
    assert "2025年4月：实际 657.00 万人，序时应达 747.00 万人，差距 −90.00 万人" in page.split("下一步")[0]
    assert page.count("本期经过：") == 2
    assert "2025年1月数据首次预警（红），最重为红，历时 3 个月；无人签收、反馈。" in page


def test_simulated_figures_are_marked_on_the_page(client: TestClient) -> None:
    assert "模拟数据" in client.get("/alerts/CQ-08").text


def test_the_number_of_an_alert_is_not_broken_at_its_hyphen(client: TestClient) -> None:
    assert '预警 <span class="code">CQ-08</span>' in client.get("/alerts/CQ-08").text


def test_pages_name_no_other_host_and_need_no_script(client: TestClient) -> None:
    name = first_notification(client)
    for address in ("/alerts", "/alerts/CQ-08", "/outbox", f"/outbox/{name}"):
        page = client.get(address).text
        assert "<script" not in page
        assert "https://" not in page
        assert '<html lang="zh-CN">' in page
        assert 'href="/ops"' in page


def test_the_outbox_lists_the_newest_first(client: TestClient) -> None:
    page = client.get("/outbox").text
    assert page.index("第2期 第1号") < page.index("第1期 第2号") < page.index("第1期 第1号")


def test_the_outbox_says_which_way_messages_take_and_nothing_of_the_server_s_folders(
    client: TestClient, setting: Setting
) -> None:
    page = client.get("/outbox").text
    assert "消息写入服务器上的外发文件夹" in page
    assert str(setting.outbox.folder) not in page
    assert "<td>外发文件夹</td>" in page
    mailing = a_client(setting, mail_server="mail.example").get("/outbox").text
    assert "mail.example" in mailing


def test_a_mailed_message_is_shown_with_its_channel_and_the_servers_answer(setting: Setting) -> None:
    setting.assess(an_assessed())
    values = {"channel": "mail", "state": "delivered", "finished_at": 0, "detail": "250 queued <as> 4XY"}
    with setting.database.write() as connection:
        connection.execute(NOTIFICATIONS.update().values(**values))
    client = a_client(setting, mail_server="mail.example")
    assert "<td>邮件</td>" in client.get("/outbox").text
    name = client.get("/v1/alerts").json()["alerts"][0]["messages"][0]["notification"]
    assert "邮件：250 queued &lt;as&gt; 4XY" in client.get(f"/outbox/{name}").text
    assert client.get(f"/outbox/{name}.json").json()["channel"] == "mail"
    assert client.get(f"/outbox/{name}.eml").status_code == 200


def test_a_channel_that_is_no_more_is_shown_by_its_own_name(setting: Setting) -> None:
    setting.assess(an_assessed())
    with setting.database.write() as connection:
        connection.execute(NOTIFICATIONS.update().values(channel="pager"))
    assert "<td>pager</td>" in a_client(setting).get("/outbox").text


def test_the_outbox_can_be_paged(client: TestClient) -> None:
    assert "第1期 第1号" in client.get("/outbox?before=2").text
    assert "第2期" not in client.get("/outbox?before=2").text
    assert client.get("/outbox?before=x").status_code == 200


def test_a_message_is_shown_with_heads_html_and_text(client: TestClient) -> None:
    page = client.get(f"/outbox/{first_notification(client)}").text
    assert "&lt;alert-CQ-08-e1.1@xushi.example&gt;" in page
    assert "<iframe" in page
    assert "sandbox" in page
    frame = unescape(page.split('srcdoc="')[1].split('"')[0])
    assert "<strong>657.00 万人</strong>" in frame
    assert "截至2025年1月末 657.00 万人" in page


def without_link(text: str) -> str:
    """A text without the link that signs as its recipient."""
    return re.sub(r"/answer\?token=[\w.-]+", "", text)


def bodies(mail: bytes) -> list[str]:
    parsed = message_from_bytes(mail, policy=policy.default)
    return [without_link(part.get_content()) for part in parsed.iter_parts()]


def test_the_downloads_are_what_the_outbox_folder_holds_but_for_the_link_that_signs(
    client: TestClient, setting: Setting
) -> None:
    name = first_notification(client)
    mail = client.get(f"/outbox/{name}.eml")
    assert mail.headers["content-disposition"] == f'attachment; filename="{name}.eml"'
    sent = (setting.outbox.folder / f"{name}.eml").read_bytes()
    assert bodies(mail.content) == bodies(sent)
    assert mail.content.split(b"\r\n\r\n")[0] == sent.split(b"\r\n\r\n")[0]
    assert message_from_bytes(mail.content, policy=policy.default)["To"] == "injury@cq.example"
    document = client.get(f"/outbox/{name}.json")
    kept = (setting.outbox.folder / f"{name}.json").read_text("utf-8")
    assert document.text == without_link(kept) != kept
    assert json.loads(document.content)["notification"] == name


@pytest.mark.parametrize("address", ["/alerts/X-1", "/outbox/x", "/outbox/x.eml", "/outbox/x.json"])
def test_what_is_not_there_is_a_page_that_says_so(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "没有找到" in answer.text


def test_a_message_to_no_address_can_still_be_looked_at(setting: Setting) -> None:
    setting.assess(an_assessed())
    with setting.database.write() as connection:
        connection.execute(NOTIFICATIONS.update().values(recipient="nobody"))
    setting.deliver()
    client = a_client(setting)
    name = client.get("/v1/alerts").json()["alerts"][0]["messages"][0]["notification"]
    page = client.get(f"/outbox/{name}")
    assert page.status_code == 200
    assert "发送失败" in page.text
    assert client.get(f"/outbox/{name}.eml").status_code == 404


@pytest.mark.parametrize(("year", "told"), [(LAST_ARRANGED_YEAR, 0), (LAST_ARRANGED_YEAR + 1, 2)])
def test_a_deadline_that_may_move_says_so_in_the_words_of_every_other_one(year: int, told: int) -> None:
    day = date(year, 6, 4)
    handling = SimpleNamespace(next="待签收", sign_by=day, answer_by=day, answer="none", answer_name="未反馈")
    handling.acknowledged_at = handling.escalated_name = handling.silenced_until = None
    parts = AlertsRenderer(a_clock(), WorkCalendar())._environment.get_template("_parts.html").module
    text = str(parts.next_step(SimpleNamespace(state="open", handling=handling)))  # type: ignore[attr-defined]
    assert text.count(f"{day} 前") == 2
    assert text.count(WorkCalendar().note(date(LAST_ARRANGED_YEAR + 1, 6, 4))) == told


def test_an_open_alert_shows_the_newest_month_beside_its_last_message(setting: Setting) -> None:
    setting.assess(*levels(("2025-01", "red"), ("2025-02", "red"), version=2))
    setting.assess(*levels(("2025-03", "red"), version=3, actual=6_600_000))  # the level is the same: nobody is told
    client = a_client(setting)
    row = client.get("/alerts").text.split("<tbody>")[1]
    assert "660.00 万人" in row and "发消息时 657.00 万人" in row
    assert "3 个月" in row and "2025年1月 – 2025年3月" in row
    page = unescape(re.sub(r"<[^>]+>", "", client.get("/alerts/CQ-08").text)).split("下一步")[0]
    assert "2025年3月（最近一个月）：实际 660.00 万人" in page
    assert "最近一次消息，2025年1月：实际 657.00 万人" in page


def test_the_pages_show_alerts_as_they_were_known(setting: Setting) -> None:
    setting.assess(*levels(("2025-01", "red")))
    then = setting.clock.now().isoformat()
    setting.clock.advance(timedelta(days=1))
    setting.assess(*levels(("2025-02", "normal"), version=10, accepted_progress=10_000, actual=7_480_000))
    client = a_client(setting, viewer=None)
    assert "没有未结的预警" in client.get("/alerts").text
    listed = client.get("/alerts", params={"as_of": then}).text
    assert "时所知" in listed and 'href="/alerts/CQ-08?as_of=2023' in listed and "state=closed&amp;as_of=2023" in listed
    page = client.get("/alerts/CQ-08", params={"as_of": then}).text
    assert "时所知" in page and "发出预警" in page and "预警解除" not in page
    assert client.get("/alerts", params={"as_of": "1"}).status_code == 422
    assert "当时没有编号为“CQ-99”的预警" in client.get("/alerts/CQ-99", params={"as_of": then}).text
