"""What ``xushi plan allocate`` asks of a running service, and the allocation that it submits there."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import httpx
import msgspec
import typer
from rich.console import Console

from services.commands.options import stop
from shared.catalogue.amendments import Amendment, Amendments
from shared.catalogue.model import Indicator, Kind
from shared.events import TargetRevised

_TIMEOUT = 30


def submit_allocation(console: Console, url: str, body: Mapping[str, Any], key: str, second_key: str) -> None:
    """Post the allocation; the command ends with 1 when it is refused, with 2 when nobody answers."""
    headers = {
        "Authorization": f"Bearer {key}",
        "Second-Signer": f"Bearer {second_key}",
        "Idempotency-Key": uuid.uuid5(uuid.NAMESPACE_URL, msgspec.json.encode(body, order="sorted").decode()).hex,
    }
    try:
        answer = httpx.post(f"{url}/v1/targets/allocations", json=dict(body), headers=headers, timeout=_TIMEOUT)
    except httpx.HTTPError as error:
        stop(f"没有送达：{error}", 2)
    if answer.is_error:
        console.print_json(answer.text)
        raise typer.Exit(1)
    console.print(f"已记录分解，位置 {answer.json()['position']}", markup=False)


def amendments_at(url: str) -> Amendments:
    """The revisions of targets that the running service has recorded."""
    items = []
    for target in _get(url, "/v1/targets", {}).get("targets", ()):
        for told in target["revisions"]:
            fields = {name: told[name] for name in TargetRevised.__struct_fields__ if name in told}
            event = msgspec.convert(fields | {"plan": target["plan"], "row": target["row"]}, TargetRevised)
            items.append(Amendment(told["position"], 0, event))
    return Amendments(items)


def latest_figure(url: str, region: str, indicator: Indicator) -> int:
    """The accepted figure of the latest month (a flow: of the year so far); 0 where there is none."""
    figures = _get(url, "/v1/figures", {"region": region, "indicator": indicator.id}).get("figures")
    accepted = figures[-1]["accepted"] if figures else {}
    value = accepted.get("year_to_date" if indicator.kind is Kind.FLOW else "value")
    return max(0, value or 0)


def _get(url: str, path: str, query: Mapping[str, str]) -> dict[str, Any]:
    """The answer; empty where there is nothing of the kind."""
    try:
        answer = httpx.get(f"{url}{path}", params=query, timeout=_TIMEOUT)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return {}
        answer.raise_for_status()
    except httpx.HTTPError as error:
        stop(f"{url} 未能读到：{error}", 2)
    found: dict[str, Any] = answer.json()
    return found
