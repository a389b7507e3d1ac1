"""Real mail servers on the loopback: one that keeps the rules, and one that follows a script."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from services.alerts.channels.smtp_connection import Security, SmtpServer
from tests.narrowing import of

USER, PASSWORD = "alerts", "s3cret-word"


@dataclass(frozen=True)
class Received:
    """A mail as the server took it."""

    sender: str
    recipient: str
    content: bytes
    encrypted: bool
    logged_in: bool


class MailServer:
    """aiosmtpd in a thread. What it answers can be set while it runs; each answer set is given once."""

    def __init__(
        self, folder: Path, security: Security = "starttls", *, login: bool = False, size: int = 100_000
    ) -> None:
        self.security = security
        self.received: list[Received] = []
        self.to_recipient: list[str] = []
        self.to_message: list[str] = []
        self.pause_seconds = 0.0
        self.drops_before_answering = False
        self._login = login
        self._size = size
        authority = trustme.CA()
        self.ca_file = folder / "authority.pem"
        authority.cert_pem.write_to_path(self.ca_file)
        self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("127.0.0.1").configure_cert(self._tls)
        self._password_file = folder / "password"
        self._password_file.write_text(PASSWORD + "\n", "utf-8")
        self._loop = asyncio.new_event_loop()
        self._clients: list[SMTP] = []
        self._thread = threading.Thread(target=self._loop.run_forever)
        self.port = 0

    def server(self, **changes: Any) -> SmtpServer:
        """How to reach it, with its password and its authority."""
        fields: dict[str, Any] = {"security": self.security, "ca_file": self.ca_file, "timeout_seconds": 10.0}
        if self._login:
            fields |= {"user": USER, "password_file": self._password_file}
        return SmtpServer("127.0.0.1", self.port, **(fields | changes))

    def start(self) -> None:
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def connections(self) -> int:
        """How many clients connected so far."""
        return len(self._clients)

    @property
    def open_connections(self) -> int:
        """How many of them still are connected."""
        return sum(client.transport is not None for client in self._clients)

    def drop_connections(self) -> None:
        """As servers do with who was silent for long."""
        asyncio.run_coroutine_threadsafe(self._drop(), self._loop).result(10)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.to_recipient.pop(0) if self.to_recipient else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.pause_seconds)
        answer = self.to_message.pop(0) if self.to_message else "250 queued as 4XY"
        if answer.startswith("250"):
            self._take(session, envelope)
        if self.drops_before_answering:
            of(asyncio.Transport, server.transport).abort()
        return answer

    def _take(self, session: Session, envelope: Envelope) -> None:
        encrypted = session.ssl is not None or self.security == "tls"
        content = of(bytes, envelope.content)
        sender, recipient = str(envelope.mail_from), envelope.rcpt_tos[0]
        self.received.append(Received(sender, recipient, content, encrypted, bool(session.authenticated)))

    def _check(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    def _protocol(self) -> SMTP:
        options: dict[str, Any] = {"hostname": "mail.example", "loop": self._loop, "data_size_limit": self._size}
        if self.security == "starttls":
            options |= {"tls_context": self._tls, "require_starttls": True}
        if self._login:
            encrypts = self.security == "starttls"
            options |= {"authenticator": self._check, "auth_required": encrypts, "auth_require_tls": encrypts}
        self._clients.append(SMTP(self, **options))
        return self._clients[-1]

    async def _listen(self) -> int:
        tls = self._tls if self.security == "tls" else None
        self._server = await self._loop.create_server(self._protocol, "127.0.0.1", 0, ssl=tls)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def _drop(self) -> None:
        for client in self._clients:
            if isinstance(client.transport, asyncio.Transport):
                client.transport.abort()
        await asyncio.sleep(0.05)

    async def _end(self) -> None:
        self._server.close()
        await asyncio.sleep(0)  # who was just let in is made known
        await self._drop()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def a_mail_server(folder: Path, security: Security = "starttls", **options: Any) -> Iterator[MailServer]:
    """A running server."""
    server = MailServer(folder, security, **options)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def a_scripted_server(greeting: bytes, *answers: bytes) -> Iterator[SmtpServer]:
    """Greets every connection, answers its lines one by one, and hangs up when there is no answer left."""
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_follow, args=(listener, greeting, answers))
    thread.start()
    try:
        yield SmtpServer("127.0.0.1", listener.getsockname()[1], "none", timeout_seconds=10.0)
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(10)
        listener.close()


def _follow(listener: socket.socket, greeting: bytes, answers: Sequence[bytes]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection, connection.makefile("rb") as lines:
            connection.sendall(greeting)
            for answer in answers:
                if not lines.readline():
                    break
                connection.sendall(answer)
