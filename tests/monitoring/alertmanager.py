"""A real Alertmanager and amtool for the tests, found as tests/monitoring/prometheus.py finds Prometheus."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import processes
from tests.monitoring import debian


def find() -> debian.Found:
    """What the tests will use.

    Raises:
        NoProgram: there is nothing to use.
    """
    return debian.find("prometheus-alertmanager", "prometheus-alertmanager", "amtool")


@contextmanager
def running(configuration: str) -> Iterator[str]:
    """The address (http://127.0.0.1:port) of an Alertmanager with this alertmanager.yml, while the block lasts.

    Raises:
        NoProgram: none can be had, or it does not start.
    """
    programs = find().programs()
    with tempfile.TemporaryDirectory(prefix="xushi-alertmanager-") as name:
        folder = Path(name)
        (folder / "alertmanager.yml").write_text(configuration, encoding="utf-8")
        options = ["--config.file", str(folder / "alertmanager.yml"), "--storage.path", str(folder / "data")]
        command = [*_reading_its_templates(programs), *options, "--cluster.listen-address="]
        address, process = debian.started(command, "--web.listen-address", folder / "server.log")
        try:
            yield address
        finally:
            processes.stop(process)


def amtool(*words: str, seconds: float = 60.0) -> subprocess.CompletedProcess[str]:
    """Run amtool; its exit status and what it printed are the caller's to judge.

    Raises:
        NoProgram: none can be had.
    """
    command = [str(find().programs() / "amtool"), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)


def _reading_its_templates(programs: Path) -> list[str]:
    """The command that runs Alertmanager. Debian's reads its templates below /usr/share, and nowhere else: where it is
    not installed they are laid over that in a mount namespace of its own, which nobody else sees."""
    program, share = programs / "prometheus-alertmanager", programs.parent / "share"
    if share == Path("/usr/share") or not (share / "prometheus/alertmanager").is_dir():
        return [str(program)]
    laid = 'mount -t overlay overlay -o "lowerdir=$0:/usr/share" /usr/share && exec setpriv --pdeathsig KILL "$@"'
    own = ["--mount"] if os.geteuid() == 0 else ["--user", "--map-root-user", "--mount"]
    return ["unshare", *own, "sh", "-c", laid, str(share), str(program)]
