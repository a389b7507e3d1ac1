from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.alerts.channels.smtp import SmtpChannel
from tests.unit.alerts.channels.smtp_channel import a_channel
from tests.unit.alerts.mail_server import MailServer, a_mail_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    with a_mail_server(tmp_path) as running:
        yield running


@pytest.fixture
def channel(server: MailServer) -> Iterator[SmtpChannel]:
    channel = a_channel(server.server())
    yield channel
    channel.close()
