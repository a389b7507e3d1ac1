"""``xushi backup-made``: the note of a backup that another program made."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from services.commands.options import DataOption, settings_of, stop
from shared.library_words import system_words
from shared.log import PRODUCERS
from shared.periods import SystemClock
from shared.store.last_backup import LastBackup, note_backup


def backup_made(
    folder: Annotated[str, typer.Argument(help="备份所在，照写在运行页上")],
    end: Annotated[
        list[str] | None, typer.Option("--end", help="各事件库在备份里的末位，如 reports=1200；可写多个")
    ] = None,
    whole: Annotated[bool, typer.Option("--whole/--broken", help="核对过是完整的；--broken：核对不通过")] = True,
    data: DataOption = None,
) -> None:
    """记下刚做好一份备份（deploy/backup.sh、本单位自己的备份程序用）：/ops 显示，久无备份时告警。"""
    settings = settings_of(data)
    if settings.backup_notes is None:
        stop("没有地方可记：请设置 XUSHI_NOTES_DIR", 2)
    backup = LastBackup(SystemClock().now().isoformat(), folder, whole, _ends(end or []))
    try:
        note_backup(settings.backup_notes, backup)
    except OSError as error:
        stop(f"没有记下（{settings.backup_notes}）：{system_words(error)}", 2)
    Console().print(f"已记下：{folder}", markup=False)


def _ends(written: list[str]) -> dict[str, int]:
    """The last positions by topic; ends the command with all that are wrong."""
    parted = {each: each.partition("=") for each in written}
    wrong = [
        each
        for each, (topic, _, position) in parted.items()
        if topic not in PRODUCERS or not (position.isascii() and position.isdigit())
    ]
    if wrong:
        stop(f"--end 应写作 主题=位置，主题为 {'、'.join(PRODUCERS)} 之一：{'、'.join(wrong)}", 2)
    return {topic: int(position) for topic, _, position in parted.values()}
