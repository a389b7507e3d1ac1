#!/usr/bin/env python3
"""Apache Kafka out of Maven Central: the jars that jars.lock lists, each checked against its SHA-256.

    python deploy/kafka/jars.py fetch FOLDER    put them into FOLDER (what is there and right stays)
    python deploy/kafka/jars.py lock            write jars.lock anew from pom.xml (needs mvn)

Standard library only. XUSHI_MAVEN_REPOSITORY names another repository of the same layout; proxies
(HTTPS_PROXY …) and authorities (SSL_CERT_FILE …) are those of the environment.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

REPOSITORY = "XUSHI_MAVEN_REPOSITORY"
LOCK = Path(__file__).with_name("jars.lock")
_CENTRAL = "https://repo1.maven.org/maven2/"
_HEADER = "# Apache Kafka's jars: path below the Maven repository, SHA-256. Made by: python deploy/kafka/jars.py lock\n"
_SERVER = "org/apache/kafka/kafka_2.13/"
_AT_ONCE = 8
_SECONDS = 60.0


class NoJars(Exception):
    """A jar cannot be had, or is not the one that was locked; the text says which."""


class Jar(NamedTuple):
    """One line of the lock: where it lies below the repository, and what it hashes to."""

    path: str
    sha256: str

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.rpartition("/")[2]


def locked() -> list[Jar]:
    """The jars of the lock, in its order."""
    lines = LOCK.read_text(encoding="ascii").splitlines()
    return [Jar(*line.split()) for line in lines if line and not line.startswith("#")]


def version() -> str:
    """Kafka's version, such as 4.3.1."""
    return next(jar.path.removeprefix(_SERVER).split("/")[0] for jar in locked() if jar.path.startswith(_SERVER))


def fetch(folder: Path) -> list[Path]:
    """The locked jars in ``folder``; only what is missing or wrong is downloaded. Safe when run twice at once.

    Raises:
        NoJars: one cannot be had, or is not the one that was locked.
    """
    jars = locked()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the second comer waits, then finds everything there
            with ThreadPoolExecutor(_AT_ONCE) as workers:
                return list(workers.map(lambda jar: _ensure(jar, folder), jars))
    except OSError as error:
        raise NoJars(f"{folder} cannot be written: {error}") from error


def _ensure(jar: Jar, folder: Path) -> Path:
    path = folder / jar.name
    if not (path.is_file() and _sha256(path.read_bytes()) == jar.sha256):
        content = _download(jar)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as part:
            part.write(content)
        Path(part.name).chmod(0o644)
        Path(part.name).replace(path)  # nobody ever sees half a jar
    return path


def _download(jar: Jar) -> bytes:
    address = os.environ.get(REPOSITORY, _CENTRAL).rstrip("/") + "/" + jar.path
    try:
        with urllib.request.urlopen(address, timeout=_SECONDS) as answer:
            content: bytes = answer.read()
    except (urllib.error.URLError, OSError) as error:
        raise NoJars(f"{address} cannot be had: {error}") from error
    if _sha256(content) != jar.sha256:
        raise NoJars(f"{address} is not the file that was locked: its SHA-256 is {_sha256(content)}")
    return content


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def lock() -> None:
    """Write jars.lock anew from pom.xml beside it, with Maven.

    Raises:
        subprocess.CalledProcessError: Maven failed; it has said why.
    """
    with tempfile.TemporaryDirectory(prefix="xushi-jars-") as name:
        folder = Path(name)
        goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", "-Dmdep.useRepositoryLayout=true"]
        pom = str(LOCK.with_name("pom.xml"))
        subprocess.run(["mvn", "-q", "-B", "-f", pom, *goal, f"-DoutputDirectory={folder}"], check=True)
        jars = sorted((str(path.relative_to(folder)), _sha256(path.read_bytes())) for path in folder.rglob("*.jar"))
    LOCK.write_text(_HEADER + "".join(f"{path} {sha256}\n" for path, sha256 in jars), encoding="ascii")


def main(words: list[str]) -> int:
    """The command line: 0 when done, 1 when a jar cannot be had, 2 when it is not understood."""
    if words == ["lock"]:
        lock()
        return 0
    if len(words) != 2 or words[0] != "fetch":
        sys.stderr.write(str(__doc__))
        return 2
    try:
        fetch(Path(words[1]))
    except NoJars as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
