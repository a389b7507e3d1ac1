from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

THREADS = 12
COUNTING = f"""
import ctypes, sys, threading
from shared.process.application import share_the_heap

if sys.argv[2] == "shared":
    assert share_the_heap()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.fopen.restype = ctypes.c_void_p, ctypes.c_void_p
there = threading.Barrier({THREADS})

def allocate():
    there.wait()  # all of them live at once
    libc.malloc(100_000)
    there.wait()

threads = [threading.Thread(target=allocate) for _ in range({THREADS})]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
file = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""


def heaps(folder: Path, how: str) -> int:
    """How many heaps a process has whose threads have all asked for memory."""
    told = folder / f"{how}.xml"
    subprocess.run([sys.executable, "-c", COUNTING, str(told), how], check=True, timeout=60)
    return len(re.findall(r"<heap nr=", told.read_text("ascii")))


def test_threads_take_memory_from_two_heaps_instead_of_one_each(tmp_path: Path) -> None:
    assert heaps(tmp_path, "shared") == 2
    assert heaps(tmp_path, "as it is") > 2
