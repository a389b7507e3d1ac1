"""Compares the live figures with a rebuild in another process.

Traded: a second or two of processor for the start of a process, and its memory while it works, for pages and reports
that do not wait for it. In the service's own process the comparison held the interpreter that answers them, and what
memory it had needed once was kept for good.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from contextlib import suppress

import msgspec

from services.aggregator.rebuild.checking.found import CheckFound
from services.aggregator.rebuild.checking.work import CheckWork
from shared.observe import CheckFailed

_MODULE = "services.aggregator.rebuild.checking"


class CheckApart:
    """One comparison at a time, until it is ended for good."""

    def __init__(self, work: CheckWork, command: tuple[str, ...] = (sys.executable, "-m", _MODULE)) -> None:
        self._work = work
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False
        self._lock = threading.Lock()

    def __call__(self) -> CheckFound | None:
        """What a comparison finds; None where the figures stand by another catalogue, or it was ended.

        Raises:
            CheckFailed: it could not be made; why is in the process's own words in the log.
        """
        process = self._begin()
        if process is None:
            return None
        assert process.stdin is not None and process.stdout is not None
        with process:
            answer = process.stdout.read()
        self._process = None
        if self._ended:
            return None
        if process.returncode:
            raise CheckFailed(f"比对没有完成：进程以 {process.returncode} 结束", f"exit code {process.returncode}")
        return msgspec.json.decode(answer, type=CheckFound | None)

    def end(self) -> None:
        """Break off what is being compared; nothing is compared from now on."""
        with self._lock:
            self._ended = True
            if self._process is not None:
                self._process.kill()

    def _begin(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._ended:
                return None
            self._process = process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,  # what a dead process did not take is not written once more when its input is closed
                start_new_session=True,  # Ctrl+C is for the service, which ends this one
            )
        assert process.stdin is not None
        with suppress(BrokenPipeError):  # it has died: its code tells
            process.stdin.write(pickle.dumps(self._work))
        return process
