#!/usr/bin/python3
"""A mail catcher with Mailpit's ports and the part of its API that is used here; mails are kept in memory."""

import email
import email.policy
import json
import signal
import sys
import threading
import urllib.request
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import getaddresses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Kept = tuple[str, bytes]  # when it came, and the mail

SMTP_PORT, HTTP_PORT = 1025, 8025
MOST = 5_000


class Mails:
    """What has come in: the newest ``MOST`` mails."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._kept: dict[str, Kept] = {}

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        """Keep a mail; the oldest goes where there are too many."""
        with self._lock:
            self._count += 1
            self._kept[str(self._count)] = (datetime.now(UTC).isoformat(), bytes(envelope.original_content or b""))
            if len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]
        return "250 OK"

    def listing(self, most: int) -> dict[str, object]:
        """The newest mails in short."""
        with self._lock:
            kept = list(self._kept.items())
        newest = kept[::-1][:most]
        return {"total": len(kept), "count": len(newest), "messages": [summary(*each) for each in newest]}

    def one(self, number: str) -> Kept | None:
        """A mail by its number."""
        with self._lock:
            return self._kept.get(number)


def parsed(content: bytes) -> EmailMessage:
    """A mail's bytes read."""
    return email.message_from_bytes(content, policy=email.policy.default)


def people(mail: EmailMessage, field: str) -> list[dict[str, str]]:
    """Who stands in a field of addresses."""
    return [{"Name": name, "Address": address} for name, address in getaddresses(mail.get_all(field, []))]


def summary(number: str, kept: Kept) -> dict[str, object]:
    """A mail as the list of mails tells it."""
    created, content = kept
    mail = parsed(content)
    return {
        "ID": number,
        "MessageID": (mail["Message-ID"] or "").strip("<>"),
        "Created": created,
        "From": next(iter(people(mail, "From")), None),
        "To": people(mail, "To"),
        "Subject": mail["Subject"],
        "Size": len(content),
    }


def whole(number: str, kept: Kept) -> dict[str, object]:
    """A mail with its texts."""
    bodies = {kind: parsed(kept[1]).get_body((kind,)) for kind in ("plain", "html")}
    texts = {kind: body.get_content() if body else "" for kind, body in bodies.items()}
    return summary(number, kept) | {"Text": texts["plain"], "HTML": texts["html"]}


class Api(BaseHTTPRequestHandler):
    """The part of Mailpit's API that is used here, over the mails of its server."""

    server: "Server"

    def do_GET(self) -> None:
        """Health, the list of mails, one mail."""
        path, _, query = self.path.partition("?")
        number = path.removeprefix("/api/v1/message/")
        if path in ("/livez", "/readyz"):
            self._answer(200, "ok", "text/plain")
        elif path == "/api/v1/messages":
            limits = [int(each[6:]) for each in query.split("&") if each.startswith("limit=")]
            self._answer(200, json.dumps(self.server.mails.listing(limits[0] if limits else 50)), "application/json")
        elif number != path and (kept := self.server.mails.one(number)):
            self._answer(200, json.dumps(whole(number, kept)), "application/json")
        else:
            self._answer(404, "not found", "text/plain")

    def _answer(self, status: int, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Health checks are not worth a line."""


class Server(ThreadingHTTPServer):
    """Answers from ``mails``."""

    def __init__(self, mails: Mails) -> None:
        super().__init__(("", HTTP_PORT), Api)
        self.mails = mails


def main() -> None:
    """Serve until terminated; with ``readyz``, ask whether the one that runs is ready."""
    if sys.argv[1:2] == ["readyz"]:
        urllib.request.urlopen(f"http://127.0.0.1:{HTTP_PORT}/readyz", timeout=3)
        return
    mails = Mails()
    server = Server(mails)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    smtp = Controller(mails, hostname="", port=SMTP_PORT, ident="mailpit")
    smtp.start()
    server.serve_forever()
    smtp.stop()


main()
