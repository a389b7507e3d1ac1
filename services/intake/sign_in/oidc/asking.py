"""How a provider is asked: short, never sent elsewhere, and every way in which it can fail has a name."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from services.intake.sign_in.oidc.refusals import ProviderRefused
from shared.later import Later

if TYPE_CHECKING:
    import httpx
else:
    httpx = Later("httpx")

_SECONDS = 10.0
_MOST_BYTES = 1_000_000


class ProviderAsking:
    """Requests to one provider. ``ca_file`` holds the authorities its certificate is checked against (None: the
    system's)."""

    def __init__(self, ca_file: Path | None = None, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._ca_file = ca_file
        self._transport = transport

    async def get(self, address: str, **sent: Any) -> dict[str, Any]:
        """What a document or an endpoint answers.

        Raises:
            ProviderRefused: as :meth:`ask`.
        """
        return await self.ask("GET", address, **sent)

    async def ask(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        body: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """An endpoint's JSON. ``form`` is sent as a form, ``body`` as JSON.

        Raises:
            ProviderRefused: with the error that it names; ``provider-away`` where it cannot be reached or does not
                work, ``provider-odd`` where it answers something else.
        """
        try:
            async with httpx.AsyncClient(
                timeout=_SECONDS, follow_redirects=False, verify=self._context, transport=self._transport
            ) as client:
                answer = await client.request(
                    method,
                    address,
                    headers={"Accept": "application/json", **(headers or {})},
                    auth=auth,
                    params=query,
                    data=form,
                    json=body,
                )
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise ProviderRefused("provider-away", f"{method} {address}: {error!r}") from error
        return _read(answer)

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._ca_file)


def _read(answer: httpx.Response) -> dict[str, Any]:
    where = f"{answer.request.method} {answer.request.url.copy_with(query=None)}: {answer.status_code}"
    if answer.status_code >= 500:
        raise ProviderRefused("provider-away", where)
    try:
        content = msgspec.json.decode(answer.content[:_MOST_BYTES], type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProviderRefused("provider-odd", f"{where}: {error}") from error
    if answer.status_code >= 400:
        named = content.get("error")
        described = str(content.get("error_description", ""))[:500]
        raise ProviderRefused(named if isinstance(named, str) else "provider-odd", f"{where} {described}")
    if answer.status_code >= 300:
        raise ProviderRefused("provider-odd", where)
    return content
