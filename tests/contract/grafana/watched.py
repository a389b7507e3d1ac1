"""A stretch of the demonstration on PostgreSQL, with the users and rights that a deployment makes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from shared.database.grafana_schema import READER
from tests import postgresql, processes

LAST = "2021-03"
"""The first month in which a binding target (重庆's row 8) is behind for the second time: there is an alert."""
STANDING = "2021-05-10T02:00:00+00:00"
"""Where the clock stands while the services are watched."""
RARELY = 3_600.0
"""Seconds between the sweeps while it is played: the play's own are enough, and come at its times."""
SERVICES = ("intake", "aggregator", "alerts")
PASSWORD = "read-only"
PATIENCE = 180.0
PLAY_SECONDS = 900.0
"""A play of three months takes half a minute by itself, and minutes beside the other tests."""


class Played(NamedTuple):
    """The three databases by service, the same as the read-only user sees them, and the services' address."""

    owners: dict[str, sa.Engine]
    readers: dict[str, sa.Engine]
    address: str


@contextmanager
def _roles(server: postgresql.Server) -> Iterator[None]:
    """The users that a deployment makes."""
    roles = (READER, *(f"xushi_{service}" for service in SERVICES))
    for role in roles:
        server.run(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
    try:
        yield
    finally:
        for role in roles:
            server.run(f"DROP ROLE {role}")


@contextmanager
def _database(server: postgresql.Server, service: str) -> Iterator[str]:
    """A database as a deployment makes it: its owner's alone, and the reader may connect. Its owner's address."""
    with server.database() as admin:
        address = sa.make_url(admin)
        server.run(f"ALTER DATABASE {address.database} OWNER TO xushi_{service}")
        server.run(f"REVOKE ALL ON DATABASE {address.database} FROM PUBLIC")
        server.run(f"GRANT CONNECT ON DATABASE {address.database} TO {READER}")
        yield address.set(username=f"xushi_{service}", password=PASSWORD).render_as_string(hide_password=False)


@contextmanager
def _demonstration(folder: Path, urls: dict[str, str]) -> Iterator[str]:
    """Plays up to ``LAST``, then the services stand in working time soon after it: in the present the plan is over,
    and its alert ends with it. Host and port of the services."""
    (port,) = processes.free_ports(1)
    settings = {f"XUSHI_{service.upper()}_DATABASE": url for service, url in urls.items()}
    xushi = (sys.executable, "-m", "services.cli")
    where = ("--data", str(folder), "--port", str(port))
    playing = os.environ | settings | {"XUSHI_SWEEP_SECONDS": str(RARELY)}
    subprocess.run([*xushi, "demo", "--no-stay", "--last", LAST, *where], env=playing, timeout=PLAY_SECONDS, check=True)
    notes = {"XUSHI_NOTES_DIR": str(folder / "notes")}
    subprocess.run([*xushi, "backup-made", "/backups/one"], env=os.environ | notes, timeout=PLAY_SECONDS, check=True)
    clock, log = folder / "clock", folder / "up.log"
    clock.write_text(STANDING)
    standing = os.environ | settings | notes | {"XUSHI_SWEEP_SECONDS": "1", "XUSHI_CLOCK_FILE": str(clock)}
    process = processes.start([*xushi, "up", *where], log, environment=standing, parting=signal.SIGTERM)
    try:
        wait_for(lambda: "序时已启动" in processes.tail(log, 100_000) or _ended(process, log))
        yield f"127.0.0.1:{port}"
    finally:
        processes.stop(process)


def _ended(process: subprocess.Popen[bytes], log: Path) -> bool:
    assert process.poll() is None, processes.tail(log, 2_000)
    return False


def wait_for(condition: Callable[[], Any]) -> Any:
    """What ``condition`` gives as soon as it gives something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
    return found


def units_are_written(aggregator: sa.Engine) -> bool:
    """Whether the view of single units has caught up with the reports, which it follows by some seconds."""
    behind = """SELECT count(*) FROM unit_months u
                LEFT JOIN unit_amounts a ON a.period = u.period AND a.region = u.region
                WHERE a.position IS DISTINCT FROM u.position"""
    with aggregator.connect() as connection:
        return bool(connection.execute(sa.text(behind)).scalar_one() == 0)


@contextmanager
def watched(server: postgresql.Server, folder: Path) -> Iterator[Played]:
    """The demonstration up to ``LAST``, still running; each database owned by a user without further rights."""
    with ExitStack() as stack:
        stack.enter_context(_roles(server))
        urls = {service: stack.enter_context(_database(server, service)) for service in SERVICES}
        address = stack.enter_context(_demonstration(folder, urls))
        owners = {service: sa.create_engine(url) for service, url in urls.items()}
        readers = {
            f"xushi-{service}": sa.create_engine(sa.make_url(url).set(username=READER, password=PASSWORD))
            for service, url in urls.items()
        }
        wait_for(lambda: units_are_written(owners["aggregator"]))
        yield Played(owners, readers, address)
        for engine in (*owners.values(), *readers.values()):
            engine.dispose()
