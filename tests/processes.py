"""Servers that tests start: on free ports of 127.0.0.1, and gone when the test run is gone."""

from __future__ import annotations

import ctypes
import platform
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal, Protocol

import uvicorn

_PR_SET_PDEATHSIG = 1  # of <linux/prctl.h>
_STOP_SECONDS = 15.0
_START_SECONDS = 60.0


def free_ports(count: int) -> list[int]:
    """That many different ports of 127.0.0.1 which nobody listens on now."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def listens(port: int) -> bool:
    """Whether somebody takes connections on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def serving(
    app: Any, *, port: int = 0, held: socket.socket | None = None, lifespan: Literal["auto", "off"] = "auto"
) -> Iterator[str]:
    """An application behind a server in a thread of this process: its address on 127.0.0.1, on a free port where none
    is named, or on the socket that is ``held`` already."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, lifespan=lifespan))
    sockets = None if held is None else [held]
    thread = threading.Thread(target=server.run, kwargs={"sockets": sockets}, daemon=True)
    thread.start()
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        assert thread.is_alive() and time.monotonic() < deadline, "the server did not start"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(_STOP_SECONDS)


def start(
    command: list[str],
    log: Path,
    *,
    environment: Mapping[str, str] | None = None,
    parting: int = signal.SIGKILL,
    talking: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a server that writes to ``log``; one that is ``talking`` takes orders on a pipe and answers on another.

    Linux sends it ``parting`` also when the test run is killed and can stop nothing itself any more - or
    when the thread that calls this ends: call it from one that lives as long as the server.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE if talking else subprocess.DEVNULL,
            stdout=subprocess.PIPE if talking else output,
            stderr=output,
            env=environment,
            start_new_session=True,  # Ctrl-C at the terminal is for the test run, which then stops the server
            preexec_fn=ending_with_us(parting),
        )


class Stoppable(Protocol):
    """What is needed of a process to stop it."""

    def poll(self) -> int | None: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...
    def wait(self, timeout: float | None = None) -> int: ...


def stop(process: Stoppable, seconds: float = _STOP_SECONDS) -> None:
    """Ask it to end, and end it where it does not."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(seconds)


def tail(log: Path, most: int = 500) -> str:
    """The last characters that a server has written."""
    return log.read_text(errors="replace")[-most:].strip() if log.exists() else ""


def end_with_us(parting: int) -> None:
    """Called in a child: Linux sends it ``parting`` when its parent's thread ends."""
    if (ask := ending_with_us(parting)) is not None:
        ask()


def ending_with_us(parting: int) -> Callable[[], object] | None:
    """What a new child is to call first, prepared by its parent: Linux then ends it with ``parting`` also when the
    parent is killed and can stop nothing itself any more - or when the parent's thread ends. None elsewhere."""
    if platform.system() != "Linux":
        return None
    return partial(ctypes.CDLL(None).prctl, _PR_SET_PDEATHSIG, parting)
