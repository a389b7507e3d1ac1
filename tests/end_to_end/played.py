"""The demonstration played in one process, to hold others against, and a look into what came of a play."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from shared.database.engine import Database
from shared.settings import Settings
from tests.processes import free_ports

RARELY = 3_600.0
"""Seconds between the sweeps by the system's time: the play's own are enough, and come at its times."""
PLAY_SECONDS = 3_000.0

FIGURES = (
    "SELECT region, indicator, period, value, denominator, reported, accepted_value, accepted_denominator, "
    "accepted, simulated FROM figures"
)
"""Every figure to the person, provisional and accepted, with its counts."""


def play_embedded(folder: Path, last: str) -> Settings:
    """The settings of a system in one process that was played into, up to the month ``last``."""
    (port,) = free_ports(1)
    words = ("demo", "--no-stay", "--no-january", "--last", last, "--port", str(port), "--data", str(folder))
    environment = os.environ | {"XUSHI_SWEEP_SECONDS": str(RARELY)}
    command = [sys.executable, "-m", "services.cli", *words]
    subprocess.run(command, env=environment, timeout=PLAY_SECONDS, check=True, stdout=subprocess.DEVNULL)
    return Settings(data_dir=folder)


def played_once(paths: pytest.TempPathFactory, last: str) -> Settings:
    """As ``play_embedded``, into a folder of the caller's own: the first of a test run plays, whoever comes later, in
    whichever worker, gets a copy of what that left."""
    own = paths.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    kept, made = shared / f"played-until-{last}", shared / f"playing-until-{last}"
    with (shared / f"played-until-{last}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go of when it is closed, also where the play fails
        if not kept.exists():
            shutil.rmtree(made, ignore_errors=True)  # what a play that failed has left
            play_embedded(made, last)
            made.rename(kept)
    return Settings(data_dir=shutil.copytree(kept, paths.mktemp("played") / "data"))


@contextmanager
def reading(settings: Settings, service: str) -> Iterator[sa.Connection]:
    """A connection to a service's database."""
    database = Database(settings.database_url(service))
    with database.read() as connection:
        yield connection
    database.dispose()


_OUTCOMES = {"completed": "完成", "not_completed": "未完成", "no_target_value": "无法判定"}


def verdicts_of(client: TestClient, plan: str) -> tuple[dict[int, str], dict[int, str]]:
    """Of every row the verdict that the published evaluation prints, and the word for how its target came out."""
    told = client.get(f"/v1/evaluations/{plan}/final").json()["content"]
    assert told["simulated"] is True
    assert told["title"] in client.get("/evaluations").text
    printed = {row["row"]: row["verdict"] for row in told["final"]["rows"] if not row["section"]}
    judged = client.get("/v1/progress", params={"plan": plan, "period": told["period"]}).json()["progress"]
    return printed, {row["row"]: _OUTCOMES[row["reason"]] for row in judged}
