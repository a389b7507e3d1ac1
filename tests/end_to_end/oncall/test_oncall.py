"""Ops are called: a rule of the deployment fires in Prometheus, and people read of it in a mail and in a group."""

from __future__ import annotations

import email
import email.policy
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import yaml

from tests import processes
from tests.monitoring import alertmanager, debian, prometheus
from tests.unit.alerts.mail_server import MailServer, a_mail_server
from tests.unit.alerts.robot_server import KEY, SECRET, RobotServer, a_robot_server

ROOT = Path(__file__).parents[3]
ONCALL_KEY = "shown-by-alertmanager"
PATIENCE = 60.0


class Exporter:
    """What a service of ours says at ``/metrics``."""

    def __init__(self) -> None:
        self.text = ""
        self.target = ""

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Listen while the block lasts."""
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.end_headers()
                self.wfile.write(told.text.encode())

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            self.target = f"127.0.0.1:{server.server_port}"
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
            thread.start()
            try:
                yield
            finally:
                server.shutdown()
                thread.join()


class Called(NamedTuple):
    """The chain under test: what is said at one end, and where it arrives at the other."""

    exporter: Exporter
    mails: MailServer
    wecom: RobotServer
    feishu: RobotServer
    oncall: str


def configured(oncall: str, folder: Path) -> str:
    """The deployment's alertmanager.yml, quicker, and to this ``oncall``."""
    document = yaml.safe_load((ROOT / "deploy/alertmanager/alertmanager.yml").read_text("utf-8"))
    for route in (document["route"], *document["route"]["routes"]):
        route |= {"group_wait": "300ms", "group_interval": "1s"}
    (folder / "key").write_text(ONCALL_KEY)
    for receiver in document["receivers"]:
        for webhook in receiver["webhook_configs"]:
            webhook["url"] = webhook["url"].replace("http://oncall:8600", oncall)
            webhook["http_config"] = {"authorization": {"credentials_file": str(folder / "key")}}
    return yaml.safe_dump(document)


def watching(exporter: Exporter, alertmanager_address: str) -> str:
    """The deployment's prometheus.yml and rules, quicker, with one target and this Alertmanager."""
    document = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text("utf-8"))
    document["global"] = {"scrape_interval": "500ms", "scrape_timeout": "500ms", "evaluation_interval": "500ms"}
    document["rule_files"] = [str(ROOT / "deploy/prometheus/rules/*.yml")]
    target = alertmanager_address.removeprefix("http://")
    document["alerting"]["alertmanagers"] = [{"static_configs": [{"targets": [target]}]}]
    document["scrape_configs"] = [{"job_name": "aggregator", "static_configs": [{"targets": [exporter.target]}]}]
    return yaml.safe_dump(document)


@contextmanager
def oncall_process(folder: Path, mails: MailServer, wecom: RobotServer, feishu: RobotServer) -> Iterator[str]:
    """``xushi oncall`` as it is deployed; its address."""
    (port,) = processes.free_ports(1)
    (folder / "robots.toml").write_text(f'[ops]\nkey = "{KEY}"\n[duty]\nkey = "{KEY}"\nsecret = "{SECRET}"\n', "utf-8")
    server = mails.server()
    own = {
        "PORT": str(port),
        "DATA_DIR": str(folder / "data"),
        "OPS_MAIL": "ops@cq.example, night@cq.example",
        "OPS_ROBOTS": "wecom:ops,feishu:duty",
        "ROBOTS_FILE": str(folder / "robots.toml"),
        "WECOM_URL": wecom.url,
        "FEISHU_URL": feishu.url,
        "SMTP_HOST": server.host,
        "SMTP_PORT": str(server.port),
        "SMTP_SECURITY": server.security,
        "SMTP_CA_FILE": str(mails.ca_file),
        "ONCALL_KEY_FILE": str(folder / "key"),
        "PUBLIC_URL": "https://xushi.cq.example",
    }
    environment = os.environ | {f"XUSHI_{name}": value for name, value in own.items()}
    process = processes.start([sys.executable, "-m", "services.cli", "oncall"], folder / "log", environment=environment)
    try:
        wait_for(lambda: processes.listens(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        processes.stop(process)


@pytest.fixture(scope="module")
def called(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Called]:
    folder = tmp_path_factory.mktemp("oncall")
    exporter = Exporter()
    with ExitStack() as stack:
        mails = stack.enter_context(a_mail_server(folder))
        wecom, feishu = (stack.enter_context(a_robot_server(kind)) for kind in ("wecom", "feishu"))
        stack.enter_context(exporter.serving())
        try:
            alertmanager.find(), prometheus.find()
        except debian.NoProgram as reason:
            pytest.skip(f"that ops are called is NOT tried: {reason}")
        oncall = stack.enter_context(oncall_process(folder, mails, wecom, feishu))
        try:
            gathering = stack.enter_context(alertmanager.running(configured(oncall, folder)))
            stack.enter_context(prometheus.running(watching(exporter, gathering)))
        except debian.NoProgram as reason:
            pytest.skip(f"that ops are called is NOT tried: {reason}")
        yield Called(exporter, mails, wecom, feishu, oncall)


def wait_for(holds: Callable[[], Any]) -> Any:
    """What ``holds`` answers as soon as it is something true."""
    deadline = time.monotonic() + PATIENCE
    while not (found := holds()):
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.05)
    return found


def text_of(mail: EmailMessage) -> str:
    """A mail's plain text."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def mails_with(called: Called, words: str) -> list[tuple[str, str, str]]:
    """Recipient, subject and text of the mails whose subject holds these words."""
    read = [
        (each.recipient, email.message_from_bytes(each.content, policy=email.policy.default))
        for each in called.mails.received
    ]
    return [
        (recipient, str(mail["Subject"]), text_of(mail)) for recipient, mail in read if words in str(mail["Subject"])
    ]


def groups_with(called: Called, words: str) -> list[str]:
    """What stands in the groups of 企业微信 and 飞书 with these words."""
    wecom = [each.body["markdown"]["content"] for each in called.wecom.taken]
    feishu = [str(each.body["card"]) for each in called.feishu.taken]
    return [text for text in (*wecom, *feishu) if words in text]


def test_a_rule_that_fires_reaches_mail_and_groups_once_and_so_does_its_end(called: Called) -> None:
    called.mails.to_message = ["451 try again later"]  # the first mail is tried again, and nobody gets two
    called.exporter.text = 'xushi_reader_broken{consumer="aggregator"} 1\n'
    firing = "读取者 aggregator 停在一处"
    wait_for(
        lambda: (
            len(mails_with(called, f"【告警·紧急】{firing}")) == 2
            and len(groups_with(called, f"【告警·紧急】{firing}")) == 2
        )
    )
    told = mails_with(called, firing)
    assert sorted(recipient for recipient, _, _ in told) == ["night@cq.example", "ops@cq.example"]
    for text in (*(text for _, _, text in told), *groups_with(called, firing)):
        assert "自 20" in text
        assert "见运行手册“库回到了以前”" in text
        assert "XushiReaderBroken" in text
        assert "https://xushi.cq.example/ops" in text
    time.sleep(3)  # three times the group's interval: what has been told is not told again
    assert len(mails_with(called, firing)) == 2
    called.exporter.text = 'xushi_reader_broken{consumer="aggregator"} 0\n'
    wait_for(lambda: len(mails_with(called, "【已恢复】")) == 2 and len(groups_with(called, "【已恢复】")) == 2)
    assert all("历时" in text for _, _, text in mails_with(called, "【已恢复】"))


def test_nobody_else_makes_it_tell_anything(called: Called) -> None:
    before = len(called.mails.received)
    answer = httpx.post(f"{called.oncall}/notices/mail", json={"groupKey": "x", "alerts": []}, trust_env=False)
    assert (answer.status_code, len(called.mails.received)) == (401, before)


def test_amtool_finds_nothing_wrong() -> None:
    try:
        done = alertmanager.amtool("check-config", str(ROOT / "deploy/alertmanager/alertmanager.yml"))
    except debian.NoProgram as reason:
        pytest.skip(str(reason))
    assert done.returncode == 0, done.stdout + done.stderr
