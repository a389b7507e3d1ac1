"""A real Alertmanager and amtool for the tests, found as tests/monitoring/prometheus.py finds Prometheus."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    command = [*_reading_its_templates(find().programs()), "--cluster.listen-address="]
    with debian.running("alertmanager", configuration, lambda data: [*command, "--storage.path", str(data)]) as address:
        yield address


def amtool(*words: str, seconds: float = 60.0) -> subprocess.CompletedProcess[str]:
    """Run amtool, as :func:`debian.run` does.

    Raises:
        NoProgram: none can be had.
    """
    return debian.run(find(), "amtool", *words, seconds=seconds)


def _reading_its_templates(programs: Path) -> list[str]:
    """The command that runs Alertmanager. Debian's reads its templates below /usr/share, and nowhere else: where it is
    not installed they are laid over that in a mount namespace of its own, which nobody else sees."""
    program, share = programs / "prometheus-alertmanager", programs.parent / "share"
    if share == Path("/usr/share") or not (share / "prometheus/alertmanager").is_dir():
        return [str(program)]
    laid = 'mount -t overlay overlay -o "lowerdir=$0:/usr/share" /usr/share && exec setpriv --pdeathsig KILL "$@"'
    own = ["--mount"] if os.geteuid() == 0 else ["--user", "--map-root-user", "--mount"]
    return ["unshare", *own, "sh", "-c", laid, str(share), str(program)]
