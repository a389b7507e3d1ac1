"""``xushi template`` and ``xushi import``: forms and files of reports, over HTTP with a key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import httpx
import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from services.intake.forms.faults import FormRefused
from services.intake.forms.read import identify

_KINDS = {".csv": "text/csv", ".ndjson": "application/x-ndjson", ".jsonl": "application/x-ndjson"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PIECE = 65_536
_TIMEOUT = httpx.Timeout(30, read=600, write=600)
_MOST_SHOWN = 200

KeyOption = Annotated[str, typer.Option(envvar="XUSHI_KEY", help="密钥")]
UrlOption = Annotated[str, typer.Option(help="服务地址")]
_URL = "http://127.0.0.1:8600"


class Wrong(NamedTuple):
    """One thing to tell of a file: where, of which report, what."""

    place: str
    region: str
    period: str
    message: str


class Outcome(NamedTuple):
    """What became of a file. ``incomplete``: why not all of it was looked at ('' it was)."""

    submitted: int = 0
    replayed: int = 0
    refused: int = 0
    wrong: tuple[Wrong, ...] = ()
    incomplete: str = ""


class Undelivered(Exception):
    """The file could not be brought to the service, and why."""


def template(
    region: Annotated[str, typer.Option(help="地区代码")],
    period: Annotated[str, typer.Option(help="月份 YYYY-MM")],
    key: KeyOption,
    out: Annotated[Path | None, typer.Option(help="存为哪个文件（默认 月报表-地区-月份.xlsx）")] = None,
    url: UrlOption = _URL,
) -> None:
    """下载一个单位一个月的 Excel 表样。"""
    console = Console()
    try:
        answer = httpx.get(f"{url}/v1/forms/{region}/{period}.xlsx", headers=_bearer(key), timeout=_TIMEOUT)
    except httpx.HTTPError as error:
        console.print(f"没有下载成功：{error}", style="red", markup=False)
        raise typer.Exit(2) from None
    if answer.is_error:
        console.print(_problem(answer.content), style="red", markup=False)
        raise typer.Exit(1)
    path = out or Path(f"月报表-{region}-{period}.xlsx")
    path.write_bytes(answer.content)
    console.print(f"已存为 {path}", markup=False)


def import_files(
    files: Annotated[list[Path], typer.Argument(help="填好的表样（.xlsx），或 .csv、.ndjson 文件")],
    key: KeyOption,
    url: UrlOption = _URL,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不入库")] = False,
    marked: Annotated[bool, typer.Option("--marked", help="有错的 .xlsx 另存一份标出错误的副本")] = False,
    idempotency_key: Annotated[
        str | None, typer.Option(help="幂等键（默认取自文件内容）；改了文件再传时用同一个，未改的行不会重复入库")
    ] = None,
    signer_key: Annotated[str | None, typer.Option(envvar="XUSHI_SIGNER_KEY", help="更正时第二签字人的密钥")] = None,
) -> None:
    """导入报表文件；同一文件重复导入不会重复入库，中断后整份重传即可。"""
    console = Console()
    clean = True
    for file in files:
        once = idempotency_key or f"import-{_digest(file)[:40]}"
        headers = _bearer(key) | {"Idempotency-Key": once}
        if signer_key:
            headers["Second-Signer"] = f"Bearer {signer_key}"
        try:
            outcome = _import(console, file, url, headers, dry_run=dry_run, marked=marked)
        except (Undelivered, httpx.HTTPError, OSError) as error:
            console.print(f"{file}：没有送达：{error}。请稍后整份重传", style="red", markup=False)
            raise typer.Exit(2) from None
        clean = _tell(console, file, outcome, dry_run=dry_run) and clean
    raise typer.Exit(0 if clean else 1)


def _import(console: Console, file: Path, url: str, headers: dict[str, str], *, dry_run: bool, marked: bool) -> Outcome:
    kind = _KINDS.get(file.suffix.lower())
    if kind is not None:
        return _import_lines(console, file, url, headers | {"Content-Type": kind}, dry_run=dry_run)
    return _import_form(file, url, headers | {"Content-Type": _XLSX}, dry_run=dry_run, marked=marked)


def _import_form(file: Path, url: str, headers: dict[str, str], *, dry_run: bool, marked: bool) -> Outcome:
    """One form. The file itself says whose and which month it is."""
    raw = file.read_bytes()
    try:
        region, period = identify(raw)
    except FormRefused as refused:
        return Outcome(refused=1, wrong=(Wrong("", "", "", f"{refused.title}：{refused.detail}"),))
    address = f"{url}/v1/forms/{region}/{period}"
    query = {"dry_run": "true"} if dry_run else {}
    answer = httpx.post(address, content=raw, headers=headers, params=query, timeout=_TIMEOUT)
    if answer.status_code >= 500:
        raise Undelivered(_problem(answer.content))
    found = msgspec.json.decode(answer.content)
    wrong = tuple(
        Wrong(each.get("pointer") or each.get("cell", ""), region, period, each["message"])
        for each in found.get("faults", ())
    )
    if answer.is_error and not wrong:
        wrong = (Wrong("", region, period, _problem(answer.content)),)
    if wrong and marked:
        _save_marked(file, address, raw, headers)
    if wrong:
        return Outcome(refused=1, wrong=wrong)
    asked = tuple(
        Wrong(each.get("cell", ""), region, period, f"提示：{each['message']}")
        for each in (found if dry_run else found["receipt"]).get("findings", ())
    )
    replayed = answer.status_code == 200 and not dry_run
    return Outcome(submitted=not replayed, replayed=replayed, wrong=asked)


def _save_marked(file: Path, address: str, raw: bytes, headers: dict[str, str]) -> None:
    copy = httpx.post(f"{address}/marked", content=raw, headers=headers, timeout=_TIMEOUT)
    if copy.is_success:
        file.with_name(f"{file.stem}-错误标注.xlsx").write_bytes(copy.content)


def _import_lines(console: Console, file: Path, url: str, headers: dict[str, str], *, dry_run: bool) -> Outcome:
    """A file of many reports; the service takes it up as fast as it works, which the bar shows."""
    with Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=console
    ) as bar:
        task = bar.add_task(file.name, total=file.stat().st_size)

        def content() -> Iterator[bytes]:
            with file.open("rb") as body:
                while piece := body.read(_PIECE):
                    yield piece
                    bar.advance(task, len(piece))

        query = {"dry_run": "true"} if dry_run else {}
        with httpx.stream(
            "POST", f"{url}/v1/reports/bulk", content=content(), headers=headers, params=query, timeout=_TIMEOUT
        ) as answer:
            if answer.is_error:
                raise Undelivered(_problem(answer.read()))
            return _collect(answer.iter_lines())


def _collect(lines: Iterator[str]) -> Outcome:
    """The results of a bulk call. Without its last line, the summary, the answer was broken off."""
    wrong: list[Wrong] = []
    summary: dict[str, Any] | None = None
    for line in lines:
        result = msgspec.json.decode(line)
        if "summary" in result:
            summary = result
        elif result["status"] in ("refused", "failed") and len(wrong) < _MOST_SHOWN:
            wrong += _wrongs(result)
    if summary is None:
        raise Undelivered("应答中断")
    counts = summary["summary"]
    refused = counts["refused"] + counts["failed"]
    return Outcome(counts["submitted"], counts["replayed"], refused, tuple(wrong), summary.get("reason", ""))


def _wrongs(result: dict[str, Any]) -> list[Wrong]:
    region, period = result["region"], result["period"]
    faults = result.get("faults", ())
    if not faults:
        return [Wrong(f"第{result['line']}行", region, period, result["title"])]
    return [Wrong(f"第{each.get('line', result['line'])}行", region, period, each["message"]) for each in faults]


def _tell(console: Console, file: Path, outcome: Outcome, *, dry_run: bool) -> bool:
    """Print what became of a file; whether all of it was taken."""
    if outcome.wrong:
        table = Table("位置", "地区", "月份", Column("问题", overflow="fold"))
        for each in outcome.wrong[:_MOST_SHOWN]:
            table.add_row(*each)
        console.print(table)
    words = "可入库" if dry_run else "入库"
    counts = f"{words} {outcome.submitted:d} 份，已有 {outcome.replayed:d} 份，退回 {outcome.refused} 份"
    clean = not (outcome.refused or outcome.incomplete)
    console.print(f"{file.name}：{counts}", style=None if clean else "red", markup=False)
    if outcome.incomplete:
        console.print(f"没有处理完：{outcome.incomplete}", style="red", markup=False)
    return clean


def _problem(body: bytes) -> str:
    """A problem in one line."""
    try:
        found = msgspec.json.decode(body)
        faults = "；".join(each["message"] for each in found.get("faults", ())[:5])
        return "：".join(part for part in (found["title"], found.get("detail", ""), faults) if part)
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError):
        return body.decode(errors="replace")[:200]


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise typer.BadParameter(f"读不到文件 {file}：{error.strerror}") from None
