"""A real Prometheus and promtool for the tests, without root's rights and without Docker.

Looked for in this order: the programs on the PATH; Debian's package, unpacked into the user's cache.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import processes
from tests.monitoring import debian

NoPrometheus = debian.NoProgram
"""None can be had; the text says why."""


def find() -> debian.Found:
    """What the tests will use.

    Raises:
        NoPrometheus: there is nothing to use.
    """
    return debian.find("prometheus", "prometheus", "promtool")


@contextmanager
def running(configuration: str) -> Iterator[str]:
    """The address (http://127.0.0.1:port) of a Prometheus with this prometheus.yml, while the block lasts.

    Raises:
        NoPrometheus: none can be had, or it does not start.
    """
    program = find().programs() / "prometheus"
    with tempfile.TemporaryDirectory(prefix="xushi-prometheus-") as name:
        folder = Path(name)
        (folder / "prometheus.yml").write_text(configuration, encoding="utf-8")
        options = ["--config.file", str(folder / "prometheus.yml"), "--storage.tsdb.path", str(folder / "data")]
        command = [str(program), *options, "--web.enable-lifecycle"]
        address, process = debian.started(command, "--web.listen-address", folder / "server.log")
        try:
            yield address
        finally:
            processes.stop(process)


def promtool(*words: str, seconds: float = 60.0) -> subprocess.CompletedProcess[str]:
    """Run promtool; its exit status and what it printed are the caller's to judge.

    Raises:
        NoPrometheus: none can be had.
    """
    command = [str(find().programs() / "promtool"), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
