"""What the commands share: settings with a command's options, the data folder's option, a progress bar, a check's
findings, an end."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

from shared.catalogue.findings import FileFinding, Severity
from shared.library_words import system_words
from shared.observe import configure_logging
from shared.periods import Month
from shared.process.file_clock import DEMONSTRATION_CLOCK
from shared.process.folder_lock import FolderInUse, lock_folder
from shared.settings import Settings

if TYPE_CHECKING:
    from rich.progress import Progress

PortOption = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="监听端口（默认取 XUSHI_PORT）")]
DataOption = Annotated[Path | None, typer.Option("--data", help="数据文件夹（默认取 XUSHI_DATA_DIR）")]


def settings_of(data: Path | None = None, port: int | None = None) -> Settings:
    """The settings of the environment, changed by a command's options; logging is configured by them.

    A data folder whose demonstration stands in the middle of a month goes by that one's clock.
    """
    changes: dict[str, object] = {}
    if data is not None:
        changes["data_dir"] = data
    if port is not None:
        changes |= {"port": port, "public_url": f"http://127.0.0.1:{port}"}
    settings = Settings().model_copy(update=changes)
    standing = settings.data_dir / DEMONSTRATION_CLOCK
    if settings.clock_file is None and standing.is_file():
        settings = settings.model_copy(update={"clock_file": standing})
    configure_logging(settings.log_level)
    return settings


@contextmanager
def alone(settings: Settings, part: str = "") -> Iterator[None]:
    """The folder of the embedded databases for this process alone: two would decide and tell twice. With a ``part``
    (a service, or the relay) only that of it. What it writes there is for its owner's eyes. Ends the command where
    another process has the folder, or nothing can be written."""
    if not (settings.embeds(part) if part else settings.embedded):
        yield
        return
    with ExitStack() as held:
        held.callback(os.umask, os.umask(0o077))
        try:
            held.enter_context(lock_folder(settings.data_dir, part))
        except FolderInUse as error:
            stop(str(error), 2)
        except OSError as error:
            stop(f"数据文件夹 {settings.data_dir} 不能写入：{system_words(error)}", 2)
        yield


def actor_here() -> str:
    """Who does something by a command on this machine, as it is recorded."""
    return f"system:{getpass.getuser()}"


def month_of(text: str) -> Month:
    """The month of an option. Ends the command where it is none."""
    try:
        return Month.parse(text)
    except ValueError as error:
        stop(str(error), 2)


def bar(console: Console) -> Progress:
    """A progress bar that counts."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console
    )


def print_findings(console: Console, findings: Sequence[FileFinding]) -> None:
    """A line for each; a word where there is none."""
    for finding in findings:
        wrong = finding.severity is Severity.ERROR
        line = f"  {'错误' if wrong else '提示'} [{finding.code}] {finding}"
        console.print(line, style="red" if wrong else "yellow", markup=False, soft_wrap=True)
    if not findings:
        console.print("  没有发现问题", style="green")


def count(findings: Iterable[FileFinding]) -> tuple[int, int]:
    """How many errors, and how many warnings."""
    wrong = [each.severity is Severity.ERROR for each in findings]
    return sum(wrong), len(wrong) - sum(wrong)


def stop(message: str, code: int = 1) -> NoReturn:
    """End the command with exit code ``code`` and say why on the standard error output."""
    Console(stderr=True).print(message, style="red", markup=False)
    raise typer.Exit(code) from None
