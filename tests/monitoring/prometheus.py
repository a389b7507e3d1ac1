"""A real Prometheus and promtool for the tests, without root's rights and without Docker.

Looked for in this order: the programs on the PATH; Debian's package, unpacked into the user's cache.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

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
    command = [str(find().programs() / "prometheus"), "--web.enable-lifecycle"]
    with debian.running("prometheus", configuration, lambda data: [*command, "--storage.tsdb.path", str(data)]) as made:
        yield made


def promtool(*words: str, seconds: float = 60.0) -> subprocess.CompletedProcess[str]:
    """Run promtool, as :func:`debian.run` does.

    Raises:
        NoPrometheus: none can be had.
    """
    return debian.run(find(), "promtool", *words, seconds=seconds)
