"""A client that a public generator makes of the served OpenAPI document posts a report to a running system."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.processes import free_ports, start, stop, tail

pytestmark = pytest.mark.slow

GENERATOR = "openapi-python-client==0.29.1"
POSTING = """
import json, sys
from made.api.submitting import sync_detailed
from made.client import AuthenticatedClient
from made.models import SUBMISSION
address, key, body = sys.argv[1:]
client = AuthenticatedClient(base_url=address, token=key)
answer = sync_detailed(client=client, body=SUBMISSION.from_dict(json.loads(body)), idempotency_key="made-1")
print(json.dumps({"status": int(answer.status_code), "kind": type(answer.parsed).__name__}))
"""
REPORT = {
    "region": "500107",
    "period": "2025-12",
    "lines": [{"indicator": "urban_new_employment", "value": "1200", "unit": "人", "basis": "month"}],
}


@pytest.fixture(scope="module")
def python() -> str:
    """An environment with the generator, kept in the tester's cache. Skips where it cannot be had."""
    cache = (
        Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "xushi-tests" / GENERATOR.replace("==", "-")
    )
    program = cache / "bin" / "python"
    if not (cache / "complete").exists():
        venv.create(cache, with_pip=True, clear=True)
        asked = [str(program), "-m", "pip", "install", "--quiet", GENERATOR, "ruff"]
        if subprocess.run(asked, capture_output=True, timeout=300, check=False).returncode:
            pytest.skip("NO PACKAGE INDEX: no client was generated from the OpenAPI document; pip could not fetch it")
        (cache / "complete").touch()
    return str(program)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a running system, and the key of a district's system."""
    folder = tmp_path_factory.mktemp("served")
    (port,) = free_ports(1)
    own = {"XUSHI_DATA_DIR": str(folder / "data"), "XUSHI_PORT": str(port), "COLUMNS": "300"}
    environment, command = os.environ | own, [sys.executable, "-m", "services.cli"]
    wanted = ["keys", "add", "区级系统", "--role", "reporter", "--region", "500107"]
    given = subprocess.run([*command, *wanted], env=environment, capture_output=True, text=True, timeout=60, check=True)
    process = start([*command, "up"], folder / "log", environment=environment)
    try:
        deadline = time.monotonic() + 90
        while "序时已启动" not in tail(folder / "log", 100_000):
            assert time.monotonic() < deadline and process.poll() is None, tail(folder / "log", 3_000)
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}", given.stdout.strip()
    finally:
        stop(process)


def test_a_generated_client_posts_a_report(python: str, served: tuple[str, str], tmp_path: Path) -> None:
    address, key = served
    document = tmp_path / "openapi.json"
    document.write_bytes(httpx.get(f"{address}/openapi.json", trust_env=False).content)
    made = _generate(python, document, tmp_path / "client")
    assert (made / "client.py").exists()
    posting = POSTING.replace("made.", f"{made.name}.").replace("submitting", _operation(made))
    posting = posting.replace("SUBMISSION", "SubmitV1ReportsPostSubmission")
    command = [python, "-c", posting, address, key, json.dumps(REPORT)]
    done = subprocess.run(command, cwd=made.parent, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"status": 201, "kind": "SubmitV1ReportsPostReceiptAnswer"}


def _generate(python: str, document: Path, into: Path) -> Path:
    """The package of the generated client."""
    path = f"{Path(python).parent}{os.pathsep}{os.environ['PATH']}"
    command = [f"{Path(python).parent}/openapi-python-client", "generate", "--path", str(document)]
    done = subprocess.run(
        [*command, "--output-path", str(into)], env=os.environ | {"PATH": path}, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return next(each.parent for each in into.glob("*/client.py"))


def _operation(made: Path) -> str:
    """The module that posts a report, as the generator names it: by the operation's tag and id."""
    (module,) = made.glob("api/*/submit_v1_reports_post.py")
    return f"{module.parent.name}.{module.stem}"
