"""One process at a time over the embedded databases of a folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = ".in-use"


class FolderInUse(Exception):
    """Another process has the folder; the message is Chinese."""


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Have ``folder`` for as long as the block lasts; the operating system lets go of it when the process ends.

    Raises:
        FolderInUse: another process has it.
        OSError: nothing can be written there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / _NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse(f"{folder} 正由另一个进程使用：请先停下它，或换一个数据文件夹") from None
        yield
    finally:
        os.close(descriptor)
