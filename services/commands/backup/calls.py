"""``xushi backup``, ``xushi restore``: a copy of a folder in use, and what is put back out of it."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.commands.backup.copying import OFFICE, make_backup
from services.commands.backup.manifest import BackupBroken
from services.commands.backup.restoring import Restored, restore
from services.commands.lost_events import words_of_lost
from services.commands.options import DataOption, settings_of, stop
from services.commands.repairing.lineage import begin
from services.commands.verify import verify_stores
from services.standalone import Standalone
from shared.catalogue import CatalogueError
from shared.library_words import fault_words, system_words
from shared.log import PRODUCERS
from shared.process.catalogue.sources import site_of
from shared.process.folder_lock import FolderInUse, lock_folder
from shared.settings import Settings
from shared.store.heads import HeadsBroken
from shared.store.last_backup import LastBackup, note_backup
from shared.store.lineage import WhyBegun

_ELSEWHERE = "数据库不在数据文件夹里：docker compose 用 deploy/backup.sh 与 deploy/restore.sh，其余见运行手册"


def backup_command(folder: Annotated[Path, typer.Argument(help="备份写到的新文件夹")], data: DataOption = None) -> None:
    """备份三个库、密钥、链头、外发消息与本单位的文件夹：不停机，各库彼此相符，写完即核验。"""
    settings, console = _embedded(data), Console()
    if folder.exists():
        stop(f"已存在：{folder}", 2)
    try:
        manifest = make_backup(settings, folder)
    except (OSError, sqlite3.Error) as error:
        stop(f"没有备份成：{fault_words(error)}", 2)
    whole = _verified(settings.model_copy(update={"data_dir": folder, "heads_dir": None, "site_dir": None}), console)
    ends = {topic: end.position for topic, end in manifest.stores.items()}
    _note(settings, LastBackup(manifest.made_at, str(folder), whole, ends), console)
    told = "、".join(f"{topic} {position}" for topic, position in ends.items())
    console.print(f"备份{'完成' if whole else '有问题'}：{folder}（{told}）", markup=False)
    raise typer.Exit(0 if whole else 1)


def restore_command(
    folder: Annotated[Path, typer.Argument(help="xushi backup 写的文件夹")],
    data: DataOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="替换现有数据（现有的另存在数据文件夹里）")] = False,
) -> None:
    """以备份替换数据文件夹里的内容（先停服务），核验，并说明丢了哪些报表、哪些回执不再作数。"""
    settings, console = _embedded(data), Console()
    try:
        with lock_folder(settings.data_dir):
            if not yes and (settings.data_dir / "intake.sqlite").exists():
                stop(f"{settings.data_dir} 里已有数据：确认替换请加 --yes（现有的另存，不删除）", 2)
            stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
            done = restore(folder, settings, stamp, partial(_settle, settings, console))
            whole = _verified(settings, console)
    except (FolderInUse, BackupBroken, OSError) as error:
        stop(f"没有恢复：{fault_words(error)}", 2)
    _tell(done, site_of(settings), console)
    raise typer.Exit(0 if whole else 1)


def _settle(settings: Settings, console: Console, staged: Path, made_at: str) -> None:
    """The copy goes on as a new generation of its stores, and sends nothing by itself that may have gone before."""
    changes = {"data_dir": staged, "heads_dir": None, "outbox_dir": None, "site_dir": None}
    standalone = Standalone(settings.model_copy(update=changes))
    try:
        standalone.migrate()  # the backup may be of an earlier version
        begin(standalone, list(PRODUCERS.values()), WhyBegun.RESTORED, f"备份 {made_at}", console)
    finally:
        standalone.runtime.close()


def _note(settings: Settings, backup: LastBackup, console: Console) -> None:
    """The backup is what it is, noted or not."""
    folder = settings.backup_notes or settings.data_dir
    try:
        note_backup(folder, backup)
    except OSError as error:
        console.print(
            f"备份已写好，但没有记下（{folder}），/ops 不会显示：{system_words(error)}", style="yellow", markup=False
        )


def _verified(settings: Settings, console: Console) -> bool:
    try:
        return verify_stores(settings, console)
    except (HeadsBroken, CatalogueError, OSError) as error:
        console.print(f"无法核验：{fault_words(error)}", style="red", markup=False)
        return False


def _embedded(data: Path | None) -> Settings:
    settings = settings_of(data)
    if settings.intake_database or settings.aggregator_database or settings.alerts_database:
        stop(_ELSEWHERE, 2)
    return settings


def _tell(done: Restored, office: Path, console: Console) -> None:
    console.print(f"已恢复 {done.manifest.made_at} 的备份", markup=False)
    if done.office:
        console.print(f"本单位的文件夹恢复在 {office}", markup=False)
    elif any(name.startswith(f"{OFFICE}/") for name in done.manifest.files):
        console.print(f"本单位的文件夹 {office} 没有动；备份时的在备份的 {OFFICE}/ 里，要用请自行核对", markup=False)
    if done.aside is not None:
        console.print(f"原有数据另存于 {done.aside}", markup=False)
    if done.common is None:
        console.print("原有的报送库已损坏，无法比对丢了哪些报送：请有关单位核对最近的回执", style="red", markup=False)
    if done.file is not None:
        console.print(
            f"{words_of_lost(done.lost, f'，写在 {done.file}')}"
            f"位置 {done.common} 之后的回执不再作数，这些位置会另给他用",
            style="red",
            markup=False,
        )
