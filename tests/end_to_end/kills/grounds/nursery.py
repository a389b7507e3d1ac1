"""A process that has read all of the code once, and has a child run a command whenever it is asked to.

To start Python and read the packages takes seconds, and a suite of a thousand starts hours. A child is a process of
its own, runs the very command, and can be killed like any other; only its code was read before. ``python -m`` this:
one JSON document a line comes in, one goes out.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from tests import processes

_SINGLE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""No thread may run in the nursery: a fork takes none of them along."""
_GLANCE_SECONDS = 0.005


class Child:
    """A process of the nursery, to be used like one of ``subprocess``."""

    def __init__(self, ask: Callable[[dict[str, Any]], int | None], pid: int) -> None:
        self._ask = ask
        self.pid = pid
        self._code: int | None = None

    def poll(self) -> int | None:
        """Its exit code, None while it runs."""
        if self._code is None:
            self._code = self._ask({"poll": self.pid})
        return self._code

    def kill(self) -> None:
        """SIGKILL."""
        self._signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self._signal(signal.SIGTERM)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; its exit code.

        Raises:
            TimeoutExpired: it has not ended in that many seconds.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
            time.sleep(_GLANCE_SECONDS)
        return code

    def _signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


class Nursery:
    """The nursery, as seen by who uses it, from one thread. Use as a context manager: at its end it is gone, and
    with it every child."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "nursery.log"
        self._process = processes.start(
            [sys.executable, "-m", __name__],
            self._log,
            environment={name: value for name, value in os.environ.items() if not name.startswith("XUSHI_")} | _SINGLE,
            talking=True,
        )
        self._children: list[Child] = []

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.kill()
            child.wait(30)
        processes.stop(self._process)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def spawn(self, words: Sequence[str], log: Path, environment: Mapping[str, str]) -> Child:
        """Have a child run ``xushi`` with these words, writing to ``log``."""
        pid = self._ask({"start": list(words), "log": str(log), "environment": dict(environment)})
        assert pid is not None
        child = Child(self._ask, pid)
        self._children = [each for each in (*self._children, child) if each.poll() is None]
        return child

    def _ask(self, order: dict[str, Any]) -> int | None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the nursery is gone: {processes.tail(self._log, 2_000)}")
        found: int | None = json.loads(answer)
        return found


def _serve() -> None:
    """Do what is asked, one order after the other, until nobody can ask any more."""
    from services.cli import app  # all of the code, read before anybody asks

    _read_the_rest(app)
    for line in sys.stdin:
        order = json.loads(line)
        if "start" in order:
            answer: int | None = _fork(app, order["start"], Path(order["log"]), order["environment"])
        else:
            answer = _ended(order["poll"])
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


def _read_the_rest(app: Callable[..., object]) -> None:
    """What is only read when the system is made: run a command that makes it. No thread may be left of that."""
    with tempfile.TemporaryDirectory(prefix="xushi-nursery-") as folder, redirect_stdout(sys.stderr):
        app(["migrate", "--data", folder], standalone_mode=False)
    assert threading.active_count() == 1, threading.enumerate()
    gc.collect()
    gc.freeze()  # so that children share it, whatever they collect


def _ended(child: int) -> int | None:
    """The child's exit code, once it has ended."""
    pid, status = os.waitpid(child, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if pid else None


def _fork(app: Callable[..., object], words: Sequence[str], log: Path, environment: Mapping[str, str]) -> int:
    """The child's process id; the child never comes back from here."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        processes.end_with_us(signal.SIGKILL)
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for descriptor, to in ((os.open(os.devnull, os.O_RDONLY), 0), (output, 1), (output, 2)):
            os.dup2(descriptor, to)
        os.environ.update(environment)
        sys.argv = ["xushi", *words]
        app()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
