"""npm's ``oidc-provider`` as a process of its own: somebody else's code at the other end of a sign-in.

Its packages are those of the lock file here, kept outside the repository. Without Node tests skip and say so.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import RSAKey

from tests.waiting import until

HERE = Path(__file__).parent
_FILES = ("package.json", "package-lock.json", "provider.mjs")
CLIENT, SECRET = "xushi", "a secret: with/signs"
PEOPLE = {
    "u-1001": {"name": "王敏", "employee_number": "wang", "phone_number": "+86 138 0000 1001"},
    "u-1002": {"name": "李强", "employee_number": "li", "phone_number": "13800001002", "phone_number_verified": False},
}
"""Whom the provider knows: by its own name for them."""


class NoNode(Exception):
    """Why there is no provider here."""


class RunningProvider:
    """One provider on a port of its own, until it is stopped."""

    def __init__(self, redirect_uri: str, port: int = 0, **configuration: Any) -> None:
        folder = _packages()
        self.port = port or _free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        configured = {
            "people": PEOPLE,
            "jwks": {"keys": [new_key()]},
            "clients": [
                {
                    "client_id": CLIENT,
                    "client_secret": SECRET,
                    "redirect_uris": [redirect_uri],
                    "post_logout_redirect_uris": [redirect_uri.rpartition("/login/")[0] + "/login"],
                }
            ],
        } | configuration
        log = (folder / f"provider-{self.port}.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                ["node", "provider.mjs", str(self.port), json.dumps(configured)], cwd=folder, stdout=log, stderr=log
            )
        try:
            assert until(self._answers, seconds=60), "the provider does not answer"
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(20)

    def _answers(self) -> bool:
        assert self._process.poll() is None, "the provider ended"
        try:
            return httpx.get(f"{self.issuer}/.well-known/openid-configuration").status_code == 200
        except httpx.HTTPError:
            return False


class Visitor:
    """A person with a browser at the provider's pages, without script."""

    def __init__(self) -> None:
        self._http = httpx.Client(timeout=20)

    def close(self) -> None:
        """Leave."""
        self._http.close()

    def sign_in(self, address: str, login: str, back: str) -> dict[str, str]:
        """Goes to ``address``, signs in and agrees; the query with which the browser is sent to ``back``."""
        return self._forms(address, back, {"login": {"login": login, "password": "any"}, "consent": {}})

    def refuse(self, address: str, back: str) -> dict[str, str]:
        """The same of somebody who breaks it off."""
        page = self._follow(address, back)
        assert isinstance(page, httpx.Response)
        abort = re.search(r'href="([^"]*/abort)"', page.text)
        assert abort is not None
        found = self._follow(str(page.url.join(abort.group(1))), back)
        assert isinstance(found, dict)
        return found

    def sign_out(self, address: str, back: str) -> str:
        """Goes to the provider's page that ends its session, says yes, and is sent to ``back``: with which query."""
        page = self._follow(address, back)
        assert isinstance(page, httpx.Response)
        action = re.search(r'action="([^"]+)"', page.text)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        assert action is not None and hidden
        found = self._follow(str(page.url.join(action.group(1))), back, {**hidden, "logout": "yes"})
        assert isinstance(found, dict), found.text
        return str(httpx.QueryParams(found))

    def _forms(self, address: str, back: str, filled: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        found = self._follow(address, back)
        for _ in range(5):
            if isinstance(found, dict):
                return found
            action = re.search(r'action="([^"]+)"', found.text)
            prompt = re.search(r'name="prompt" value="(\w+)"', found.text)
            assert action is not None and prompt is not None, found.text[-2_000:]
            sent = {"prompt": prompt.group(1), **filled[prompt.group(1)]}
            found = self._follow(str(found.url.join(action.group(1))), back, sent)
        raise AssertionError("the provider asks on and on")

    def _follow(self, address: str, back: str, form: dict[str, str] | None = None) -> httpx.Response | dict[str, str]:
        answer = self._http.post(address, data=form) if form is not None else self._http.get(address)
        while answer.is_redirect:
            there = answer.url.join(answer.headers["location"])
            if str(there).startswith(back):
                return dict(there.params)
            answer = self._http.get(there)
        assert answer.status_code == 200, answer.text[:2_000]
        return answer


def new_key() -> dict[str, Any]:
    """A key to sign id tokens with, as a provider is given it."""
    key = RSAKey.import_key(rsa.generate_private_key(65_537, 2_048), {"use": "sig", "alg": "RS256"})
    key.ensure_kid()
    return dict(key.as_dict(private=True))


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _packages() -> Path:
    """The folder with the provider's packages, fetched once for each lock file."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise NoNode("no Node: that sign-in works at somebody else's OpenID provider is NOT TESTED")
    digest = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in _FILES)).hexdigest()[:16]
    kept = Path(tempfile.gettempdir()) / f"xushi-oidc-provider-{digest}-{os.getuid()}"
    if (kept / "node_modules").is_dir() and kept.stat().st_uid == os.getuid():
        return kept
    building = Path(tempfile.mkdtemp(prefix="xushi-npm-"))
    try:
        for name in _FILES:
            shutil.copy(HERE / name, building)
        wanted = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        fetched = subprocess.run(wanted, cwd=building, capture_output=True, text=True, timeout=300, check=False)
        if fetched.returncode:
            raise NoNode(f"npm ci failed: {fetched.stderr.strip()[-300:]}")
        with suppress(OSError):  # another run has put it there in the meantime
            building.rename(kept)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return kept
