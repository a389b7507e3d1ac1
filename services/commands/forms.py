"""``xushi template``, ``import`` and ``submit``: forms and files of reports, over HTTP with a key."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.table import Table

from services.commands.importing.form import import_form
from services.commands.importing.history.calls import ImportWanted, import_history
from services.commands.importing.lines import KINDS, import_lines
from services.commands.importing.outcome import MOST_SHOWN, TIMEOUT, ImportOutcome, Undelivered, problem_line
from services.commands.options import DataOption, settings_of, stop
from services.commands.spoken.columns import whole
from shared.library_words import system_words
from shared.process.catalogue.sources import configured_catalogue

KeyOption = Annotated[str, typer.Option(envvar="XUSHI_KEY", help="密钥")]
UrlOption = Annotated[str, typer.Option(help="服务地址")]
_URL = "http://127.0.0.1:8600"


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
        answer = httpx.get(f"{url}/v1/forms/{region}/{period}.xlsx", headers=_bearer(key), timeout=TIMEOUT)
    except httpx.HTTPError as error:
        console.print(f"没有下载成功：{error}", style="red", markup=False)
        raise typer.Exit(2) from None
    if answer.is_error:
        console.print(problem_line(answer.content), style="red", markup=False)
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
    history: Annotated[bool, typer.Option("--history", help="历年各月的台账（.xlsx、.csv），作补录，不算迟报")] = False,
    reviewer_key: Annotated[
        str, typer.Option(envvar="XUSHI_REVIEWER_KEY", help="与 --history 合用：以审核人的密钥一并审核通过")
    ] = "",
    explain: Annotated[str, typer.Option(help="与 --history 合用：对审核规则各处询问的说明")] = "",
    simulated: Annotated[bool, typer.Option("--simulated", help="与 --history 合用：标为模拟数据")] = False,
    data: DataOption = None,
) -> None:
    """导入报表文件；同一文件重复导入不会重复入库，中断后整份重传即可。"""
    console = Console()
    _refuse_mixed(history, {"--marked": marked, "--idempotency-key": idempotency_key}, "不与 --history 合用")
    _refuse_mixed(not history, {"--explain": explain, "--simulated": simulated}, "只与 --history 合用")
    if history:
        wanted = ImportWanted(url, key, reviewer_key, explain.strip(), simulated, dry_run)
        raise typer.Exit(import_history(files, wanted, configured_catalogue(settings_of(data)), console))
    clean = True
    for file in files:
        once = idempotency_key or f"import-{_digest(file)[:40]}"
        headers = _bearer(key) | {"Idempotency-Key": once}
        if signer_key:
            headers["Second-Signer"] = f"Bearer {signer_key}"
        outcome = _imported(console, file, url, headers, dry_run=dry_run, marked=marked)
        clean = _tell(console, file, outcome, dry_run=dry_run) and clean
    raise typer.Exit(0 if clean else 1)


def _refuse_mixed(wrong: bool, options: dict[str, object], words: str) -> None:
    """End the command where an option is given that means nothing here: its sender would take it for done."""
    given = [name for name, value in options.items() if value]
    if wrong and given:
        stop(f"{'、'.join(given)} {words}", 2)


def _imported(
    console: Console, file: Path, url: str, headers: dict[str, str], *, dry_run: bool, marked: bool
) -> ImportOutcome:
    """What became of one file; one that is not delivered ends the command."""
    try:
        if file.suffix.lower() in KINDS:
            return import_lines(console, file, url, headers, dry_run=dry_run)
        return import_form(file, url, headers, dry_run=dry_run, marked=marked)
    except (Undelivered, httpx.HTTPError, OSError) as error:
        console.print(f"{file}：没有送达：{error}。请稍后整份重传", style="red", markup=False)
        raise typer.Exit(2) from None


def submit(
    file: Annotated[Path, typer.Argument(help="报表 JSON 文件")],
    key: Annotated[str, typer.Option(envvar="XUSHI_KEY", help="本单位的密钥")],
    url: Annotated[str, typer.Option(help="服务地址")] = "http://127.0.0.1:8600",
    idempotency_key: Annotated[str | None, typer.Option(help="幂等键；重试时用同一个")] = None,
) -> None:
    """报送一份报表；同一幂等键重复执行只算一次。"""
    console = Console()
    once = idempotency_key or uuid.uuid4().hex
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": once, "Content-Type": "application/json"}
    try:
        answer = httpx.post(f"{url}/v1/reports", content=file.read_bytes(), headers=headers, timeout=30)
    except (httpx.HTTPError, OSError) as error:
        console.print(f"没有送达：{error}。请以 --idempotency-key {once} 重试", style="red", markup=False)
        raise typer.Exit(2) from None
    console.print_json(answer.text)
    if answer.is_error:
        raise typer.Exit(1)


def _tell(console: Console, file: Path, outcome: ImportOutcome, *, dry_run: bool) -> bool:
    """Print what became of a file; whether all of it was taken."""
    if outcome.faults:
        table = Table(*whole("位置", "地区", "月份", "问题"))
        for each in outcome.faults[:MOST_SHOWN]:
            table.add_row(*each)
        console.print(table)
    words = "可入库" if dry_run else "入库"
    counts = f"{words} {outcome.submitted:d} 份，已有 {outcome.replayed:d} 份，退回 {outcome.refused} 份"
    clean = not (outcome.refused or outcome.incomplete)
    console.print(f"{file.name}：{counts}", style=None if clean else "red", markup=False)
    if outcome.incomplete:
        console.print(f"没有处理完：{outcome.incomplete}", style="red", markup=False)
    return clean


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise typer.BadParameter(f"读不到文件 {file}：{system_words(error)}") from None
