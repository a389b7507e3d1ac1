"""The districts' systems post what their sample enterprises reported."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from services.demo.transport.client import Client
from shared.catalogue.model import Panel

MOST = 500
"""Reports of one body."""


async def send_panel(
    client: Client, panel: Panel, keys: Mapping[str, str], bodies: Sequence[Mapping[str, Any]]
) -> None:
    """Post each district's with its own key, under an idempotency key made of what is posted.

    Raises:
        PlayError: the service answered otherwise than expected, or not at all.
    """
    for region in panel.regions:
        own = {each.enterprise for each in panel.members if each.region == region}
        reports = [each for each in bodies if each["enterprise"] in own]
        for start in range(0, len(reports), MOST):
            body = {"reports": reports[start : start + MOST]}
            digest = hashlib.sha256(msgspec.json.encode(body)).hexdigest()[:32]
            await client.post("/v1/panel/reports", keys[region], body, f"demo-panel-{region}-{digest}")
