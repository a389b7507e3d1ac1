"""``xushi move-store``: the embedded databases of a folder into empty PostgreSQL databases of a server."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import msgspec
from rich.console import Console

from services.commands.backup.copying import SERVICES, database_file
from services.commands.moving.addresses import address_faults, shown_address
from services.commands.moving.move import CannotMove, move, refuse_used
from services.commands.newest import newest_of
from services.commands.options import DataOption, alone, bar, settings_of, stop
from services.commands.verify import verify_stores
from services.standalone import Standalone
from shared.library_words import fault_words
from shared.log import PRODUCERS
from shared.settings import Settings
from shared.store.heads import HeadsBroken
from shared.store.moved_folder import DatabaseMoved, MoveNote, note_moved

_BESIDE = ("", "-wal", "-shm")
"""What SQLite writes beside a database."""


def move_store(data: DataOption = None) -> None:
    """把数据文件夹里的三个库（SQLite）原样迁到设置所指的 PostgreSQL 空库，逐件核对；先停服务。"""
    settings, console = settings_of(data), Console()
    if faults := address_faults(settings):
        stop("没有迁：" + "；".join(faults), 2)
    files = [database_file(settings.data_dir, service) for service in SERVICES]
    if absent := [str(path) for path in files if not path.exists()]:
        stop(f"没有迁：没有 {'、'.join(absent)}；数据文件夹由 --data 或 XUSHI_DATA_DIR 指明", 2)
    embedded = _embedded(settings)
    with alone(embedded):
        found = _moved(embedded, settings, console)
        aside = _set_aside(settings, found)
    _tell(settings, found, aside, console)


def _embedded(settings: Settings) -> Settings:
    """The settings of the databases in the folder, read by one process."""
    return settings.model_copy(update={f"{service}_database": "" for service in SERVICES} | {"kafka_servers": ""})


def _moved(embedded: Settings, settings: Settings, console: Console) -> dict[str, DatabaseMoved]:
    """Verify what is to be moved, make the new databases ready, and move. Ends the command where that cannot be."""
    source = newest_of(embedded)
    try:
        if not verify_stores(embedded, console):
            stop("没有迁：原库核验有问题（见上），先查明原因；什么也没有改动")
        target = Standalone(settings)
        try:
            for service in SERVICES:
                refuse_used(target.runtime.database(service), service)
            target.migrate()
            with bar(console) as shown:
                return move(source, target, shown, settings.kafka_partitions if settings.kafka_servers else 0)
        finally:
            target.runtime.close()
    except CannotMove as error:
        stop(f"没有迁：{error}。原库没有改动", 1)
    except (HeadsBroken, OSError) as error:
        stop(f"没有迁：{fault_words(error)}。原库没有改动", 2)
    finally:
        source.runtime.close()


def _set_aside(settings: Settings, found: dict[str, DatabaseMoved]) -> Path:
    """Note the move first, then put the files where nothing takes them for databases in use."""
    now = datetime.now().astimezone()
    aside = settings.data_dir / f"moved-{now:%Y%m%d-%H%M%S}"
    databases = {
        name: msgspec.structs.replace(each, address=shown_address(settings, name)) for name, each in found.items()
    }
    try:
        note_moved(settings.data_dir, MoveNote(now.isoformat(), aside.name, databases))
        aside.mkdir()
        for path in [
            Path(f"{database_file(settings.data_dir, service)}{more}") for service in SERVICES for more in _BESIDE
        ]:
            if path.exists():
                shutil.move(path, aside / path.name)
    except OSError as error:
        why = fault_words(error)
        stop(f"三个库都已迁完、核对相符，只是原库没有能另存：{why}。请自行移走 {settings.data_dir} 里的 *.sqlite")
    return aside


def _tell(settings: Settings, found: dict[str, DatabaseMoved], aside: Path, console: Console) -> None:
    def say(words: str) -> None:
        console.print(words, markup=False)

    for topic, service in PRODUCERS.items():
        each = found[service]
        rows = sum(table.rows for table in each.tables.values())
        say(f"{topic}：{each.position} 个事件逐件相符，链头 {each.hash}；共 {rows} 行，{len(each.tables)} 张表")
    say(f"已迁完。原库另存于 {aside}，经过记在 {settings.data_dir / 'moved.json'}；这个文件夹不再能以 SQLite 启动")
    say("接下来：")
    say("1. 把现在的三个地址（及口令文件）写进服务的设置；XUSHI_DATA_DIR 不变：密钥、链头、外发文件夹仍在其中")
    say("2. 启动（xushi up，或各服务分开），再执行 xushi verify、xushi rebuild：应当完整、差异 0 项")
    if settings.kafka_servers:
        say("   已设 Kafka：先 xushi migrate 建立主题，再启动 xushi relay；转发从第一个事件补起，读取者接着原处读")
    say("3. 此后备份用 pg_dump 或 deploy/backup.sh（xushi backup 只管 SQLite）；新库有了备份，再删原库")
