"""One process at a time over the embedded databases of a folder: all three, or one service's each."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from shared.store.moved_folder import FILE, is_moved

_NAME = ".in-use"


class FolderInUse(Exception):
    """Another process has the folder; the message is Chinese."""


class FolderMoved(FolderInUse):
    """Nobody is to have the folder any more: its databases were moved to a server; the message is Chinese."""


@contextmanager
def lock_folder(folder: Path, part: str = "") -> Iterator[None]:
    """Have ``folder`` for as long as the block lasts; the operating system lets go of it when the process ends.

    With a ``part`` (a service, or the relay) it is shared with processes that have other parts of it: with none that
    has the same, or the whole.

    Raises:
        FolderInUse: another process has it.
        FolderMoved: its databases were moved to a server.
        OSError: nothing can be written there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        held.enter_context(_locked(folder, _NAME, fcntl.LOCK_SH if part else fcntl.LOCK_EX))
        if part:
            held.enter_context(_locked(folder, f"{_NAME}-{part}", fcntl.LOCK_EX))
        if is_moved(folder):
            raise FolderMoved(
                f"{folder} 里的库已迁到 PostgreSQL（经过在 {folder / FILE}）：请设好三个数据库地址再启动；"
                "要退回 SQLite，见运行手册“从 SQLite 迁到 PostgreSQL”"
            )
        yield


@contextmanager
def _locked(folder: Path, name: str, how: int) -> Iterator[None]:
    descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse(f"{folder} 正由另一个进程使用：请先停下它，或换一个数据文件夹") from None
        yield
    finally:
        os.close(descriptor)
