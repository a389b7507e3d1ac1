"""One form (.xlsx) brought to the service, and on request its copy with the faults marked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import msgspec

from services.commands.importing.outcome import TIMEOUT, FileFault, ImportOutcome, Undelivered, problem_line
from services.intake.forms.faults import FormRefused
from services.intake.forms.reading.read import identify

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def import_form(file: Path, url: str, headers: dict[str, str], *, dry_run: bool, marked: bool) -> ImportOutcome:
    """Send one form; the file itself says whose and which month it is.

    Raises:
        Undelivered: the service failed.
        httpx.HTTPError, OSError: it was not reached, or the file cannot be read.
    """
    raw = file.read_bytes()
    try:
        region, period = identify(raw)
    except FormRefused as refused:
        return ImportOutcome(refused=1, faults=(FileFault("", "", "", f"{refused.title}：{refused.detail}"),))
    address = f"{url}/v1/forms/{region}/{period}"
    headers = headers | {"Content-Type": _XLSX}
    query = {"dry_run": "true"} if dry_run else {}
    answer = httpx.post(address, content=raw, headers=headers, params=query, timeout=TIMEOUT)
    if answer.status_code >= 500:
        raise Undelivered(problem_line(answer.content))
    found = msgspec.json.decode(answer.content)
    faults = _faults(found, region, period)
    if answer.is_error and not faults:
        faults = (FileFault("", region, period, problem_line(answer.content)),)
    if faults and marked:
        _save_marked(file, address, raw, headers)
    if faults:
        return ImportOutcome(refused=1, faults=faults)
    replayed = answer.status_code == 200 and not dry_run
    questions = _questions(found if dry_run else found["receipt"], region, period)
    return ImportOutcome(submitted=not replayed, replayed=replayed, faults=questions)


def _faults(found: dict[str, Any], region: str, period: str) -> tuple[FileFault, ...]:
    return tuple(
        FileFault(each.get("pointer") or each.get("cell", ""), region, period, each["message"])
        for each in found.get("faults", ())
    )


def _questions(receipt: dict[str, Any], region: str, period: str) -> tuple[FileFault, ...]:
    return tuple(
        FileFault(each.get("cell", ""), region, period, f"提示：{each['message']}")
        for each in receipt.get("findings", ())
    )


def _save_marked(file: Path, address: str, raw: bytes, headers: dict[str, str]) -> None:
    copy = httpx.post(f"{address}/marked", content=raw, headers=headers, timeout=TIMEOUT)
    if copy.is_success:
        file.with_name(f"{file.stem}-错误标注.xlsx").write_bytes(copy.content)
