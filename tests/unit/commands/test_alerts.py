from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from services.alerts.tables import NOTIFICATIONS
from services.cli import app
from shared.catalogue.files.load import load_catalogue
from shared.database.engine import Database
from tests.unit.alerts.mail_server import a_mail_server
from tests.unit.alerts.robot_server import KEY, a_robot_server
from tests.unit.alerts.setting import Setting, an_assessed


def xushi(*arguments: str, data: Path, **environment: str) -> Result:
    environment |= {"XUSHI_DATA_DIR": str(data), "COLUMNS": "240"}
    return CliRunner().invoke(app, list(arguments), env=environment)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with one message, given up."""
    setting = Setting(tmp_path, load_catalogue())
    setting.assess(an_assessed())
    setting.delivery = setting.a_delivery({})
    setting.deliver()
    setting.database.dispose()
    return tmp_path


def state(data: Path) -> tuple[str, int]:
    database, table = Database(f"sqlite:///{data / 'alerts.sqlite'}"), NOTIFICATIONS
    with database.read() as connection:
        row = connection.execute(sa.select(table.c.state, table.c.attempts)).one()
    database.dispose()
    return row.state, row.attempts


def test_dead_letters_are_listed_with_their_reason(data: Path) -> None:
    listed = xushi("outbox", data=data).stdout
    assert "CQ-08-e1.1-outbox-fada0cda" in listed
    assert "发送失败" in listed
    assert "没有配置渠道" in listed
    assert "没有消息" in xushi("outbox", "--state", "delivered", data=data).stdout


@pytest.mark.parametrize("which", ["--all-failed", "CQ-08-e1.1-outbox-fada0cda"])
def test_a_dead_letter_is_queued_again(data: Path, which: str) -> None:
    answer = xushi("outbox", "resend", which, data=data)
    assert answer.exit_code == 0, answer.stdout
    assert "已重新排队 1 条" in answer.stdout
    assert state(data) == ("queued", 0)
    assert "已重新排队 0 条" in xushi("outbox", "resend", "--all-failed", data=data).stdout


@pytest.mark.parametrize(("arguments", "code"), [((), 2), (("nothing",), 1), (("x", "--all-failed"), 2)])
def test_what_cannot_be_sent_again_is_said(data: Path, arguments: tuple[str, ...], code: int) -> None:
    assert xushi("outbox", "resend", *arguments, data=data).exit_code == code
    assert state(data) == ("failed", 1)


def test_without_a_database_the_command_says_what_to_do(tmp_path: Path) -> None:
    answer = xushi("outbox", data=tmp_path)
    assert answer.exit_code == 1
    assert "xushi migrate" in answer.stdout


def test_a_robot_is_tried_out_and_its_answer_shown(tmp_path: Path) -> None:
    robots = tmp_path / "robots.toml"
    robots.write_text(f'[group]\nkey = "{KEY}"\n[stale]\nkey = "old"\n', "utf-8")
    with a_robot_server("wecom") as server:
        channel = {"XUSHI_ROBOTS_FILE": str(robots), "XUSHI_WECOM_URL": server.url}
        good = xushi("alerts", "test-channel", "--channel", "wecom", "--to", "group", data=tmp_path, **channel)
        bad = xushi("alerts", "test-channel", "--channel", "wecom", "--to", "stale", data=tmp_path, **channel)
        unknown = xushi("alerts", "test-channel", "--channel", "wecom", "--to", "x", data=tmp_path, **channel)
    assert (good.exit_code, good.stdout.strip()) == (0, "已送达：企业微信 errcode 0")
    assert "【试发】" in server.taken[0].body["markdown"]["content"]
    assert (bad.exit_code, unknown.exit_code) == (1, 1)
    assert "93000" in bad.stdout
    assert "没有“x”" in unknown.stdout


def test_a_mail_server_is_tried_out(tmp_path: Path) -> None:
    with a_mail_server(tmp_path, "none") as server:
        smtp = {"XUSHI_SMTP_HOST": "127.0.0.1", "XUSHI_SMTP_PORT": str(server.port), "XUSHI_SMTP_SECURITY": "none"}
        answer = xushi("alerts", "test-channel", "--channel", "mail", "--to", "ops@cq.example", data=tmp_path, **smtp)
        missing = xushi("alerts", "test-channel", "--channel", "feishu", "--to", "x", data=tmp_path, **smtp)
        [mail] = server.received
    assert answer.exit_code == 0, answer.stdout
    assert mail.recipient == "ops@cq.example"
    assert (missing.exit_code, "已配置：outbox、mail" in missing.stdout) == (2, True)
