"""签收, 反馈, 会审 as people meet them: pages, forms, links."""

from __future__ import annotations

import json
import re
from datetime import datetime
from html import unescape

import pytest
from fastapi.testclient import TestClient

from shared.periods import CHINA
from shared.security.keys import Principal, Role
from shared.web.uploads.attached import disposition
from tests.unit.alerts.pages.test_api import a_client
from tests.unit.alerts.setting import Setting, levels

REVIEWER = Principal("reviewer-500000", Role.REVIEWER, "500000")


@pytest.fixture
def raised(setting: Setting) -> Setting:
    setting.assess(*levels(("2025-03", "red")))
    setting.deliver()
    return setting


@pytest.fixture
def client(raised: Setting) -> TestClient:
    return a_client(raised, viewer=None)


def link(setting: Setting) -> str:
    """The address in the mail that lies in the outbox."""
    (path,) = setting.outbox.folder.glob("CQ-08-e1.1-*.json")
    found = re.search(
        r"http://127.0.0.1:8600(/alerts/CQ-08/answer\?token=[\w.-]+)", json.loads(path.read_text())["text"]
    )
    assert found is not None
    return found[1]


def hidden(page: str, name: str) -> list[str]:
    return [unescape(each) for each in re.findall(rf'name="{name}" value="([^"]*)"', page)]


def test_opening_the_link_signs_for_nothing(client: TestClient, raised: Setting) -> None:
    for _ in range(2):
        page = client.get(link(raised))
        assert page.status_code == 200
    assert "待签收" in page.text
    assert "657.00 万人" in page.text
    assert "待签收" in client.get("/alerts/CQ-08").text


def test_a_click_signs_and_a_second_one_changes_nothing(client: TestClient, raised: Setting) -> None:
    page = client.get(link(raised)).text
    form = {"token": hidden(page, "token")[0], "key": hidden(page, "key")[0], "signer": "李某"}
    for _ in range(2):
        answer = client.post("/alerts/CQ-08/acknowledgement", data=form)
        assert answer.status_code == 303
    assert "已签收" in client.get(answer.headers["location"]).text
    assert "待反馈" in client.get("/alerts/CQ-08").text


def test_an_answer_with_a_file_is_taken_and_what_is_wrong_is_named_beside_its_field(
    client: TestClient, raised: Setting
) -> None:
    page = client.get(link(raised)).text
    form = {"token": hidden(page, "token")[0], "key": hidden(page, "key")[1], "signer": "李某", "cause": "<b>项目减少"}
    form["expected"] = "2025-09"
    faulty = client.post("/alerts/CQ-08/answer", data=form, files={"files": ("x.exe", b"MZ")})
    assert faulty.status_code == 422
    assert "类型不能接收" in faulty.text
    assert "&lt;b&gt;项目减少" in faulty.text  # what was typed is still there, and harmless
    faulty = client.post("/alerts/CQ-08/answer", data=form, files={"files": ("", b"")})
    assert 'href="#measures"' in faulty.text
    form["measures"] = "核对名册"
    taken = client.post("/alerts/CQ-08/answer", data=form, files={"files": ("说明.pdf", b"%PDF-1.7")})
    assert taken.status_code == 303
    assert "已反馈，待会审" in client.get(taken.headers["location"]).text


def test_a_red_alert_is_answered_with_a_month_and_the_page_says_what_that_means(
    client: TestClient, raised: Setting
) -> None:
    page = client.get(link(raised)).text
    assert "即为承诺" in page
    form = {"token": hidden(page, "token")[0], "key": hidden(page, "key")[1], "signer": "李某", "cause": "项目减少"}
    form["measures"] = "核对名册"
    for month, words in (
        ("", "须写明预计达到序时的月份"),
        ("2020-01", "只能是以后的月份"),
        ("2026-01", "不能晚于规划期末"),
    ):
        answered = client.post("/alerts/CQ-08/answer", data=form | {"expected": month}, files={"files": ("", b"")})
        assert answered.status_code == 422
        assert words in answered.text


def test_when_the_plan_is_over_no_month_is_asked_for_and_an_answer_is_taken_without_one(
    setting: Setting,
) -> None:
    setting.clock.set(datetime(2025, 12, 10, 9, tzinfo=CHINA))
    setting.assess(*levels(("2025-11", "red")))
    setting.deliver()
    client = a_client(setting, viewer=None)
    assert 'name="expected"' in client.get(link(setting)).text
    setting.clock.set(datetime(2026, 1, 5, 9, tzinfo=CHINA))
    page = client.get(link(setting)).text
    assert 'name="measures"' in page and 'name="expected"' not in page
    form = {"token": hidden(page, "token")[0], "key": hidden(page, "key")[1], "signer": "李某", "cause": "项目减少"}
    taken = client.post("/alerts/CQ-08/answer", data=form | {"measures": "核对名册"}, files={"files": ("", b"")})
    assert taken.status_code == 303


@pytest.mark.parametrize("text", ["项目\v减少", "长" * 4_001])
def test_a_text_that_cannot_be_kept_whole_is_refused_and_nothing_is_recorded(
    client: TestClient, raised: Setting, text: str
) -> None:
    page = client.get(link(raised)).text
    token, (sign, send) = hidden(page, "token")[0], hidden(page, "key")
    before = raised.names()
    signed = client.post("/alerts/CQ-08/acknowledgement", data={"token": token, "key": sign, "signer": text})
    form = {"token": token, "key": send, "signer": "李某", "cause": text, "measures": "核对名册"}
    answered = client.post("/alerts/CQ-08/answer", data=form, files={"files": ("", b"")})
    assert (signed.status_code, answered.status_code) == (422, 422)
    assert 'href="#cause"' in answered.text
    assert raised.names() == before


@pytest.mark.parametrize("token", ["", "x", "x.y", "é.é"])
def test_a_link_that_we_did_not_sign_opens_nothing(client: TestClient, token: str) -> None:
    assert client.get("/alerts/CQ-08/answer", params={"token": token}).status_code == 403
    answer = client.post("/alerts/CQ-08/acknowledgement", data={"token": token, "key": "k" * 20, "signer": "李某"})
    assert answer.status_code == 403


def test_no_file_is_taken_of_whom_no_link_lets_in(client: TestClient, raised: Setting) -> None:
    incoming = raised.outbox.folder.parent / "incoming"
    file = {"files": ("说明.pdf", b"%PDF-1.7" * 100_000)}
    for form in ({"token": "x.y"}, {}):
        assert client.post("/alerts/CQ-08/answer", data=form, files=file).status_code == 403
    assert not incoming.exists()  # no temporary file was asked for
    form = {"token": link(raised).partition("token=")[2]}
    assert client.post("/alerts/CQ-08/answer", data=form, files=file).status_code == 422
    assert list(incoming.iterdir()) == []


def test_a_link_opens_its_own_alert_only(client: TestClient, raised: Setting) -> None:
    raised.assess(*levels(("2025-03", "red"), row=7, indicator="unemployment_insurance_insured"))
    assert client.get(link(raised).replace("CQ-08", "CQ-07", 1)).status_code == 403


def test_what_people_wrote_is_not_for_everybody(client: TestClient, raised: Setting) -> None:
    page = client.get(link(raised)).text
    form = {
        "token": hidden(page, "token")[0],
        "key": hidden(page, "key")[1],
        "signer": "李某",
        "cause": "项目减少",
        "measures": "核对名册",
        "expected": "2025-09",
    }
    client.post("/alerts/CQ-08/answer", data=form, files={"files": ("说明.pdf", b"%PDF-1.7")})
    assert "项目减少" not in client.get("/alerts/CQ-08").text
    reviewer = a_client(raised, viewer=REVIEWER)
    seen = reviewer.get("/alerts/CQ-08").text
    assert "项目减少" in seen
    (address,) = re.findall(r'href="(/alerts/CQ-08/attachments/[0-9a-f]+/[^"]+)"', seen)
    file = reviewer.get(address)
    assert file.content == b"%PDF-1.7"
    assert file.headers["content-disposition"].startswith("attachment")
    assert client.get(address).status_code == 303  # to the login page
    assert client.get(f"{address}?token={form['token']}").content == b"%PDF-1.7"


def test_the_same_file_under_two_names_keeps_each_of_them(client: TestClient, raised: Setting) -> None:
    page = client.get(link(raised)).text
    (token, *_), (_, key) = hidden(page, "token"), hidden(page, "key")
    form = {"token": token, "key": key, "signer": "李某", "cause": "项目减少", "measures": "核对名册"}
    form["expected"] = "2025-09"
    names = ("名册 一?#.txt", "名册二.txt")
    sent = [("files", (name, "参保名册".encode("gb18030"))) for name in names]
    assert client.post("/alerts/CQ-08/answer", data=form, files=sent).status_code == 303
    reviewer = a_client(raised, viewer=REVIEWER)
    addresses = re.findall(r'href="(/alerts/CQ-08/attachments/[^"]+)"', reviewer.get("/alerts/CQ-08").text)
    files = [reviewer.get(unescape(address)) for address in addresses]
    assert [each.headers["content-disposition"] for each in files] == [disposition(name) for name in names]
    assert {each.headers["content-type"] for each in files} == {"text/plain; charset=gb18030"}
    bare = reviewer.get(addresses[0].rpartition("/")[0])
    assert bare.headers["content-disposition"] == disposition(names[1])  # an address of before names the last
    assert reviewer.get(f"{addresses[0].rpartition('/')[0]}/other.txt").status_code == 404


def test_the_link_that_signs_is_in_the_mail_and_on_no_page(raised: Setting) -> None:
    token = link(raised).partition("token=")[2]
    client = a_client(raised)
    name = client.get("/v1/alerts/CQ-08").json()["episodes"][0]["messages"][0]["notification"]
    for address in (f"/outbox/{name}", f"/outbox/{name}.json", f"/outbox/{name}.eml", "/v1/alerts/CQ-08"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert token not in answer.text


def test_a_form_without_a_session_decides_nothing(raised: Setting) -> None:
    client = a_client(raised, viewer=REVIEWER)  # a key in a header is not a session
    fields = {"form_token": "x", "key": "k" * 20, "episode": "1", "decision": "accept", "until": "2025-05-01"}
    for what in ("review", "sign-off", "silence"):
        answer = client.post(f"/alerts/CQ-08/{what}", data=fields)
        assert answer.status_code in (303, 403)
        assert answer.headers.get("location", "/login").startswith("/login")


def test_a_page_opened_by_a_link_is_framed_told_and_kept_by_nobody(client: TestClient, raised: Setting) -> None:
    page = client.get(link(raised))
    form = {"token": hidden(page.text, "token")[0], "key": hidden(page.text, "key")[0], "signer": "长" * 4_001}
    refused = client.post("/alerts/CQ-08/acknowledgement", data=form)
    for answer in (page, refused):
        assert answer.headers["cache-control"] == "private, no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "same-origin"
    form["signer"] = "李某"
    way = client.post("/alerts/CQ-08/acknowledgement", data=form)
    assert (way.status_code, way.headers["cache-control"]) == (303, "private, no-store")
