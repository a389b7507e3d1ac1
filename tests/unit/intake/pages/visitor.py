"""Somebody with a browser: who looks at the pages over HTTP in tests."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shared.security.sessions import COOKIE
from tests.unit.intake.support import Service


class Visitor:
    """Somebody with a browser."""

    def __init__(self, service: Service, who: str) -> None:
        self.service, self.who = service, who
        service.client.cookies.clear()
        self.cookie = service.signed_in(who)

    def get(self, path: str) -> Any:
        return self._send("GET", path)

    def post(self, path: str, fields: dict[str, Any], **more: Any) -> Any:
        return self._send("POST", path, data=fields, **more)

    def hidden(self, path: str) -> dict[str, str]:
        """The hidden fields of the last form of a page that is not the one for signing out."""
        forms = re.findall(r"<form.*?</form>", self.get(path).text, re.DOTALL)
        return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', forms[-1]))

    def _send(
        self, method: str, path: str, accept: str = "text/html", headers_more: dict[str, str] | None = None, **more: Any
    ) -> Any:
        headers = {"Cookie": f"{COOKIE}={self.cookie}", "Accept": accept} | (headers_more or {})
        return self.service.client.request(method, path, headers=headers, follow_redirects=False, **more)


@contextmanager
def signed_in(service: Service, who: str) -> Iterator[Visitor]:
    yield Visitor(service, who)
    service.client.cookies.clear()


def fields_of_page(page: str) -> dict[str, str]:
    """What a browser would send of the typed form, unchanged."""
    form = re.findall(r"<form.*?</form>", page, re.DOTALL)[-1]
    found = {
        name: html.unescape(value)
        for name, value in re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form)
    }
    found |= {
        name: html.unescape(text) for name, text in re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>([^<]*)<', form)
    }
    for name, options in re.findall(r'<select[^>]*?name="([^"]+)">(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]+)" selected', options)
        found[name] = chosen[1] if chosen else re.findall(r'value="([^"]+)"', options)[0]
    return found


def reasons(service: Service) -> dict[str, str]:
    """Why each field of the typed form is left empty, for what is: without, nothing blank is reported."""
    return {f"blank-{each}": "下月才有" for each in service.intake.runtime.catalogue.indicators}
