from __future__ import annotations

import io
import re

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from services.alerts.channels.port import Outcome, Outgoing, RefusedByChannel
from shared.security.keys import Principal, Role
from shared.security.sessions import COOKIE
from tests.people.signing_in import KnownSessions
from tests.unit.alerts.pages.test_api import OPS, a_client
from tests.unit.alerts.setting import Setting, an_assessed, levels

NAME = "CQ-08-e1.1-outbox-fada0cda"
AUDITOR = Principal("auditor", Role.AUDITOR, "")


class Refusing:
    name = "outbox"

    def send(self, outgoing: Outgoing) -> Outcome:
        return RefusedByChannel("550 <no> such user")


@pytest.fixture
def given_up(setting: Setting) -> Setting:
    """One message that its channel refused."""
    setting.assess(an_assessed())
    setting.delivery = setting.a_delivery({"outbox": Refusing()})
    setting.deliver()
    return setting


def signed_in(setting: Setting, viewer: Principal = OPS) -> TestClient:
    """A browser with a session of the viewer."""
    sessions = KnownSessions()
    client = a_client(setting, viewer=viewer, sessions=sessions)
    client.headers.pop("Authorization")
    client.cookies.set(COOKIE, sessions.begin(viewer))
    return client


def form(page: str) -> dict[str, str]:
    """The hidden fields of the first form that sends something again."""
    fields = page.split("/resend")[1].split("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]+)"', fields))


def test_dead_letters_stand_first_with_their_reason_escaped(given_up: Setting) -> None:
    page = signed_in(given_up).get("/outbox").text
    assert page.index("发送失败 1 条") < page.index("全部消息")
    assert "550 &lt;no&gt; such user" in page
    assert "重新发送" in page


def test_ops_sends_one_again_by_a_click_and_a_second_click_changes_nothing(given_up: Setting) -> None:
    client = signed_in(given_up)
    fields = form(client.get("/outbox").text)
    for _ in range(2):
        answer = client.post(f"/outbox/{NAME}/resend", data=fields)
        assert (answer.status_code, answer.headers["location"]) == (303, "/outbox")
    assert given_up.names().count("NotificationRetried") == 1
    given_up.delivery = given_up.a_delivery({"outbox": given_up.outbox})
    given_up.deliver()
    assert "发送失败" not in client.get("/outbox").text
    assert "由 ops 重新发送" in client.get("/alerts/CQ-08").text


def test_what_was_delivered_is_not_sent_again(given_up: Setting) -> None:
    client = signed_in(given_up)
    fields = form(client.get("/outbox").text)
    assert client.post("/outbox/nothing/resend", data=fields).status_code == 409


def test_an_auditor_sees_dead_letters_and_sends_none(given_up: Setting) -> None:
    fields = form(signed_in(given_up).get("/outbox").text)
    auditor = signed_in(given_up, AUDITOR)
    page = auditor.get("/outbox").text
    assert "发送失败 1 条" in page
    assert "/resend" not in page
    assert auditor.post(f"/outbox/{NAME}/resend", data=fields).status_code == 403
    assert "NotificationRetried" not in given_up.names()


def test_the_chart_of_a_message_is_shown_with_it(setting: Setting) -> None:
    setting.assess(*levels(("2025-01", "red"), ("2025-02", "orange"), ("2025-03", "red")))
    client = signed_in(setting)
    page = client.get("/outbox/CQ-08-e1.3-outbox-fada0cda").text
    assert "/outbox/CQ-08-e1.3-outbox-fada0cda.png" in page
    assert "cid:" not in page
    answer = client.get("/outbox/CQ-08-e1.3-outbox-fada0cda.png")
    assert answer.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).format == "PNG"
    assert client.get(f"/outbox/{NAME}.png").status_code == 404  # the first month has nothing to be compared with
