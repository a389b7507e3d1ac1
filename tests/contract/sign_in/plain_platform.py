"""A platform with OAuth2 of its own names, as a real HTTP server: JSON in camel case, success told in the document."""

from __future__ import annotations

import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

APP, APP_SECRET = "app-1", "a secret of the platform"
PEOPLE = {"u-1001": {"employeeCode": "wang", "mobile": "13800001001"}}


class Platform:
    """One platform on a port of its own. ``login`` is who signs in at its page, which asks nothing."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        self.login = "u-1001"
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                platform.answer(self)

            def do_POST(self) -> None:
                platform.answer(self)

            def log_message(self, *_: object) -> None:
                """Nothing is written."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        """One request."""
        address = urlsplit(asked.path)
        body = asked.rfile.read(int(asked.headers.get("content-length", 0)))
        query = {name: values[-1] for name, values in parse_qs(address.query).items()}
        if address.path == "/oauth2/auth":
            code = secrets.token_hex(8)
            self.codes[code] = self.login
            asked.send_response(302)
            back = urlencode({"authCode": code, "state": query["state"]})
            asked.send_header("Location", f"{query['redirectUri']}?{back}")
            asked.end_headers()
            return
        known = {"/oauth2/userAccessToken": self._token, "/contact/me": self._me}
        told = json.dumps(known[address.path](json.loads(body or b"{}"), asked)).encode()
        asked.send_response(200)
        asked.send_header("Content-Type", "application/json")
        asked.end_headers()
        asked.wfile.write(told)

    def _token(self, sent: dict[str, str], _asked: BaseHTTPRequestHandler) -> dict[str, Any]:
        person = self.codes.pop(sent["code"], None)
        if person is None or (sent["clientId"], sent["clientSecret"]) != (APP, APP_SECRET):
            return {"success": False, "errorMsg": "无效的授权码"}
        token = secrets.token_hex(8)
        self.tokens[token] = person
        return {"success": True, "content": {"accessToken": token}}

    def _me(self, _sent: dict[str, str], asked: BaseHTTPRequestHandler) -> dict[str, Any]:
        person = self.tokens.get(asked.headers.get("x-platform-token", ""))
        if person is None:
            return {"success": False, "errorMsg": "无效的令牌"}
        return {"success": True, "content": {"data": {"accountId": person, **PEOPLE[person]}}}


def profile(url: str) -> str:
    """The platform's profile, as an office writes it."""
    return f"""
name = "platform"
access_token = "content.accessToken"
subject = "content.data.accountId"
brings = "authCode"

[authorize]
url = "{url}/oauth2/auth"
parameters = {{ clientId = "{{client_id}}", redirectUri = "{{redirect_uri}}", state = "{{state}}", authType = "QR" }}

[token]
url = "{url}/oauth2/userAccessToken"
sends = "json"
parameters = {{ clientId = "{{client_id}}", clientSecret = "{{client_secret}}", code = "{{code}}" }}
success = {{ success = true }}
error = "errorMsg"

[userinfo]
method = "GET"
url = "{url}/contact/me"
sends = "query"
headers = {{ x-platform-token = "{{access_token}}" }}
success = {{ success = true }}
error = "errorMsg"

[claims]
employee_number = "content.data.employeeCode"
phone_number = "content.data.mobile"
"""
