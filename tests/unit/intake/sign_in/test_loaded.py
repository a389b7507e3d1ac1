"""What only intake needs for signing people in, the other services do not load: it costs time and memory."""

from __future__ import annotations

import subprocess
import sys

import pytest

FOR_SIGNING_IN = ("argon2", "authlib", "joserfc", "webauthn", "pyotp", "segno")


def loaded_by(module: str) -> set[str]:
    program = f"import sys, {module}; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    return {name.partition(".")[0] for name in said.split()}


@pytest.mark.parametrize("service", ["aggregator", "alerts"])
def test_a_service_that_signs_nobody_in_loads_nothing_for_it(service: str) -> None:
    assert loaded_by(f"services.{service}.main").isdisjoint(FOR_SIGNING_IN)


def test_intake_does() -> None:
    assert loaded_by("services.intake.main").issuperset(FOR_SIGNING_IN)
