"""The process that Alertmanager posts to, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from services.alerts.oncall.main import create_app
from shared.settings import Settings
from tests.unit.alerts.mail_server import a_mail_server
from tests.unit.alerts.oncall import posted


@contextmanager
def asked(folder: Path, **settings: Any) -> Iterator[TestClient]:
    """The process with these settings; nothing of it stands on a disk."""
    with TestClient(create_app(Settings(data_dir=folder / "none", **settings))) as client:
        yield client
    assert not (folder / "none").exists()


def checks(client: TestClient) -> tuple[bool, str]:
    """What the health check of the recipients says."""
    (found,) = client.get("/healthz").json()["checks"][:1]
    return found["ok"], found["detail"]


def test_a_notice_becomes_a_mail_and_what_is_refused_for_good_is_told(tmp_path: Path) -> None:
    with a_mail_server(tmp_path, "none") as mails:
        smtp = {"smtp_host": "127.0.0.1", "smtp_port": mails.port, "smtp_security": "none"}
        with asked(tmp_path, ops_mail="ops@cq.example", **smtp) as client:
            answer = client.post("/notices/mail", content=posted.body(posted.alert()))
            assert (answer.status_code, answer.json()["told"]) == (200, ["邮件 ops@cq.example"])
            assert [each.recipient for each in mails.received] == ["ops@cq.example"]
            mails.to_recipient = ["550 no such user"]
            refused = client.post("/notices/mail", content=posted.body(posted.alert("two")))
            assert (refused.status_code, refused.json()["title"]) == (422, "没有告知任何人")
            assert "550 no such user" in refused.json()["detail"]
            assert checks(client) == (True, "邮件 ops@cq.example")


def test_a_server_that_is_away_makes_alertmanager_try_again(tmp_path: Path) -> None:
    with asked(tmp_path, ops_mail="ops@cq.example", smtp_host="127.0.0.1", smtp_port=9) as client:
        answer = client.post("/notices/mail", content=posted.body(posted.alert()))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.json()["detail"] == "邮件 ops@cq.example：邮件服务器拒绝连接"


def test_a_way_that_nobody_is_told_by_has_nothing_to_do(tmp_path: Path) -> None:
    with asked(tmp_path, ops_mail="ops@cq.example") as client:
        assert client.post("/notices/robots", content=posted.body(posted.alert())).json()["told"] == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "告警不会告知任何人"),
        ({"ops_mail": "ops@cq.example"}, "却没有邮件服务器"),
        ({"ops_robots": "wecom:ops"}, "没有“ops”"),
    ],
)
def test_that_nobody_would_be_told_is_a_failing_health_check(
    tmp_path: Path, settings: dict[str, Any], said: str
) -> None:
    with asked(tmp_path, **settings) as client:
        well, detail = checks(client)
    assert not well
    assert said in detail


@pytest.mark.parametrize(("shown", "status"), [("", 401), ("Bearer other", 401), ("Bearer ours", 200)])
def test_only_who_shows_the_key_makes_it_tell(tmp_path: Path, shown: str, status: int) -> None:
    file = tmp_path / "key"
    file.write_text("ours\n")
    with asked(tmp_path, oncall_key_file=file) as client:
        headers = {"Authorization": shown} if shown else {}
        assert client.post("/notices/mail", content=posted.body(), headers=headers).status_code == status


def test_a_key_that_cannot_be_read_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("")
    for name in ("empty", "missing"):
        with asked(tmp_path, oncall_key_file=tmp_path / name) as client:
            answer = client.post("/notices/mail", content=posted.body(), headers={"Authorization": "Bearer "})
            assert answer.status_code == 503


def test_what_is_no_notice_and_no_way_is_refused(tmp_path: Path) -> None:
    with asked(tmp_path) as client:
        for broken in (b"{", posted.body().replace(b"XushiInstanceDown", b"\xb3\xc2")):
            assert client.post("/notices/mail", content=broken).status_code == 400
        assert client.post("/notices/pigeon", content=posted.body()).status_code == 404


def test_settings_that_nothing_can_be_sent_to_are_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="slack:ops"):
        create_app(Settings(data_dir=tmp_path, ops_robots="slack:ops"))
