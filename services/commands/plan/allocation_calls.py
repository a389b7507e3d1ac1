"""What the commands that amend a plan ask of a running service, and the amendments that they submit there."""

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
from shared.events import AnnualTargetSet, TargetRevised

_TIMEOUT = 30


def submit_amendment(
    console: Console, url: str, path: str, body: Mapping[str, Any], key: str, second_key: str = ""
) -> dict[str, Any]:
    """Post an amendment, signed where there is a ``second_key``, and its answer; the command ends with 1 when it is
    refused, with 2 when nobody answers."""
    headers = {
        "Authorization": f"Bearer {key}",
        **({"Second-Signer": f"Bearer {second_key}"} if second_key else {}),
        "Idempotency-Key": uuid.uuid5(uuid.NAMESPACE_URL, msgspec.json.encode(body, order="sorted").decode()).hex,
    }
    try:
        answer = httpx.post(f"{url}{path}", json=dict(body), headers=headers, timeout=_TIMEOUT)
    except httpx.HTTPError as error:
        stop(f"没有送达：{error}", 2)
    if answer.is_error:
        console.print_json(answer.text)
        raise typer.Exit(1)
    found: dict[str, Any] = answer.json()
    return found


def amendments_at(url: str) -> Amendments:
    """What the running service has recorded of targets revised and set for years."""
    targets = asked(url, "/v1/targets", {}).get("targets", ())
    return Amendments(
        Amendment(told["position"], 0, _event(kind, target, told))
        for target in targets
        for name, kind in (("revisions", TargetRevised), ("annual", AnnualTargetSet))
        for told in target.get(name, ())
    )


def _event(
    kind: type[TargetRevised | AnnualTargetSet], target: Mapping[str, Any], told: Mapping[str, Any]
) -> TargetRevised | AnnualTargetSet:
    fields = {name: told[name] for name in kind.__struct_fields__ if name in told}
    return msgspec.convert(fields | {"plan": target["plan"], "row": target["row"]}, kind)


def latest_figure(url: str, region: str, indicator: Indicator) -> int:
    """The accepted figure of the latest month (a flow: of the year so far); 0 where there is none."""
    figures = asked(url, "/v1/figures", {"region": region, "indicator": indicator.id}).get("figures")
    accepted = figures[-1]["accepted"] if figures else {}
    value = accepted.get("year_to_date" if indicator.kind is Kind.FLOW else "value")
    return max(0, value or 0)


def asked(url: str, path: str, query: Mapping[str, str], key: str = "") -> dict[str, Any]:
    """The answer; empty where there is nothing of the kind."""
    try:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        answer = httpx.get(f"{url}{path}", params=query, headers=headers, timeout=_TIMEOUT)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return {}
        answer.raise_for_status()
    except httpx.HTTPError as error:
        stop(f"{url} 未能读到：{error}", 2)
    found: dict[str, Any] = answer.json()
    return found
